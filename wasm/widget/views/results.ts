// What is left unclaimed, then each right, then the order in which to claim.

import { html, nothing } from "lit/html.js";
import type { Outcome, Totals, Verdict } from "../model/types.ts";
import { euros, eurosBetween, isExact, isPositive } from "../format.ts";
import { t } from "../messages/index.ts";
import { capital, monthOf, titleOf, type Scene, type View } from "./common.ts";
import { right } from "./right.ts";

const ORDER: Verdict[] = ["certain", "possible", "non_evaluable", "percu", "non"];

/** The rights to show, by what claiming them brings. */
export function shownRights(scene: Scene): Outcome[] {
  const { assessment, rights } = scene.state;
  const all = (assessment?.outcomes ?? []).filter((o) => rights.length === 0 || rights.includes(o.benefit));
  // Only to sort: what is shown stays a text.
  const gain = (o: Outcome) => Number(o.gain_net?.max ?? 0);
  return [...all].sort((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict) || gain(b) - gain(a));
}

/** The totals by rhythm, at one end of their ranges; nothing when all are null. */
export function totalWords(totals: Totals, end: "min" | "max"): string {
  const parts = ([["mensuel", totals.monthly], ["annuel", totals.yearly], ["unique", totals.once]] as const)
    .filter(([, b]) => isPositive(b[end]))
    .map(([rhythm, b]) => `${euros(b[end])} ${t.rhythm[rhythm]}`);
  return parts.join(" + ");
}

/** The same as a range. */
export function totalRange(totals: Totals): string {
  const [sure, most] = [totalWords(totals, "min"), totalWords(totals, "max")];
  return sure === most ? sure : sure ? t.results.atLeast(sure) : most ? t.results.nothingSure : "";
}

export function results(scene: Scene): View {
  const { state } = scene;
  return html`<section class="results" aria-labelledby="resultats-titre">
    <h2 id="resultats-titre" tabindex="-1">${t.results.title}</h2>
    ${state.assessment?.composition_known ? found(scene) : html`<p>${t.results.waiting}</p>`}
  </section>`;
}

function found(scene: Scene): View {
  const { assessment, computing } = scene.state;
  if (!assessment) return nothing;
  const all = shownRights(scene);
  const group = (v: Verdict) => all.filter((o) => o.verdict === v);
  return html`
    ${total(scene, assessment.plan.totals)}
    <p class="note">${capital(t.results.month(monthOf(scene.state)))}. ${t.estimate}</p>
    <div class="detail" aria-busy=${computing ? "true" : "false"}>
      ${ORDER.map((v) => groupOf(scene, v, group(v)))}
      ${order(scene)}
      ${late(scene)}
      ${assessment.unavailable.length > 0
        ? html`<p class="note">${t.results.unavailable(assessment.unavailable.map((u) => u.title).join(", "))}</p>` : nothing}
    </div>`;
}

/** What is sure in front; what depends on an unknown answer below it, never the other way round. */
function total(scene: Scene, totals: Totals): View {
  if (scene.state.rights.length > 0) return nothing;
  const sure = totalWords(totals, "min");
  const most = totalWords(totals, "max");
  const exact = sure === most;
  const possible = (scene.state.assessment?.outcomes ?? []).filter((o) => o.verdict === "possible").length;
  return html`<div class="total" aria-live="polite" aria-atomic="true">
    <p class="label">${t.results.unclaimed}</p>
    <p class="sum">${sure ? (exact ? sure : t.results.atLeast(sure)) : most ? t.results.nothingSure : t.results.nothing}</p>
    ${exact || !most ? nothing : html`<p class="note">${t.results.atMost(most, t.results.count(possible))}</p>`}
    ${sure && !totals.gain_net.min.startsWith("-") ? html`<p class="gain">${t.results.gain} :
      <strong>${gainWords(totals)}</strong></p>
      <details class="more"><summary>${t.results.gainWhat}</summary><p>${t.results.gainNote}</p></details>` : nothing}
  </div>`;
}

/** What claiming everything brings for sure. */
export function gainWords({ gain_net: gain }: Totals): string {
  const sure = `${euros(gain.min)} ${t.rhythm.mensuel}`;
  return isExact(gain) ? sure : t.results.atLeast(sure).toLowerCase();
}

function groupOf(scene: Scene, verdict: Verdict, all: Outcome[]): View {
  if (all.length === 0) return nothing;
  const list = html`<ul class="rights">${all.map((o) => right(scene, o))}</ul>`;
  const title = html`${t.results.group[verdict]} <span class="count">(${t.results.count(all.length)})</span>`;
  if (verdict === "certain" || verdict === "possible") return html`<h3>${title}</h3>${list}`;
  return html`<details class="group"><summary><h3>${title}</h3></summary>${list}</details>`;
}

export function order(scene: Scene): View {
  const plan = scene.state.assessment?.plan;
  const { rights } = scene.state;
  if (!plan) return nothing;
  // What may be due is ordered once it is sure.
  const sure = new Set(scene.state.assessment?.outcomes.filter((o) => o.verdict === "certain").map((o) => o.benefit));
  const steps = plan.steps
    .filter((s) => sure.has(s.benefit) && (rights.length === 0 || rights.includes(s.benefit)))
    .map((s) => ({ ...s, before: s.before.filter((id) => sure.has(id)) }));
  if (steps.length < 2 && plan.replaced.length === 0) return nothing;
  const titles = (ids: string[]) => ids.map((id) => titleOf(scene.state, id)).join(", ");
  return html`<h3>${t.results.order}</h3>
    <ol class="order">${steps.map((s) => html`<li>${titleOf(scene.state, s.benefit)}${
      s.before.length > 0 ? html` <span class="note">${t.results.before(titles(s.before))}</span>` : nothing}</li>`)}</ol>
    ${plan.replaced.map((r) => html`<p class="note">${t.results.replaced(titleOf(scene.state, r.benefit), titles(r.by))}</p>`)}`;
}

export function late(scene: Scene): View {
  const lost = scene.state.assessment?.lost ?? [];
  if (lost.length === 0) return nothing;
  return html`<h3>${t.results.late}</h3><ul>${lost.map((l) => {
    const parts = [
      l.months > 0 ? t.results.lateLost(t.months(l.months), eurosBetween(l.amount, euros)) : "",
      l.recoverable_months > 0 ? t.results.lateBack(t.months(l.recoverable_months), eurosBetween(l.recoverable, euros)) : "",
    ].filter(Boolean);
    return html`<li>${titleOf(scene.state, l.benefit)} : ${parts.join(" ; ")}</li>`;
  })}</ul>`;
}
