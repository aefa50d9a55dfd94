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

export function nextPlace(catalogue: Catalogue, situation: JsonMap, { questions, passed, rights, assessment, probable }: Asked): Place {
  const outcomes = (assessment?.outcomes ?? []).filter((o) => rights.length === 0 || rights.includes(o.benefit));
  const screen = screenOf(catalogue, situation, wanted(questions ?? [], rights), passed, { outcomes, probable: probable ?? [] });
  return screen ? { is: "screen", screen } : { is: "end" };
}

/** How many screens remain if every question is asked. */
export function remaining(catalogue: Catalogue, situation: JsonMap, questions: Question[]): number {
  let left = questions;
  for (let n = 0; ; n += 1) {
    const next = screenOf(catalogue, situation, left);
    if (!next) return n;
    const shown = new Set(allOf(next));
    left = left.filter((q) => !shown.has(q));
  }
}
