// What is asked at once.

import type { ProgramInfo, Question } from "./types.js";
import { personal } from "./reponses.js";

/** What a page shows at once: questions of one theme about one person, or the lines of one list. */
export interface Screen {
  theme: string | null;
  /** Position of the person, `null` for the household. */
  person: number | null;
  person_id: string | null;
  /** The list whose lines are asked (`ressources`): tick boxes, with an amount beside what is ticked. */
  list: string | null;
  questions: Question[];
}

/** The most fields on a screen. The lines of a list are one field. */
const MOST = 8;

/** The key of a question, for those that were passed. */
export function cle(question: Pick<Question, "input" | "person">): string {
  return `${question.input} ${question.person ?? ""}`;
}

/** The next screen; `null` when nothing is left to ask. `passees`: keys of the questions answered by "I don't know". */
export function ecran(program: ProgramInfo, questions: readonly Question[], passees: ReadonlySet<string> = new Set()): Screen | null {
  const left = questions.filter((question) => !passees.has(cle(question)));
  const first = left[0];
  if (first === undefined) return null;
  const { theme, list } = first;
  if (list !== null) {
    // A list of the household is one screen, whoever its lines are about.
    const own = personal(program, list);
    const person = own ? first.person : null;
    const person_id = own ? first.person_id : null;
    const lines = left.filter((question) => question.list === list && (!own || question.person === person));
    return { theme, person, person_id, list, questions: lines };
  }
  const { person, person_id } = first;
  const beside = left.filter((question) => question.list === null && question.theme === theme && question.person === person);
  return { theme, person, person_id, list: null, questions: beside.slice(0, MOST) };
}
