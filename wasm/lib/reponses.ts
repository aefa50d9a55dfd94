// Writing answers in a situation. The format stands in docs/donnees.md; a situation is never changed, a new one is made.

import type { InputInfo, ProgramInfo, Question } from "./types.js";
import type { Part } from "./ecran.js";

/** A situation as an object. */
export type Draft = { [key: string]: unknown };

/** An answer: decimal text, boolean, code, date or month; `null` is "none"; `undefined` forgets the answer. */
export type Value = string | boolean | null | undefined;

/** The lines of a list, by code: `{ salaire: [{ net: "1200" }] }`. An amount that is left out is unknown. */
export type Lines = { [code: string]: { [key: string]: Value }[] };

const UNKNOWN = "inconnu";

/** An input by its name. */
function named(program: ProgramInfo, name: string): InputInfo {
  const input = program.inputs.find((one) => one.name === name);
  if (input === undefined) throw new TypeError(`aucune donnée ne s'appelle « ${name} »`);
  return input;
}

/** Whether a list stands in each person, else in the household. */
export function personal(program: ProgramInfo, list: string): boolean {
  return program.inputs.every((input) => input.list?.list !== list || input.each);
}

/** A number as a JSON number, everything else as it is. */
function written(input: InputInfo, value: Value): unknown {
  return input.answer === "nombre" && typeof value === "string" ? Number(value) : value;
}

/** The household, or a person of it, copied so that it can be written in. */
function opened(situation: Draft, person: number | null): { whole: Draft; held: Draft } {
  const whole: Draft = { ...situation };
  if (person === null) return { whole, held: whole };
  const persons = Array.isArray(whole.personnes) ? [...(whole.personnes as Draft[])] : [];
  const held = { ...persons[person] };
  persons[person] = held;
  whole.personnes = persons;
  return { whole, held };
}

/** The situation with an answer at its place; for a line of a list, the other kinds stay as unknown as they were. */
export function answer(program: ProgramInfo, situation: Draft, question: Pick<Question, "input" | "person">, value: Value, month: string): Draft {
  const input = named(program, question.input);
  const person = input.each ? question.person : null;
  if (input.list !== null) return line(program, situation, input, person, value, month);
  const { whole, held } = opened(situation, person);
  let level = held;
  for (const key of input.keys.slice(0, -1)) {
    const below = level[key];
    level = level[key] = typeof below === "object" && below !== null ? { ...below } : {};
  }
  const last = input.keys.at(-1) ?? input.name;
  if (value === undefined) delete level[last];
  else level[last] = written(input, value);
  return whole;
}

/** An answer that is a line of a list. */
function line(program: ProgramInfo, situation: Draft, input: InputInfo, person: number | null, value: Value, month: string): Draft {
  const at = input.list;
  if (at === null) return situation;
  const own = personal(program, at.list);
  const { whole, held } = opened(situation, own ? person : null);
  const id = own || person === null ? null : identifier(whole, person);
  const known = held[at.list];
  const same = (row: Draft) => row[at.selector] === at.code && (own || (row.personne ?? null) === id);
  const rows = Array.isArray(known) ? (known as Draft[]) : blanks(program, whole, at.list);
  const mine = rows.filter(same);
  const others = rows.filter((row) => !same(row));
  const there = value !== false && value !== undefined && !(value === null && at.amount === null);
  if (value === undefined) {
    held[at.list] = [...others, unknown(at.selector, at.code, own, id, at.amount === null ? [] : [at.amount])];
  } else if (there) {
    const amounts = at.amount === null ? {} : { [at.amount]: written(input, value ?? "0") };
    const before = mine.find((row) => row.debut !== UNKNOWN) ?? {};
    held[at.list] = [...others, { ...head(at.selector, at.code, own, id, month), ...before, ...amounts }];
  } else held[at.list] = others;
  return whole;
}

/** What a person, or the household, has of a list: kinds that are not in `lines` are known to be absent. */
export function answerList(program: ProgramInfo, situation: Draft, part: Pick<Part, "list" | "person">, lines: Lines, month: string): Draft {
  const { list, person } = part;
  if (list === null) throw new TypeError("cet écran n'est pas celui d'une liste");
  const own = personal(program, list);
  const { whole, held } = opened(situation, own ? person : null);
  const inputs = program.inputs.filter((input) => input.list?.list === list);
  const rows: Draft[] = [];
  for (const [code, given] of Object.entries(lines)) {
    const kinds = inputs.filter((input) => input.list?.code === code);
    const selector = kinds[0]?.list?.selector;
    if (selector === undefined) throw new TypeError(`« ${code} » n'est pas une ligne de ${list}`);
    for (const one of given) {
      const row: Draft = { ...head(selector, code, own, null, month) };
      for (const input of kinds) {
        const key = input.list?.amount;
        if (key !== null && key !== undefined) row[key] = one[key] === undefined ? UNKNOWN : written(input, one[key]);
      }
      for (const key of ["personne", "debut", "fin"]) if (one[key] !== undefined) row[key] = one[key];
      rows.push(row);
    }
  }
  held[list] = rows;
  return whole;
}

/** The beginning of a line that holds for all the months that count: those of three years. */
function head(selector: string, code: string, own: boolean, id: string | null, month: string): Draft {
  const year = Number(month.slice(0, 4)) - 3;
  const who = own ? {} : { personne: id };
  return { [selector]: code, ...who, debut: `${year}-01`, fin: null };
}

/** A line that may be there or not. */
function unknown(selector: string, code: string, own: boolean, id: string | null, amounts: string[]): Draft {
  const row: Draft = { [selector]: code, ...(own ? {} : { personne: id }), debut: UNKNOWN, fin: UNKNOWN };
  for (const amount of amounts) row[amount] = UNKNOWN;
  return row;
}

/** A list of which nothing is known, once one of its lines has to be written: every line may be there or not. */
function blanks(program: ProgramInfo, situation: Draft, list: string): Draft[] {
  const own = personal(program, list);
  const persons = Array.isArray(situation.personnes) ? (situation.personnes as Draft[]) : [];
  const kinds = new Map<string, { selector: string; code: string; each: boolean; amounts: string[] }>();
  for (const input of program.inputs) {
    const at = input.list;
    if (at?.list !== list) continue;
    const key = `${at.code} ${input.each}`;
    const kind = kinds.get(key) ?? { selector: at.selector, code: at.code, each: input.each, amounts: [] };
    if (at.amount !== null) kind.amounts.push(at.amount);
    kinds.set(key, kind);
  }
  const rows: Draft[] = [];
  for (const { selector, code, each, amounts } of kinds.values()) {
    const holders = own || !each ? [null] : persons.map((_, position) => identifier(situation, position));
    for (const id of holders) rows.push(unknown(selector, code, own, id, amounts));
  }
  return rows;
}

function identifier(situation: Draft, person: number): string | null {
  const persons = situation.personnes as Draft[] | undefined;
  const id = persons?.[person]?.id;
  return typeof id === "string" ? id : null;
}
