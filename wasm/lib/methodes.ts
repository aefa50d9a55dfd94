// The methods of an engine, in the page or in a worker.

import type {
  Assessment, AxisRequest, Curve, Explanation, InputError, Missing, Outcome, Plan, Probable, ProgramInfo, Question, Why,
} from "./types.js";

/** A situation: a plain object in the format of situations, or its JSON text, which keeps the digits of its numbers. */
export type Situation = string | { readonly [key: string]: unknown };

/** What an engine answers. Months are `AAAA-MM`. Anything wrong throws an `ErreurDroit`. */
export interface Methods {
  /** What the rules know. */
  program(): ProgramInfo;
  /** What is wrong in a situation; empty when it can be read. */
  check(situation: Situation): InputError[];
  /** Outcomes, plan, months lost and rights left out, of one evaluation. */
  assess(situation: Situation, month: string): Assessment;
  /** Every right, in the order of the program. */
  evaluate(situation: Situation, month: string): Outcome[];
  /** In which order to claim, and totals. */
  plan(situation: Situation, month: string): Plan;
  /** The questions that remain, the most useful first; none: no answer can change a verdict or an amount. */
  questions(situation: Situation, month: string): Question[];
  /** What these questions ask, by input and person, in no useful order: half the time. */
  missing(situation: Situation, month: string): Missing[];
  /** What comes out under the assumptions of the rules (`à défaut`), for the rights that miss something assumed. */
  probable(situation: Situation, month: string): Probable[];
  /** Why each right is not due, and what is to be checked of it, in the order of the program. */
  why(situation: Situation, month: string): Why[];
  /** How a right came out; `null` when there is no such right at this month. */
  explain(situation: Situation, month: string, benefit: string): Explanation | null;
  /** Every right along a fact that varies. */
  curve(situation: Situation, month: string, axis: AxisRequest): Curve;
}

/** The same, answered later. */
export type Deferred = {
  [Name in keyof Methods]: (...given: Parameters<Methods[Name]>) => Promise<ReturnType<Methods[Name]>>;
};

/** What is given to a method, as the texts that the WebAssembly takes. */
export function texts(given: readonly unknown[]): string[] {
  return given.map((one) => (typeof one === "string" ? one : JSON.stringify(one)));
}

/** The methods, as this library and its worker name them. */
export const NAMES = [
  "program", "check", "assess", "evaluate", "plan", "questions", "missing", "probable", "why", "explain", "curve",
] as const satisfies readonly (keyof Methods)[];
