// Amounts, dates and months for people. Amounts are decimal texts from the engine: they are rounded and grouped digit
// by digit, never through a floating-point number.

import type { Bounds, Shown } from "./model/types.ts";
import { t } from "./messages/index.ts";

const NARROW = "\u202f";
const SPACE = "\u00a0";

/** `-1234.567` → sign, whole digits, decimals. */
function parts(text: string): [string, string, string] {
  const found = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  return found ? [found[1] ?? "", found[2] ?? "0", found[3] ?? ""] : ["", "0", ""];
}

/** Adds one to a number written in digits. */
function increment(digits: string): string {
  const value = BigInt(digits) + 1n;
  return value.toString().padStart(digits.length, "0");
}

/** Rounds to `places` decimals, half away from zero. */
export function rounded(text: string, places: number): string {
  const [sign, whole, decimals] = parts(text);
  if (decimals.length <= places) return `${sign}${whole}.${decimals.padEnd(places, "0")}`.replace(/\.$/, "");
  const kept = whole + decimals.slice(0, places);
  const up = (decimals[places] ?? "0") >= "5";
  const digits = up ? increment(kept) : kept;
  const cut = digits.length - places;
  const result = places === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`;
  return /[1-9]/.test(result) ? sign + result : result;
}

const grouped = (whole: string) => whole.replace(/\B(?=(\d{3})+$)/g, NARROW);

/** `1234.5` → `1 234,50` (always two decimals) or `1 234` when `short` and whole. */
function decimal(text: string, places: number, trim: boolean): string {
  const [sign, whole, decimals] = parts(rounded(text, places));
  const tail = trim ? decimals.replace(/0+$/, "") : decimals;
  return `${sign ? "−" : ""}${grouped(whole)}${tail ? `,${tail}` : ""}`;
}

/** `1 234,50 €` */
export const euros = (text: string): string => `${decimal(text, 2, false)}${SPACE}€`;

/** Whole euros, for a person who reads a range. */
export const wholeEuros = (text: string): string => `${decimal(text, 0, true)}${SPACE}€`;

export const isExact = (b: Bounds): boolean => b.min === b.max;
export const isZero = (text: string): boolean => !/[1-9]/.test(text);
export const isPositive = (text: string): boolean => !isZero(text) && !text.startsWith("-");

/** `573,49 €`, `de 0 à 651,69 €` */
export function eurosBetween(bounds: Bounds, show: (text: string) => string = euros): string {
  const min = show(bounds.min);
  const max = show(bounds.max);
  if (min === max) return min;
  if (isZero(bounds.min)) return t.upTo(max);
  return t.between(min, max);
}

/** A number with its unit. Amounts of money to the cent. */
export function quantity(text: string, unit: string): string {
  const money = unit.includes("€");
  // A rate is a number from 0 to 1, spoken in per cent.
  const number = decimal(unit === "%" ? shifted(text, 2) : text, money ? 2 : 4, !money);
  return unit ? `${number}${SPACE}${unit}` : number;
}

export function quantityBetween(bounds: Bounds, unit: string): string {
  return isExact(bounds) ? quantity(bounds.min, unit) : t.between(quantity(bounds.min, unit), quantity(bounds.max, unit));
}

/** `2026-09-03` → `03/09/2026`; `2026-09` → `09/2026` */
export function day(text: string): string {
  return text.split("-").reverse().join("/");
}

/** `2026-09` → `septembre 2026`; a year as it is. */
export function month(text: string): string {
  const found = /^(\d{4})-(\d{2})/.exec(text);
  if (!found) return text;
  return `${t.monthNames[Number(found[2]) - 1] ?? found[2]} ${found[1]}`;
}

/** A value in words. */
export function shown(value: Shown, unit: string): string {
  switch (value.type) {
    case "nombre": return quantityBetween(value, unit);
    case "date":
      if (!value.min || !value.max) return t.unknown;
      return value.min === value.max ? day(value.min) : t.fromTo(day(value.min), day(value.max));
    case "oui_non": return value.value === null ? t.unknown : value.value ? t.yes : t.no;
    case "choix": return value.names.join(t.or);
    case "aucun": return t.none;
  }
}

/** Moves the decimal point: a rate is written from 0 to 1 and spoken in per cent. */
export function shifted(text: string, places: number): string {
  const sign = text.startsWith("-") ? "-" : "";
  const [whole = "0", decimals = ""] = text.replace("-", "").split(".");
  const digits = places < 0 ? whole.padStart(1 - places, "0") : whole;
  const all = places < 0 ? digits + decimals : digits + decimals.padEnd(places, "0");
  const cut = digits.length + places;
  const kept = all.slice(0, cut).replace(/^0+(?=\d)/, "");
  const tail = all.slice(cut).replace(/0+$/, "");
  return `${sign}${kept}${tail ? `.${tail}` : ""}`;
}

/** Keeps double marks with the word before them, as French typography wants. */
export const typeset = (text: string): string => text.replace(/ ([?!:;»%€])/g, "\u00a0$1").replace(/« /g, "«\u00a0");

/** The month `n` months after (before, when negative). */
export function monthPlus(text: string, n: number): string {
  const [year = 0, rank = 1] = text.split("-").map(Number);
  const total = year * 12 + rank - 1 + n;
  return `${String(Math.floor(total / 12)).padStart(4, "0")}-${String((total % 12) + 1).padStart(2, "0")}`;
}

/** `12,5` or `1 234.5` → `12.5`; nothing when it is no number. */
export function readDecimal(text: string): string | null {
  const bare = text.replace(/[\s\u00a0\u202f€%]/g, "").replace(",", ".").replace("−", "-");
  return /^-?\d{1,15}(\.\d{1,6})?$/.test(bare) ? bare : null;
}

/** `3/9/2026` or `2026-09-03` → `2026-09-03`; `09/2026` → `2026-09`; nothing when there is no such date. */
export function readDate(text: string): string | null {
  const bare = text.trim().replace(/[.\s-]+/g, "/");
  let found = /^(\d{4})\/(\d{1,2})(?:\/(\d{1,2}))?$/.exec(bare);
  let [year, rank, date] = found ? [found[1], found[2], found[3]] : [];
  if (!found) {
    found = /^(?:(\d{1,2})\/)?(\d{1,2})\/(\d{4})$/.exec(bare);
    if (!found) return null;
    [date, rank, year] = [found[1], found[2], found[3]];
  }
  const [y, m, d] = [Number(year), Number(rank), date === undefined ? null : Number(date)];
  if (m < 1 || m > 12) return null;
  const head = `${year}-${String(m).padStart(2, "0")}`;
  if (d === null) return head;
  const last = new Date(Date.UTC(y, m, 0)).getUTCDate();
  return d >= 1 && d <= last ? `${head}-${String(d).padStart(2, "0")}` : null;
}
