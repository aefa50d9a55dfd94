// Which screen comes next: the library groups the questions, the engine orders them.

import { ecran, type Known } from "../../lib/ecran.js";
import type { Catalogue } from "./catalogue.ts";
import { questionKey } from "./keys.ts";
import type { Place, State } from "./store.ts";
import type { JsonMap, Question, Screen } from "./types.ts";

/** The questions about the rights that are asked for: all when none is named. */
function wanted(questions: Question[], rights: string[]): Question[] {
  return rights.length === 0 ? questions : questions.filter((q) => q.benefits.some((b) => rights.includes(b)));
}

/** The questions that may still change something and that were not passed. */
export function open(questions: Question[], passed: ReadonlySet<string>, rights: string[]): Question[] {
  return wanted(questions, rights).filter((q) => !passed.has(questionKey(q)));
}

export const allOf = (screen: Screen): Question[] => screen.parts.flatMap((part) => part.questions);

/** The themes of a screen, in the order of its parts. */
export const themesOf = (screen: Screen): string => [...new Set(screen.parts.map((part) => part.theme ?? ""))].join(", ");

type Asked = Pick<State, "questions" | "passed" | "rights" | "assessment" | "probable">;

const screenOf = (
  catalogue: Catalogue, situation: JsonMap, questions: Question[], passed?: ReadonlySet<string>, known?: Known,
): Screen | null => ecran(catalogue.info as Parameters<typeof ecran>[0], situation, questions, passed, known);

/** What is known of the rights that are asked for. */
const knownOf = ({ rights, assessment, probable }: Asked): Known => ({
  outcomes: (assessment?.outcomes ?? []).filter((o) => rights.length === 0 || rights.includes(o.benefit)),
  probable: probable ?? [],
});

export function nextPlace(catalogue: Catalogue, situation: JsonMap, asked: Asked): Place {
  const screen = screenOf(catalogue, situation, wanted(asked.questions ?? [], asked.rights), asked.passed, knownOf(asked));
  return screen ? { is: "screen", screen } : { is: "end" };
}

/** How many screens remain if every question is asked, and the first right that lacks nothing is certain. */
export function remaining(catalogue: Catalogue, situation: JsonMap, asked: Asked): number {
  const rights = (questions: Question[]) => new Set(questions.flatMap((q) => q.benefits)).size;
  let left = open(asked.questions ?? [], asked.passed, asked.rights);
  const all = rights(left);
  const known = knownOf(asked);
  for (let n = 0; ; n += 1) {
    const next = screenOf(catalogue, situation, left, undefined, rights(left) === all ? known : undefined);
    if (!next) return n;
    const shown = new Set(allOf(next));
    left = left.filter((q) => !shown.has(q));
  }
}
