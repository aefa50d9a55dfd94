// What the page and its worker say to one another.

import type { Checkup, Effect, Ran, Shift } from "./types.ts";

export type { Bounds as Amount, Outcome } from "../lib/types.ts";
export type { Checkup, Effect, Found, Place, Ran, Shift } from "./types.ts";

/** What the worker can be asked, and its answers. */
export interface Calls {
  files: { asks: []; gives: string[] };
  source: { asks: [file: string]; gives: string };
  check: { asks: [file: string, content: string]; gives: Checkup };
  examples: { asks: []; gives: Ran[] };
  format: { asks: [content: string]; gives: string };
  household: { asks: [number: number]; gives: string };
  effect: { asks: [situation: string, month: string]; gives: Effect };
  begin: { asks: [month: string]; gives: null };
  add: { asks: [from: number, to: number]; gives: Shift[] };
}
export type Call = keyof Calls;
export interface Request { id: number; call: Call; asks: unknown[] }
export interface Reply { id: number; gives?: unknown; fault?: string }
