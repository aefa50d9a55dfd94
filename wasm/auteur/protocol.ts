// What the page and its worker say to one another. The shapes are those of `wasm/src/workshop.rs`.

import type { Outcome } from "../lib/types.ts";

export interface Place { from: number; to: number }
export interface Found {
  code: string; severity: string; message: string; help: string | null; law: string | null;
  file: string; place: Place | null; line: number;
}
export interface Checkup { sound: boolean; diagnostics: Found[] }
export interface Ran { title: string; place: Place | null; failures: string[] }
export type { Bounds as Amount, Outcome } from "../lib/types.ts";
export interface Effect { before: Outcome[]; after: Outcome[] }
export interface Shift {
  benefit: string; name: string; rhythm: string | null; due_before: number; due_after: number;
  changed: number; more: number; less: number; total_before: string; total_after: string; examples: number[];
}

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
