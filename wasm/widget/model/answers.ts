// What a person types or ticks, and the value that it states.

import type { Field } from "./catalogue.ts";
import { UNKNOWN } from "./situation.ts";
import type { Json } from "./types.ts";
import { day, readDate, readDecimal, shifted } from "../format.ts";
import { t } from "../messages/index.ts";

/** An answer as entered. Absent: nothing entered, which means the same as "I don't know". */
export type Raw = { is: "text"; text: string } | { is: "unknown" } | { is: "none" };

export type Read = { value: Json | undefined; error?: undefined } | { error: string; value?: undefined };

/** The value of an answer, or what is wrong with it. */
export function readAnswer(field: Field, raw: Raw | undefined): Read {
  if (!raw || raw.is === "unknown") return { value: raw && field.presumed !== null ? UNKNOWN : undefined };
  if (raw.is === "none") return { value: null };
  const text = raw.text.trim();
  if (text === "") return { value: undefined };
  switch (field.answer) {
    case "oui_non": return { value: text === "oui" };
    case "choix": return { value: text };
    case "nombre": return readNumber(field, text);
    case "date":
    case "mois": {
      const date = readDate(text);
      if (!date) return { error: field.answer === "date" ? t.error.date(text) : t.error.month(text) };
      return { value: field.answer === "mois" ? date.slice(0, 7) : date };
    }
  }
}

function readNumber(field: Field, text: string): Read {
  const decimal = readDecimal(text);
  if (decimal === null) return { error: t.error.number(text) };
  return { value: Number(field.unit === "%" ? shifted(decimal, -2) : decimal) };
}

/** An amount of a line, in euros. */
export function readAmount(text: string): Read {
  if (text.trim() === "") return { value: UNKNOWN };
  const decimal = readDecimal(text);
  return decimal === null ? { error: t.error.number(text) } : { value: Number(decimal) };
}

/** A number of a document as a person types it. */
export const typed = (value: Json | undefined): string =>
  typeof value === "number" || typeof value === "string" ? String(value).replace(".", ",") : "";

/** The answer that states a value. */
export function rawOf(field: Field, value: Json | undefined): Raw | undefined {
  if (value === undefined) return undefined;
  if (value === UNKNOWN) return { is: "unknown" };
  if (value === null) return { is: "none" };
  switch (field.answer) {
    case "oui_non": return { is: "text", text: value === true ? "oui" : "non" };
    case "date":
    case "mois": return { is: "text", text: day(String(value)) };
    case "nombre": {
      if (typeof value === "object") return undefined;
      const text = field.unit === "%" && typeof value === "number" ? shifted(String(value), 2) : String(value);
      return { is: "text", text: typed(text) };
    }
    case "choix": return { is: "text", text: String(value) };
  }
}

/** A fact by year is written for each year that counts. */
export function yearly(field: Field, periods: string[], value: Json | undefined): Json | undefined {
  if (field.timing !== "annuel" || value === undefined || periods.length === 0) return value;
  return Object.fromEntries(periods.map((year) => [year, value]));
}
