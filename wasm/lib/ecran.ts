// What is asked at once.

import type { Outcome, Probable, ProgramInfo, Question } from "./types.js";
import { personal, type Draft } from "./reponses.js";

/** Fields side by side: questions of one theme about one person (or the household), or the lines of one list. */
export interface Part {
  theme: string | null;
  /** Position of the person, `null` for the household. */
  person: number | null;
  person_id: string | null;
  /** The list whose lines are asked (`ressources`): tick boxes, with an amount beside what is ticked. */
  list: string | null;
  questions: Question[];
}

/** What a page shows at once: whole parts, the household first, then person by person. */
export interface Screen {
  parts: Part[];
}

/**
 * The most fields on a screen, and how many the lines of a list count for ("which of these?"). Measured on the households of
 * `test/entretien.test.js`: with 12 fields of one theme, 14 screens and a first right at the 13th; with these, 6.5 and 4.5.
 */
const MOST = 20;
const LIST = 10;

/** The key of a question, for those that were passed. */
export function cle(question: Pick<Question, "input" | "person">): string {
  return `${question.input} ${question.person ?? ""}`;
}

/** The questions in parts, in the order of their first question. A list of the household is one part, whoever its lines are about. */
function partsOf(program: ProgramInfo, questions: readonly Question[]): Part[] {
  const parts = new Map<string, Part>();
  for (const question of questions) {
    const { theme, list } = question;
    const whole = list !== null && !personal(program, list);
    const person = whole ? null : question.person;
    const key = [list ?? theme, person, list === null].join();
    const part = parts.get(key) ?? { theme, person, person_id: whole ? null : question.person_id, list, questions: [] };
    part.questions.push(question);
    parts.set(key, part);
  }
  return [...parts.values()];
}

/** What is known of each right, and what is likely of those that miss something assumed. */
export interface Known {
  outcomes: readonly Outcome[];
  probable: readonly Probable[];
}

/** Whether what is likely has a say in what is asked next: until a first right is certain. */
export const seeksFirst = (outcomes: readonly Outcome[]): boolean => !outcomes.some(({ verdict }) => verdict === "certain");

/**
 * Until a first right is certain, what the nearest one lacks and nothing else: likely under what the rules assume, nothing that
 * it needs was passed, and the fewest parts to ask. Nothing when no right is near. A list is asked whole: what is not ticked is
 * an answer too.
 */
function nearest(parts: Part[], questions: readonly Question[], passees: ReadonlySet<string>, known: Known): Part[] {
  let found: Part[] = [];
  if (!seeksFirst(known.outcomes)) return found;
  let least = Infinity;
  for (const { benefit } of known.outcomes) {
    const likely = known.probable.find((one) => one.benefit === benefit)?.verdict ?? "possible";
    if (likely !== "certain" && likely !== "possible") continue;
    const about = ({ benefits }: Question) => benefits.includes(benefit);
    const needed = parts.flatMap((part) => {
      const own = part.questions.filter(about);
      return own.length === 0 ? [] : part.list === null ? { ...part, questions: own } : part;
    });
    const rank = needed.length + (likely === "certain" ? 0 : 1e3);
    if (needed.length === 0 || rank >= least) continue;
    if (questions.some((question) => about(question) && passees.has(cle(question)))) continue;
    least = rank;
    found = needed;
  }
  return found;
}

/**
 * The next screen; `null` when nothing is left to ask. `passees`: keys of the questions answered by "I don't know".
 * `known`: what is known of each right, so that a first one is soon certain.
 */
export function ecran(
  program: ProgramInfo, situation: Draft, questions: readonly Question[], passees: ReadonlySet<string> = new Set(),
  known: Known = { outcomes: [], probable: [] },
): Screen | null {
  const left = questions.filter((question) => !passees.has(cle(question)));
  const parts = partsOf(program, left);
  const near = nearest(parts, questions, passees, known);
  const all = near.length > 0 ? near : parts;
  const lead = all[0];
  if (lead === undefined) return null;
  // A list of the household alone fills a screen.
  const alone = (part: Part) => part.list !== null && part.person === null;
  if (alone(lead)) return { parts: [lead] };
  const persons = Array.isArray(situation.personnes) ? (situation.personnes as Draft[]) : [];
  const role = ({ person }: Part) => (person === null ? null : persons[person]?.role);
  // The same theme is asked of everyone at once where it can be; then whatever there is room for.
  const distance = (part: Part) => (part === lead ? 0 : 1 + 2 * Number(part.theme !== lead.theme) + Number(role(part) !== role(lead)));
  const shown: Part[] = [];
  let room = MOST;
  for (const part of [...all].sort((a, b) => distance(a) - distance(b))) {
    const fields = part.list === null ? part.questions.length : LIST;
    if (alone(part) || (fields > room && part !== lead)) continue;
    room -= fields;
    shown.push(part);
  }
  return { parts: shown.sort((a, b) => (a.person ?? -1) - (b.person ?? -1)) };
}
