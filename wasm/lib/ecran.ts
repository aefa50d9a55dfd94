// What is asked at once.

import type { ProgramInfo, Question } from "./types.js";
import { personal, type Draft } from "./reponses.js";

/** Fields side by side: questions about one person (or the household), or the lines of one list. */
export interface Part {
  /** Position of the person, `null` for the household. */
  person: number | null;
  person_id: string | null;
  /** The list whose lines are asked (`ressources`): tick boxes, with an amount beside what is ticked. */
  list: string | null;
  questions: Question[];
}

/** What a page shows at once: one theme, about the household, one person, or all the children. */
export interface Screen {
  theme: string | null;
  parts: Part[];
}

/** The most fields on a screen. The lines of a list are one field: "which of these?". */
const MOST = 12;

/** The key of a question, for those that were passed. */
export function cle(question: Pick<Question, "input" | "person">): string {
  return `${question.input} ${question.person ?? ""}`;
}

/** Persons who are asked together: those of a role that many may hold. */
function together(program: ProgramInfo, situation: Draft, person: number | null): (number | null)[] {
  if (person === null) return [null];
  const persons = Array.isArray(situation.personnes) ? (situation.personnes as Draft[]) : [];
  const role = persons[person]?.role;
  const many = program.entity.roles.some((one) => one.code === role && one.arity === "plusieurs");
  if (!many) return [person];
  return persons.flatMap((one, position) => (one.role === role ? [position] : []));
}

/** The next screen; `null` when nothing is left to ask. `passees`: keys of the questions answered by "I don't know". */
export function ecran(program: ProgramInfo, situation: Draft, questions: readonly Question[], passees: ReadonlySet<string> = new Set()): Screen | null {
  const left = questions.filter((question) => !passees.has(cle(question)));
  const first = left[0];
  if (first === undefined) return null;
  const { theme } = first;
  // A list of the household is one screen, whoever its lines are about.
  if (first.list !== null && !personal(program, first.list)) {
    const lines = left.filter((question) => question.list === first.list);
    return { theme, parts: [{ person: null, person_id: null, list: first.list, questions: lines }] };
  }
  const parts: Part[] = [];
  let fields = 0;
  // What is asked first leads: a list, or the other questions of the theme.
  const lists = [...new Set(left.filter((question) => question.theme === theme).map((question) => question.list))];
  lists.sort((a, b) => Number(b === first.list) - Number(a === first.list));
  for (const list of lists) {
    if (list !== null && !personal(program, list)) continue;
    for (const person of together(program, situation, first.person)) {
      const mine = left.filter((question) => question.theme === theme && question.list === list && question.person === person);
      const room = MOST - fields;
      const asked = list === null ? mine.slice(0, room) : mine;
      if (asked.length === 0 || room <= 0) continue;
      fields += list === null ? asked.length : 1;
      parts.push({ person, person_id: asked[0]?.person_id ?? null, list, questions: asked });
    }
  }
  return { theme, parts };
}
