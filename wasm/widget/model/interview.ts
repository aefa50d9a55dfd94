// Which screen comes next: the library groups the questions, the engine orders them.

import { ecran } from "../../lib/ecran.js";
import type { Catalogue } from "./catalogue.ts";
import { questionKey } from "./keys.ts";
import type { Place } from "./store.ts";
import type { JsonMap, Question, Screen } from "./types.ts";

/** The questions that may still change something and that were not passed. */
export function open(questions: Question[], passed: ReadonlySet<string>, rights: string[]): Question[] {
  const wanted = (q: Question) => rights.length === 0 || q.benefits.some((b) => rights.includes(b));
  return questions.filter((q) => wanted(q) && !passed.has(questionKey(q)));
}

export const allOf = (screen: Screen): Question[] => screen.parts.flatMap((part) => part.questions);

const screenOf = (catalogue: Catalogue, situation: JsonMap, questions: Question[]): Screen | null =>
  ecran(catalogue.info as Parameters<typeof ecran>[0], situation, questions) as Screen | null;

export function nextPlace(catalogue: Catalogue, situation: JsonMap, questions: Question[]): Place {
  const screen = screenOf(catalogue, situation, questions);
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
