// What the program says of itself, in the form that the views read. The only file that knows the shape of `program()`.

import type { AnswerType, Bounds, Rhythm } from "./types.ts";

export interface ListPath { list: string; selector: string; code: string; amount: string | null }

/** A fact that a situation may state. */
export interface Field {
  name: string;
  /** Held by each person, else by the household. */
  each: boolean;
  answer: AnswerType;
  unit: string;
  optional: boolean;
  /** Months or years of which the answer may differ. */
  timing: "toujours" | "mensuel" | "annuel";
  bounds: Bounds | null;
  choices: [string, string][];
  keys: string[];
  list: ListPath | null;
  question: string;
  help: string | null;
  theme: string;
  required: boolean;
  /** What its absence means by convention; such a fact is never asked unless someone wants to state it. */
  presumed: string | null;
  /** The field of the code that tells it (`logement.commune`). */
  deducedFrom: string[] | null;
}

export interface Procedure { key: string; values: string[] }

export interface Right {
  id: string;
  name: string;
  title: string;
  each: boolean;
  rhythm: Rhythm;
  forms: [string, string][];
  articles: string[];
  procedure: Procedure[];
  automatic: boolean;
}

export interface Role { code: string; name: string; singular: string; arity: "un" | "au_plus_un" | "plusieurs" }

/** The lines of a list, by code: `ressources`, `prestations_percues`. */
export interface ListInfo {
  name: string;
  selector: string;
  /** Each person has its own list; else the household has one, whose lines may name a person. */
  each: boolean;
  codes: { code: string; fields: Field[] }[];
}

export interface Catalogue {
  /** As the engine says it, for the library. */
  info: ProgramInfo;
  hash: string;
  first: string;
  last: string;
  person: string;
  roles: Role[];
  most: number;
  fields: Field[];
  byName: Map<string, Field>;
  lists: ListInfo[];
  themes: string[];
  rights: Right[];
  byId: Map<string, Right>;
}

/** What `program()` of the engine answers. */
export interface ProgramInfo {
  hash: string;
  months: [string, string] | null;
  entity: { name: string; singular: string; at_most: number; roles: Role[] };
  inputs: {
    name: string; each: boolean; answer: AnswerType; unit: string; optional: boolean; bounds: Bounds | null;
    timing: Field["timing"]; keys: string[]; list: ListPath | null; choices: [string, string][];
    question: string | null; help: string | null; theme: string | null; presumed: [string, string] | null;
    deduced_from: string[] | null; required: boolean;
  }[];
  benefits: Right[];
}

export function catalogueOf(info: ProgramInfo): Catalogue {
  const fields = info.inputs.map((input): Field => ({
    ...input,
    question: input.question ?? input.name,
    theme: input.theme ?? "",
    presumed: input.presumed ? input.presumed[1] : null,
    deducedFrom: input.deduced_from,
  }));
  const rights = info.benefits;
  return {
    info,
    hash: info.hash,
    first: info.months?.[0] ?? "",
    last: info.months?.[1] ?? "",
    person: info.entity.singular,
    roles: info.entity.roles,
    most: info.entity.at_most,
    fields,
    byName: new Map(fields.map((f) => [f.name, f])),
    lists: listsOf(fields),
    themes: [...new Set(fields.filter((f) => !f.list).map((f) => f.theme))],
    rights,
    byId: new Map(rights.map((r) => [r.id, r])),
  };
}

/** The lists that the fields stand in. */
function listsOf(fields: Field[]): ListInfo[] {
  const lists: ListInfo[] = [];
  for (const field of fields) {
    if (!field.list) continue;
    const { list, selector, code } = field.list;
    let info = lists.find((l) => l.name === list);
    if (!info) lists.push((info = { name: list, selector, each: true, codes: [] }));
    if (!field.each) info.each = false;
    let entry = info.codes.find((c) => c.code === code);
    if (!entry) info.codes.push((entry = { code, fields: [] }));
    entry.fields.push(field);
  }
  return lists;
}

/** The fields that the composition of the household is asked with: what is indispensable, and what its theme holds. */
export function compositionFields(catalogue: Catalogue): { household: Field[]; person: Field[] } {
  const household = catalogue.fields.filter((f) => f.required && !f.each && !f.list);
  const themes = new Set(household.map((f) => f.theme));
  const person = catalogue.fields.filter(
    (f) => f.each && !f.list && f.presumed === null && themes.has(f.theme),
  );
  return { household, person };
}
