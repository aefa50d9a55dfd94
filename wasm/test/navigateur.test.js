// The built package in a real browser: the same results as the native engine, no request once it is loaded, a strict policy.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { after, before, test } from "node:test";
import { launch, open, POLICY, serve } from "../harness/browser.js";

const folders = { dist: new URL("../pkg/dist/", import.meta.url), corpus: new URL("../pkg/corpus/", import.meta.url) };
let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve(folders)]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

/** One household in `every` of the corpus, with the hashes of what the native engine says. */
async function corpus(every) {
  const hash = (text) => createHash("sha256").update(text).digest("hex");
  const lines = createInterface({ input: createReadStream(new URL("../pkg/corpus/corpus.jsonl", import.meta.url)) });
  const found = [];
  let position = 0;
  for await (const line of lines) {
    if (position++ % every !== 0) continue;
    const { month, situation, outcomes, probable, questions, explanation } = JSON.parse(line);
    found.push({
      month, situation, outcomes: hash(outcomes), probable: hash(probable),
      questions: questions && hash(questions), explanation: explanation && hash(explanation),
    });
  }
  return found;
}

/** Loads an engine in the page, as `window.moteur`. */
function load(page, name) {
  return page.evaluate(async (name) => {
    const droit = await import("/dist/droit.js");
    window.moteur = await droit[name]();
  }, name);
}

/** What the page finds, hashed; runs in the page. */
async function answers(households) {
  const hash = async (value) => {
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(value)));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const found = [];
  for (const { month, situation, questions, explanation } of households) {
    found.push({
      outcomes: await hash(await window.moteur.evaluate(situation, month)),
      probable: await hash(await window.moteur.probable(situation, month)),
      questions: questions && (await hash(await window.moteur.questions(situation, month))),
      explanation: explanation && (await hash(await window.moteur.explain(situation, month, "rsa"))),
    });
  }
  return found;
}

for (const [name, where, every] of [["charger", "in the page", 2], ["chargerOuvrier", "in a worker", 5]]) {
  test(`${where}: the results of the native engine, and no request once loaded`, async () => {
    const households = await corpus(every);
    assert.ok(households.length >= 100, `${households.length} households only`);
    const { context, page, requests, faults } = await open(browser, `${server.address}/vide.html`);
    await load(page, name);
    await context.setOffline(true);
    const loaded = requests.length;
    const found = await page.evaluate(answers, households);
    for (const [position, { month, situation, ...expected }] of households.entries()) {
      assert.deepEqual(found[position], expected, `${month} ${situation}`);
    }
    // What the page can do beside: nothing of it needs the network either.
    const first = households[0];
    const beside = await page.evaluate(async ({ month, situation }) => {
      const { months, benefits } = await window.moteur.program();
      const assessment = await window.moteur.assess(situation, month);
      const axis = { input: "salaire net", person: 0, from: "0", to: "2000", step: "500" };
      const curve = await window.moteur.curve(situation, month, axis);
      const check = await window.moteur.check({ personnes: 3 });
      return { months, benefits: benefits.length, steps: assessment.plan.steps.length, points: curve.points.length, check };
    }, first);
    assert.ok(beside.benefits > 30);
    assert.equal(beside.points, 5);
    assert.equal(beside.check[0].path, "personnes");
    assert.deepEqual(requests.slice(loaded), [], "requests after the engine was loaded");
    assert.ok(requests.every((request) => request.startsWith(server.address)), requests.join("\n"));
    assert.deepEqual(faults, []);
    await context.close();
  });
}

test("a policy without 'wasm-unsafe-eval' is told in French, in the page and in a worker", async () => {
  const strict = await serve(folders, { policy: POLICY.replace(" 'wasm-unsafe-eval'", "") });
  const { context, page } = await open(browser, `${strict.address}/vide.html`);
  for (const name of ["charger", "chargerOuvrier"]) {
    await assert.rejects(load(page, name), /défaut du moteur/);
  }
  await context.close();
  await strict.close();
});

test("rules of another version, damaged or missing are refused in French", async () => {
  const { context, page } = await open(browser, `${server.address}/vide.html`);
  const told = await page.evaluate(async () => {
    const { charger, ErreurDroit } = await import("/dist/droit.js");
    const good = new Uint8Array(await (await fetch("/corpus/droit.bin")).arrayBuffer());
    const packed = new Uint8Array(await (await fetch("/dist/regles.droit.lzma")).arrayBuffer());
    const tries = { autre: good.slice(), abime: good.slice(), coupe: good.slice(0, 1000), paquet: packed.slice() };
    tries.autre[5] ^= 0xff;
    tries.abime[5000] ^= 1;
    tries.paquet[5000] ^= 1;
    const told = {};
    for (const [name, regles] of Object.entries({ ...tries, absent: "/dist/rien.droit" })) {
      try {
        await charger({ regles });
        told[name] = "loaded";
      } catch (fault) {
        told[name] = fault instanceof ErreurDroit ? fault.message : `not ours: ${fault}`;
      }
    }
    return told;
  });
  assert.match(told.autre, /ce moteur lit le format \d+ : recompilez les règles/);
  assert.match(told.abime, /programme abîmé/);
  assert.match(told.coupe, /programme abîmé/);
  assert.match(told.paquet, /abîmé/);
  assert.match(told.absent, /n'a pas pu être lu \(réponse 404\)/);
  await context.close();
});

/** A household before an answer and after it, for some of the fields that it tells: the persons and the home, one by one. */
function answersOf({ situation, month }) {
  const told = JSON.parse(situation);
  const holders = [told.situation, told.situation.logement ?? {}, ...(told.situation.personnes ?? [])];
  const fields = holders.flatMap((holder) => Object.keys(holder).map((key) => [holder, key]));
  const asked = fields.filter(([, key]) => !["id", "role", "personnes", "logement"].includes(key));
  const step = Math.max(1, Math.floor(asked.length / 6));
  return asked.filter((_, position) => position % step === 0).map(([holder, key]) => {
    const { [key]: value } = holder;
    delete holder[key];
    const before = JSON.stringify(told);
    holder[key] = value;
    return { before, situation: JSON.stringify(told), month };
  });
}

test("time of an answer, on a processor four times slower (printed, not judged)", async (t) => {
  const households = (await corpus(5)).filter(({ month }) => month === "2026-09");
  const { context, page } = await open(browser, `${server.address}/vide.html`);
  await load(page, "charger");
  const session = await context.newCDPSession(page);
  // What a page does in turn, of one situation after the other: a time for each of its tasks. `before`: what was known and
  // computed when the answer came; without, it is another household each time.
  const measure = async (rate, tasks, situations) => {
    await session.send("Emulation.setCPUThrottlingRate", { rate });
    const times = await page.evaluate(({ situations, tasks }) => {
      const times = tasks.map(() => []);
      for (const { before, situation, month } of situations) {
        if (before) window.moteur.assess(before, month);
        for (const [position, names] of tasks.entries()) {
          const start = performance.now();
          for (const name of names) window.moteur[name](situation, month);
          times[position].push(performance.now() - start);
        }
      }
      // The first ones build the law and warm the compiler up.
      return times.map((task) => task.slice(5).sort((a, b) => a - b));
    }, { situations, tasks });
    return times.map((task) => {
      const at = (share) => task[Math.min(task.length - 1, Math.floor(task.length * share))].toFixed(1);
      return `median ${at(0.5)} ms, p95 ${at(0.95)} ms`;
    });
  };
  const known = households.slice(0, 45);
  // In the middle of an interview: nothing is known of what they receive.
  const halfKnown = known.map(({ situation, month }) => {
    const told = JSON.parse(situation);
    for (const person of told.situation.personnes ?? []) delete person.ressources;
    return { situation: JSON.stringify(told), month };
  });
  const told = [
    ["a known household, one more answer", known.flatMap(answersOf)],
    ["without resources, one more answer", halfKnown.flatMap(answersOf)],
    ["a known household, another each time", known],
    ["without resources, another each time", halfKnown],
  ];
  // An answer: the results; what is asked next, in another task; what is likely, when that depends on it. Then what is typed.
  const answered = [["check", "assess"], ["questions"], ["probable"]];
  const typed = [["check", "missing"]];
  for (const rate of [1, 4]) {
    for (const [what, situations] of told) {
      const found = [...(await measure(rate, answered, situations)), ...(await measure(rate, typed, situations))];
      for (const [position, names] of [...answered, ...typed].entries())
        t.diagnostic(`${what}, ×${rate}, ${names.join(" + ")}: ${found[position]} (aim at ×4: p95 20 ms)`);
    }
  }
  await context.close();
});
