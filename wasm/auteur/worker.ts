// The rules, compiled and evaluated away from the page, that stays free.

import initialise, { Atelier } from "droit-auteur-glue";
import { household, lines } from "./sample.ts";
import type { Call, Reply, Request } from "./protocol.ts";

async function fetched(name: string): Promise<Response> {
  const answer = await fetch(new URL(name, import.meta.url));
  if (!answer.ok) throw new Error(`« ${name} » : ${answer.status}`);
  return answer;
}

async function ready(): Promise<{ workshop: Atelier; examples: string[] }> {
  const [rules, examples] = await Promise.all([
    fetched("regles-sources.json").then((r) => r.text()),
    fetched("menages.jsonl").then((r) => r.text()),
    initialise({ module_or_path: new URL("droit_auteur.wasm", import.meta.url) }),
  ]);
  return { workshop: new Atelier(rules), examples: examples.trimEnd().split("\n") };
}

const loaded = ready();

const parsed = (text: string): unknown => JSON.parse(text) as unknown;

const answers: Record<Call, (given: Awaited<typeof loaded>, asks: never) => unknown> = {
  files: ({ workshop }) => parsed(workshop.files()),
  source: ({ workshop }, [file]: [string]) => workshop.source(file) ?? "",
  check: ({ workshop }, [file, content]: [string, string]) => parsed(workshop.check(file, content)),
  examples: ({ workshop }) => parsed(workshop.examples()),
  format: (_, [content]: [string]) => Atelier.format(content),
  household: ({ examples }, [number]: [number]) => household(examples, number),
  effect: ({ workshop }, [situation, month]: [string, string]) => parsed(workshop.effect(situation, month)),
  begin: ({ workshop }, [month]: [string]) => (workshop.begin(month), null),
  add: ({ workshop, examples }, [from, to]: [number, number]) => parsed(workshop.add(lines(examples, from, to))),
};

/** The French sentence of a fault: the engine gives it as JSON. */
function sentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  try {
    const fault = JSON.parse(text) as { message?: unknown };
    return typeof fault.message === "string" ? fault.message : text;
  } catch {
    return text;
  }
}

addEventListener("message", async ({ data }: MessageEvent<Request>) => {
  const reply: Reply = { id: data.id };
  try {
    reply.gives = answers[data.call](await loaded, data.asks as never);
  } catch (error) {
    reply.fault = sentence(error);
  }
  postMessage(reply);
});
