// The dated lines of a situation (what a person earns, what is already received), as people think of them: an amount that
// does not change, or one amount for each month.

import type { Catalogue, Field, ListInfo } from "./catalogue.ts";
import { isMap, persons, read, UNKNOWN, write } from "./situation.ts";
import type { Json, JsonMap } from "./types.ts";
import { monthPlus } from "../format.ts";

/** Months shown one by one; older ones are entered together. */
const RECENT = 13;

/** One nature of a list, for one person: its amounts by period. A period is a first and a last month (`null`: still). */
export interface Entry { code: string; person: string | null; lines: JsonMap[] }

/** Where a list stands: with the person, or with the household. */
const holder = (info: ListInfo, person: number | null): number | null => (info.each ? person : null);

/** The lines of a list; `undefined` when nothing is known of it. */
export function lines(situation: JsonMap, info: ListInfo, person: number | null): JsonMap[] | undefined {
  const value = read(situation, [info.name], holder(info, person));
  return Array.isArray(value) ? value.filter(isMap) : undefined;
}

/** The situation with these lines; `undefined`: nothing is known of the list. */
export function withLines(
  situation: JsonMap, info: ListInfo, person: number | null, all: JsonMap[] | undefined,
): JsonMap {
  return write(situation, [info.name], holder(info, person), all);
}

/** Identifier of a person, as lines of the household name it. */
export const identifier = (situation: JsonMap, person: number | null): string | null => {
  const id = person === null ? undefined : persons(situation)[person]?.["id"];
  return typeof id === "string" ? id : null;
};

/** The lines grouped by nature and person, in the order in which they stand. */
export function entries(info: ListInfo, all: JsonMap[]): Entry[] {
  const found: Entry[] = [];
  for (const line of all) {
    const code = String(line[info.selector] ?? "");
    const person = typeof line["personne"] === "string" ? line["personne"] : null;
    let entry = found.find((e) => e.code === code && e.person === person);
    if (!entry) found.push((entry = { code, person, lines: [] }));
    entry.lines.push(line);
  }
  return found;
}

/** The list with the lines of one nature replaced. */
export function replaceEntry(info: ListInfo, all: JsonMap[], entry: Entry): JsonMap[] {
  const own = (line: JsonMap) =>
    line[info.selector] === entry.code && (line["personne"] ?? null) === entry.person;
  const kept = all.filter((line) => !own(line));
  const first = all.findIndex(own);
  if (first < 0) return [...kept, ...entry.lines];
  const before = all.slice(0, first).filter((line) => !own(line));
  return [...before, ...entry.lines, ...kept.slice(before.length)];
}

/** First month that any right may look at. */
export const windowStart = (month: string): string => `${Number(month.slice(0, 4)) - 2}-01`;

/** A line of a nature over a period, every amount not known yet. */
export function blankLine(
  info: ListInfo, fields: Field[], code: string, person: string | null, from: string, to: string | null,
): JsonMap {
  const line: JsonMap = { [info.selector]: code };
  if (!info.each) line["personne"] = person;
  line["debut"] = from;
  line["fin"] = to;
  for (const field of fields) if (field.list?.amount) line[field.list.amount] = UNKNOWN;
  return line;
}

/** Whether the nature is entered month by month. */
export const byMonth = (entry: Entry): boolean => entry.lines.length > 1;

/** From one amount to one for each recent month, and back. */
export function spread(info: ListInfo, entry: Entry, month: string): Entry {
  const model = entry.lines[entry.lines.length - 1];
  if (!model) return entry;
  const made: JsonMap[] = [];
  const oldest = monthPlus(month, 1 - RECENT);
  made.push({ ...model, debut: windowStart(month), fin: monthPlus(oldest, -1) });
  for (let m = oldest; m < month; m = monthPlus(m, 1)) made.push({ ...model, debut: m, fin: m });
  made.push({ ...model, debut: month, fin: null });
  void info;
  return { ...entry, lines: made };
}

export function gather(entry: Entry, month: string): Entry {
  const model = entry.lines[entry.lines.length - 1];
  return model ? { ...entry, lines: [{ ...model, debut: windowStart(month), fin: null }] } : entry;
}

/** The entry with another amount on a line. */
export function withAmount(entry: Entry, line: number, key: string, value: Json): Entry {
  return { ...entry, lines: entry.lines.map((l, i) => (i === line ? { ...l, [key]: value } : l)) };
}

/**
 * How many times a nature's other amounts (gross, taxable) are its first one, as the last line of the person tells; nothing
 * when it does not: they then stay as they are.
 */
export function proportions(
  catalogue: Catalogue, situation: JsonMap, field: Field, person: number | null,
): { input: string; factor: string }[] {
  const path = field.list;
  const info = catalogue.lists.find((l) => l.name === path?.list);
  if (!path?.amount || !info) return [];
  const line = lines(situation, info, person)?.findLast((l) => l[path.selector] === path.code);
  const base = line?.[path.amount];
  if (!line || typeof base !== "number" || base <= 0) return [];
  return (info.codes.find((c) => c.code === path.code)?.fields ?? []).flatMap((other) => {
    const value = other.list?.amount ? line[other.list.amount] : undefined;
    return other === field || typeof value !== "number" ? [] : [{ input: other.name, factor: (value / base).toFixed(4) }];
  });
}
