// Reading and writing a situation: a plain document in the format of situations, never changed in place.

import type { Field, Role } from "./catalogue.ts";
import type { Json, JsonMap } from "./types.ts";

/** Written in place of a value that is not known. */
export const UNKNOWN = "inconnu";

export const isMap = (value: Json | undefined): value is JsonMap =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function persons(situation: JsonMap): JsonMap[] {
  const list = situation["personnes"];
  return Array.isArray(list) ? list.filter(isMap) : [];
}

/** The value at keys; `undefined` when absent. */
function at(holder: Json | undefined, keys: string[]): Json | undefined {
  let value: Json | undefined = holder;
  for (const key of keys) {
    if (!isMap(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The same document with another value at keys; `undefined` removes the key. */
function put(holder: Json | undefined, keys: string[], value: Json | undefined): Json {
  const [key, ...rest] = keys;
  const map: JsonMap = isMap(holder) ? { ...holder } : {};
  if (key === undefined) return value ?? null;
  if (rest.length > 0) {
    map[key] = put(map[key], rest, value);
    const below = map[key];
    if (value === undefined && isMap(below) && Object.keys(below).length === 0) delete map[key];
  } else if (value === undefined) delete map[key];
  else map[key] = value;
  return map;
}

function putPerson(situation: JsonMap, person: number, change: (p: JsonMap) => Json): JsonMap {
  const all = persons(situation).map((p, i) => (i === person ? change(p) : p));
  return { ...situation, personnes: all };
}

/** What the situation says of a field; `undefined` when nothing. */
export function read(situation: JsonMap, keys: string[], person: number | null): Json | undefined {
  return at(person === null ? situation : persons(situation)[person], keys);
}

/** The situation where a field has a value; `undefined`: nothing is said of it. */
export function write(situation: JsonMap, keys: string[], person: number | null, value: Json | undefined): JsonMap {
  if (person === null) return put(situation, keys, value) as JsonMap;
  return putPerson(situation, person, (p) => put(p, keys, value));
}

export const readField = (s: JsonMap, f: Field, person: number | null): Json | undefined => read(s, f.keys, person);

/** Adds a person of a role at the end, with an identifier that no other has. */
export function addPerson(situation: JsonMap, role: Role): JsonMap {
  const all = persons(situation);
  const used = new Set(all.map((p) => p["id"]));
  let rank = all.length + 1;
  while (used.has(`p${rank}`)) rank += 1;
  return { ...situation, personnes: [...all, { id: `p${rank}`, role: role.code }] };
}

/** Removes a person, and the lines of the household that name it. */
export function removePerson(situation: JsonMap, person: number): JsonMap {
  const all = persons(situation);
  const id = all[person]?.["id"];
  const next: JsonMap = { ...situation, personnes: all.filter((_, i) => i !== person) };
  for (const [key, value] of Object.entries(next)) {
    if (key === "personnes" || !Array.isArray(value)) continue;
    next[key] = value.filter((line) => !(isMap(line) && id !== undefined && line["personne"] === id));
  }
  return next;
}

/** How many persons hold a role. */
export const count = (situation: JsonMap, role: string): number =>
  persons(situation).filter((p) => p["role"] === role).length;

/** The situation with exactly so many persons of a role, the last ones removed. */
export function withCount(situation: JsonMap, role: Role, wanted: number): JsonMap {
  let next = situation;
  while (count(next, role.code) < wanted) next = addPerson(next, role);
  while (count(next, role.code) > wanted) {
    const last = persons(next).map((p) => p["role"]).lastIndexOf(role.code);
    next = removePerson(next, last);
  }
  return next;
}
