// The shapes that the widget reads, those of the engine as they are generated, and its own values.

import type {
  Assessment, AxisRequest, Curve, Explanation, InputError, Missing, Probable, Question, Why,
} from "../../lib/types.ts";

export type {
  AnswerType, Assessment, AxisRequest as Axis, Bounds, Curve, ExplainedLimit as Limit, ExplainedLine as Line, Explanation, InputError,
  Missed, Missing, Outcome, Probable, Question, Reason, Rhythm, Shown, Step, Totals, Verdict, Why,
} from "../../lib/types.ts";
export type { Part, Screen } from "../../lib/ecran.ts";

/** A JSON value. Amounts are kept as the person typed them: a number in a file, a decimal text in the page. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonMap = { [key: string]: Json };

/** The engine, in the page or in a worker. */
export interface Engine {
  program(): unknown;
  check(situation: Json): InputError[] | Promise<InputError[]>;
  assess(situation: Json, month: string): Assessment | Promise<Assessment>;
  questions(situation: Json, month: string): Question[] | Promise<Question[]>;
  missing(situation: Json, month: string): Missing[] | Promise<Missing[]>;
  probable(situation: Json, month: string): Probable[] | Promise<Probable[]>;
  why(situation: Json, month: string): Why[] | Promise<Why[]>;
  explain(situation: Json, month: string, benefit: string): Explanation | null | Promise<Explanation | null>;
  curve(situation: Json, month: string, axis: AxisRequest): Curve | Promise<Curve>;
  close?(): unknown;
}
