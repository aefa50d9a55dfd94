// The shapes that the widget reads from the engine and writes in its own state.

/** A JSON value. Amounts are kept as the person typed them: a number in a file, a decimal text in the page. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonMap = { [key: string]: Json };

export interface Bounds { min: string; max: string }
export type Verdict = "certain" | "possible" | "percu" | "non" | "non_evaluable";
export type Rhythm = "mensuel" | "annuel" | "unique";
export type AnswerType = "nombre" | "oui_non" | "date" | "mois" | "choix";

export type Shown =
  | ({ type: "nombre" } & Bounds)
  | { type: "date"; min: string | null; max: string | null }
  | { type: "oui_non"; value: boolean | null }
  | { type: "choix"; codes: string[]; names: string[] }
  | { type: "aucun" };

export interface Question {
  input: string;
  person: number | null;
  person_id: string | null;
  text: string;
  template: string;
  help: string | null;
  list: string | null;
  theme: string | null;
  answer: AnswerType;
  optional: boolean;
  dated: boolean;
  periods: string[];
  unit: string;
  bounds: Bounds | null;
  choices: [string, string][];
  benefits: string[];
  required: boolean;
}

/** Fields side by side: questions about one person (or the household), or the lines of one list. */
export interface Part {
  person: number | null;
  person_id: string | null;
  list: string | null;
  questions: Question[];
}

/** What is asked at once. */
export interface Screen { theme: string | null; parts: Part[] }

export interface Missed {
  text: string;
  person: number | null;
  value: Shown;
  threshold: Shown;
  unit: string;
  short_by: Bounds | null;
}

export interface Limit { kind: "plancher" | "plafond" | "nul_si_moins_de"; before: Bounds; limit: Bounds; unit: string }

export type Reason =
  | {
      type: "condition"; condition: string; person: number | null; text: string; articles: string[];
      unverified: boolean; met: boolean | null; missed: Missed[];
    }
  | { type: "montant"; rule: string; articles: string[]; limits: Limit[] };

export interface Missing { input: string; person: number | null }
export interface Unverified { name: string; articles: string[] }
export interface Personal { person: number; due: Bounds; received: Bounds | null; gap: Bounds }

export interface Probable {
  verdict: Verdict;
  due: Bounds | null;
  gap: Bounds | null;
  form: string[] | null;
  contribution: Bounds | null;
  assumptions: { input: string; person: number | null; value: string; text: string | null }[];
}

export interface Outcome {
  benefit: string;
  name: string;
  title: string;
  rhythm: Rhythm;
  verdict: Verdict;
  due: Bounds | null;
  due_alone: Bounds | null;
  received: Bounds | null;
  is_received: boolean | null;
  gap: Bounds | null;
  gain_net: Bounds | null;
  form: string[] | null;
  contribution: Bounds | null;
  persons: Personal[];
  missing: Missing[];
  reasons: Reason[];
  unverified: Unverified[];
  probable: Probable | null;
}

export interface Totals { monthly: Bounds; yearly: Bounds; once: Bounds; gain_net: Bounds }
export interface Plan {
  steps: { benefit: string; before: string[] }[];
  replaced: { benefit: string; by: string[] }[];
  totals: Totals;
}
export interface Lost {
  benefit: string; months: number; amount: Bounds; recoverable_months: number; recoverable: Bounds;
}

export interface Assessment {
  month: string;
  composition_known: boolean;
  outcomes: Outcome[];
  plan: Plan;
  lost: Lost[];
  unavailable: { benefit: string; title: string }[];
}

export interface Line {
  text: string; met: boolean | null; excepted: boolean; articles: string[]; unverified: boolean;
  missed: Missed[]; children: Step[];
}
export interface Step {
  kind: "regle" | "condition" | "donnee" | "bareme" | "groupe" | "montant_retenu";
  name: string;
  person: number | null;
  at: string | null;
  value: Shown;
  unit: string;
  since: string | null;
  exception: string | null;
  text: string | null;
  articles: string[];
  unverified: boolean;
  limits: Limit[];
  lines: Line[];
  children: Step[];
  repeated: boolean;
}
export interface Explanation {
  benefit: string;
  title: string;
  month: string;
  verdict: Verdict;
  highlights: { name: string; value: Shown; unit: string }[];
  due: Step | null;
  form: Step | null;
  contribution: Step | null;
  received: Step | null;
  condition: Step | null;
  reasons: Reason[];
  unverified: Unverified[];
}

export interface CurvePoint {
  at: string;
  rights: { benefit: string; rhythm: Rhythm; due: Bounds | null; received: Bounds | null; gap: Bounds | null }[];
}
export interface Curve { input: string; person: number | null; unit: string; points: CurvePoint[] }
export interface Axis {
  input: string; person: number | null; from: string; to: string; step: string;
  /** What varies with it, so many times as much. */
  also?: { input: string; factor: string }[];
}

export interface InputError {
  code: string; path: string; value: string; message: string; expected: string | null; help?: string | null;
}

/** The engine, in the page or in a worker. */
export interface Engine {
  program(): unknown;
  check(situation: Json): InputError[] | Promise<InputError[]>;
  assess(situation: Json, month: string): Assessment | Promise<Assessment>;
  questions(situation: Json, month: string): Question[] | Promise<Question[]>;
  explain(situation: Json, month: string, benefit: string): Explanation | null | Promise<Explanation | null>;
  curve(situation: Json, month: string, axis: Axis): Curve | Promise<Curve>;
  close?(): unknown;
}
