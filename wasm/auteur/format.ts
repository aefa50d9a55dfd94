// Amounts arrive as exact decimal texts and are shown as texts: no number of the machine is made of them.

import { t } from "./messages.ts";
import type { Amount, Outcome } from "./protocol.ts";

const NARROW = "\u202f";

export const count = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, NARROW);

/** `1234.5` → `1 234,50 €`; what goes beyond the cent is cut, not rounded. */
export function euros(text: string): string {
  const [whole = "0", cents = ""] = text.split(".");
  return `${whole.replace(/\B(?=(\d{3})+$)/g, NARROW)},${cents.padEnd(2, "0").slice(0, 2)}\u00a0€`;
}

function amount({ min, max }: Amount, rhythm: string): string {
  const text = min === max ? euros(min) : t.between(euros(min), euros(max));
  return `${text} ${t.rhythms[rhythm] ?? ""}`.trim();
}

/** What comes out of a right, in words. */
export function words(outcome: Outcome | undefined): string {
  if (!outcome) return t.absent;
  const verdict = t.verdicts[outcome.verdict] ?? outcome.verdict;
  if (outcome.verdict === "non") return verdict;
  const parts = [verdict];
  if (outcome.due) parts.push(amount(outcome.due, outcome.rhythm));
  if (outcome.form?.length) parts.push(outcome.form.join(", "));
  return parts.join(", ");
}
