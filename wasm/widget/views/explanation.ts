// The calculation of a right, unfolded step by step: each step says its value, its text, its date and its articles.

import { html, nothing } from "lit/html.js";
import type { Explanation, Line, Step } from "../model/types.ts";
import { day, month, shown } from "../format.ts";
import { t } from "../messages/index.ts";
import { about, capital, sources, type Scene, type View } from "./common.ts";
import { limitWords, missed, reason } from "./reasons.ts";

/** Steps deeper than this are drawn when their parent is opened, so that a tree of thousands stays light. */
const OPEN = 1;

export function explanation(scene: Scene, found: Explanation | null | undefined): View {
  if (found === undefined) return html`<p>${t.explain.loading}</p>`;
  if (found === null) return html`<p>${t.explain.absent}</p>`;
  const parts: [string, Step | null][] = [
    [t.explain.due, found.due],
    [t.explain.form, found.form],
    [t.explain.contribution, found.contribution],
    [t.explain.received, found.received],
    [t.explain.condition, found.condition],
  ];
  return html`
    ${found.reasons.length > 0 ? html`<h5>${t.results.whyNot}</h5>
      <ul class="reasons">${found.reasons.map((r) => reason(scene, r))}</ul>` : nothing}
    ${found.highlights.length > 0 ? html`<h5>${t.explain.highlights}</h5>
      <dl class="pairs">${found.highlights.map((h) => html`<div><dt>${capital(h.name)}</dt><dd>${shown(h.value, h.unit)}</dd></div>`)}</dl>` : nothing}
    ${parts.map(([title, step]) => (step && !step.repeated ? html`<h5>${title}</h5><ul class="tree">${node(scene, step, 0)}</ul>` : nothing))}`;
}

const marks = (value: boolean | null): View =>
  html`<span class="state ${value === null ? "unsure" : value ? "met" : "unmet"}">${
    value === null ? t.reason.unsure : value ? t.reason.met : t.reason.unmet}</span>`;

function node(scene: Scene, step: Step, depth: number): View {
  const below = step.repeated ? 0 : step.children.length + step.lines.length;
  const yesNo = (step.kind === "condition" || step.kind === "groupe") && step.value.type === "oui_non";
  const title = html`<span class="name">${about(scene.state, step.name, step.person)}${
    step.at ? `, ${month(step.at)}` : ""}</span>
    ${yesNo && step.value.type === "oui_non" ? marks(step.value.value)
      : html`<span class="value">${shown(step.value, step.unit)}</span>`}`;
  const notes = html`
    ${step.kind === "donnee" ? html`<span class="note">${t.explain.input}</span>` : nothing}
    ${step.exception ? html`<span class="note">${t.explain.exception(step.exception)}</span>` : nothing}
    ${step.limits.map((l) => html`<span class="note">${limitWords(l)}</span>`)}
    ${step.since ? html`<span class="note">${t.explain.since(day(step.since))}</span>` : nothing}
    ${step.repeated ? html`<span class="note">${t.explain.repeated}</span>` : nothing}
    ${sources(step.articles, step.unverified)}`;
  if (below === 0) return html`<li>${title} ${notes}</li>`;
  const inside = () => html`
    ${step.text ? html`<p class="law">${step.text}</p>` : nothing}
    <p class="notes">${notes}</p>
    <ul>${step.lines.map((l) => line(scene, l, depth + 1))}${step.children.map((s) => node(scene, s, depth + 1))}</ul>`;
  return html`<li>${folded(title, inside, depth < OPEN)}</li>`;
}

function line(scene: Scene, one: Line, depth: number): View {
  const head = html`${marks(one.met)} <span class="name">${one.text}</span>${
    one.excepted ? html` <span class="note">${t.reason.excepted}</span>` : nothing}`;
  const rest = html`${one.missed.length > 0 ? html`<ul>${one.missed.map((m) => missed(scene, m))}</ul>` : nothing}
    ${sources(one.articles, one.unverified)}`;
  if (one.children.length === 0) return html`<li>${head} ${rest}</li>`;
  return html`<li>${folded(head, () => html`${rest}<ul>${one.children.map((s) => node(scene, s, depth + 1))}</ul>`, false)}</li>`;
}

/** A disclosure that draws its content once opened. */
function folded(head: View, inside: () => View, open: boolean): View {
  return html`<droit-pli .tete=${head} .contenu=${inside} .ouvert=${open}></droit-pli>`;
}
