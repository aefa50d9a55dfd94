// Written by `cargo xtask generate` from the types that the engine serialises.

import type { Outcome, Rhythm } from "../lib/types.ts";

/**
 * What `check` says.
 */
export type Checkup = { 
/**
 * Whether the rules can be evaluated.
 */
sound: boolean, diagnostics: Array<Found>, };

/**
 * A household before and after.
 */
export type Effect = { before: Array<Outcome>, after: Array<Outcome>, };

/**
 * What is wrong, or deserves a look.
 */
export type Found = { code: string, severity: Severity, message: string, help: string | null, law: string | null, 
/**
 * The file it stands in.
 */
file: string, 
/**
 * Where, when it is the file that is edited.
 */
place: Place | null, 
/**
 * The line, from 1.
 */
line: number, };

/**
 * A place in the file that is edited, in the units of a JavaScript text.
 */
export type Place = { from: number, to: number, };

/**
 * An example of the file that is edited, run.
 */
export type Ran = { title: string, place: Place | null, 
/**
 * What is not met, in French; empty when it comes out as it says.
 */
failures: Array<string>, };

/**
 * How grave a diagnostic is.
 */
export type Severity = "erreur" | "avertissement";

/**
 * A right over a sample, before and after: sums are exact decimals, in the unit of the right.
 */
export type Shift = { benefit: string, name: string, rhythm: Rhythm | null, 
/**
 * Households to whom something is due for sure.
 */
due_before: number, due_after: number, 
/**
 * Households whose verdict, amount or form differs.
 */
changed: number, 
/**
 * Households to whom more is due for sure, or less.
 */
more: number, less: number, 
/**
 * What is due in all, where it is known.
 */
total_before: string, total_after: string, 
/**
 * The first households that differ, by their place in the sample.
 */
examples: Array<number>, };

