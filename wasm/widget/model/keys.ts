// Which question is which, and where the document says it.

import { cle } from "../../lib/ecran.js";
import type { Field } from "./catalogue.ts";
import type { InputError, Missing, Part } from "./types.ts";
import { t } from "../messages/index.ts";

/** Key of a question: its input and its person. */
export const keyOf = (input: string, person: number | null): string => cle({ input, person });
export const questionKey = (q: Missing): string => cle(q);

/** Key of the lines that a part of a screen asks. */
export const partKey = (part: Pick<Part, "list" | "person">): string => `${part.list ?? ""} ${part.person ?? ""}`;

/** The place of a field in the document, as errors name it. */
export const pathOf = (field: Field, person: number | null): string =>
  (person === null ? [] : [`personnes[${person}]`]).concat(field.keys).join(".");

/** Whether an error is about a field. */
export const isAbout = (error: InputError, field: Field, person: number | null): boolean => {
  const path = pathOf(field, person);
  return error.path === path || error.path.startsWith(`${path}.`);
};

/** An identifier for the page, from any words. */
export const domId = (...words: (string | number | null)[]): string =>
  words.map((w) => String(w ?? "f").normalize("NFD").replace(/[^\w-]+/g, "_")).join("-");

/** What is wrong, what was expected, and what to do. */
export const errorText = (error: InputError): string =>
  [error.message, error.expected ? t.error.expected(error.expected) : "", error.help ?? ""].filter(Boolean).join(" ");
