// Why not: the condition, the value, the threshold, by how much it is missed, and the article.

import { html, nothing } from "lit/html.js";
import type { Limit, Missed, Reason } from "../model/types.ts";
import { quantityBetween, shown } from "../format.ts";
import { t } from "../messages/index.ts";
import { about, sources, type Scene, type View } from "./common.ts";

export const limitWords = (limit: Limit): string =>
  t.reason[limit.kind](quantityBetween(limit.before, limit.unit), quantityBetween(limit.limit, limit.unit));

export function missed(scene: Scene, one: Missed): View {
  const unit = one.unit === "" && one.value.type === "date" ? t.reason.days : one.unit;
  return html`<li>${about(scene.state, one.text, one.person)}
    <span class="pair">${t.reason.value} : <strong>${shown(one.value, one.unit)}</strong></span>
    <span class="pair">${t.reason.threshold} : <strong>${shown(one.threshold, one.unit)}</strong></span>
    ${one.short_by ? html`<span class="pair">${t.reason.by(quantityBetween(one.short_by, unit))}</span>` : nothing}</li>`;
}

export function reason(scene: Scene, one: Reason): View {
  if (one.type === "montant")
    return html`<li>${t.reason.nothingDue(one.rule)} ${one.limits.map((l) => html`<span class="pair">${limitWords(l)}</span>`)}
      ${sources(one.articles, false)}</li>`;
  return html`<li><span class="state ${one.met === null ? "unsure" : "unmet"}">${
    one.met === null ? t.reason.unsure : t.reason.unmet}</span>
    ${about(scene.state, one.text, one.person)}
    ${one.missed.length > 0 ? html`<ul>${one.missed.map((m) => missed(scene, m))}</ul>` : nothing}
    ${sources(one.articles, one.unverified)}</li>`;
}

/** The same on one line, for paper. */
export function shortReason(scene: Scene, one: Reason): View {
  if (one.type === "montant") return html`${t.reason.nothingDue(one.rule)} ${sources(one.articles, false)}`;
  const [first] = one.missed;
  return html`${about(scene.state, one.text, one.person)}${first ? html` (${t.reason.value.toLowerCase()} :
    ${shown(first.value, first.unit)}, ${t.reason.threshold.toLowerCase()} : ${shown(first.threshold, first.unit)})` : nothing}
    ${sources(one.articles, one.unverified)}`;
}
