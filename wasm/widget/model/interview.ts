// Which screen comes next. The order is that of the engine.

import type { Catalogue } from "./catalogue.ts";
import { questionKey } from "./keys.ts";
import type { Place } from "./store.ts";
import type { Question, Screen } from "./types.ts";

/** So many questions at once at most. */
const MOST = 10;

/** The questions that may still change something and that were not passed. */
export function open(questions: Question[], passed: ReadonlySet<string>, rights: string[]): Question[] {
  const wanted = (q: Question) => rights.length === 0 || q.benefits.some((b) => rights.includes(b));
  return questions.filter((q) => wanted(q) && !passed.has(questionKey(q)));
}

/** The questions of the first theme about the same person; all those of one list when the first is of a list. */
function screenOf(catalogue: Catalogue, questions: Question[]): Screen | null {
  const [first] = questions;
  if (!first) return null;
  const { theme, list } = first;
  // A list of the household is asked once, with the lines that each person may have in it.
  const shared = catalogue.lists.some((info) => info.name === list && !info.each);
  const person = shared ? null : first.person;
  const alike = (q: Question) =>
    q.list === list && (shared || q.person === person) && (list !== null || q.theme === theme);
  const found = questions.filter(alike);
  return {
    theme, person, person_id: shared ? null : first.person_id, list,
    questions: list ? found : found.slice(0, MOST),
  };
}

export function nextPlace(
  catalogue: Catalogue, questions: Question[], passed: ReadonlySet<string>, rights: string[],
): Place {
  const screen = screenOf(catalogue, open(questions, passed, rights));
  return screen ? { is: "screen", screen } : { is: "end" };
}

/** How many screens remain if every question is asked. */
export function remaining(catalogue: Catalogue, questions: Question[]): number {
  let left = questions;
  for (let n = 0; ; n += 1) {
    const next = screenOf(catalogue, left);
    if (!next) return n;
    const shown = new Set(next.questions);
    left = left.filter((q) => !shown.has(q));
  }
}
