// One right: verdict, amounts, why and why not, how to claim, the calculation.

import { html, nothing } from "lit/html.js";
import type { Procedure } from "../model/catalogue.ts";
import { domId } from "../model/keys.ts";
import type { Bounds, Outcome, Rhythm } from "../model/types.ts";
import { eurosBetween, isExact, isPositive, isZero } from "../format.ts";
import { t } from "../messages/index.ts";
import { about, capital, personLabel, sources, type Scene, type View } from "./common.ts";
import { explanation } from "./explanation.ts";
import { reason } from "./reasons.ts";

export const amount = (b: Bounds, rhythm: Rhythm): string => `${eurosBetween(b)} ${t.rhythm[rhythm]}`;

/** Whether the right is worth claiming, for sure or perhaps. */
export const isOpen = (o: Outcome): boolean => o.verdict === "certain" || o.verdict === "possible";

/** The names of the forms that remain possible. */
export function formNames(scene: Scene, outcome: Outcome): string {
  const names = new Map(scene.state.catalogue?.byId.get(outcome.benefit)?.forms ?? []);
  return (outcome.form ?? []).map((code) => names.get(code) ?? code.replaceAll("_", " ")).join(t.or);
}

/** What stands beside the title. */
export function headline(scene: Scene, o: Outcome): string {
  if (o.form) return o.verdict === "non" ? "" : capital(formNames(scene, o));
  if (isOpen(o) && o.gap) return amount(o.gap, o.rhythm);
  if (o.verdict === "percu" && o.received && isExact(o.received)) return amount(o.received, o.rhythm);
  return "";
}

export function right(scene: Scene, o: Outcome): View {
  const opened = scene.state.opened.has(o.benefit);
  const toggled = (e: Event) => {
    const { open } = e.target as HTMLDetailsElement;
    if (open !== scene.state.opened.has(o.benefit)) void scene.session.toggle(o.benefit, open);
  };
  return html`<li class="right ${o.verdict}"><details class="card" ?open=${opened} @toggle=${toggled}>
    <summary><h4 class="title">${o.title}</h4>
      <span class="badge">${t.verdict[o.verdict]}</span>
      <span class="amount">${headline(scene, o)}</span></summary>
    ${opened ? inside(scene, o) : nothing}
  </details></li>`;
}

function pair(name: string, value: View | string, strong = false): View {
  return html`<div class=${strong ? "strong" : ""}><dt>${name}</dt><dd>${value}</dd></div>`;
}

function inside(scene: Scene, o: Outcome): View {
  const id = domId("droit", o.benefit);
  const found = scene.state.explanations[o.benefit];
  const unverified = found?.unverified ?? [];
  return html`<div class="body">
    <p>${t.verdictLong[o.verdict]}</p>
    ${amounts(scene, o)}
    ${found && found.reasons.length > 0 ? html`<h5>${t.results.whyNot}</h5>
      <ul class="reasons">${found.reasons.map((r) => reason(scene, r))}</ul>` : nothing}
    ${missing(scene, o)}
    ${probable(scene, o)}
    ${isOpen(o) || o.verdict === "percu" ? claim(scene, o) : nothing}
    <details class="more" id="${id}-calcul"><summary>${t.results.calculation}</summary>
      ${explanation(scene, found)}</details>
    ${unverified.length > 0 ? html`<details class="more"><summary>${t.results.unverified} (${unverified.length})
      <strong class="mark">${t.toCheck}</strong></summary>
      <p>${t.results.unverifiedNote}</p>
      <ul>${unverified.map((u) => html`<li>${capital(u.name)} ${sources(u.articles, false)}</li>`)}</ul></details>` : nothing}
  </div>`;
}

/** What a range says of what is received, without a meaningless upper end. */
const receivedWords = (o: Outcome): string =>
  !o.received ? (o.is_received === null ? t.results.notAsked : o.is_received ? t.yes : t.no)
  : isExact(o.received) ? amount(o.received, o.rhythm) : t.results.notAsked;

function amounts(scene: Scene, o: Outcome): View {
  if (o.verdict === "non") return nothing;
  if (o.form)
    return html`<dl class="pairs">${pair(t.results.form, formNames(scene, o))}
      ${o.contribution ? pair(t.results.contribution, amount(o.contribution, "mensuel")) : nothing}</dl>`;
  if (!o.due) return nothing;
  const gap = isOpen(o) ? o.gap : null;
  const isPartial = o.received !== null && isPositive(o.received.min);
  return html`<dl class="pairs">
    ${pair(t.results.due, amount(o.due, o.rhythm))}
    ${o.persons.length > 1 ? o.persons.filter((p) => !isZero(p.due.max)).map((p) =>
      pair(capital(personLabel(scene.state, p.person)), amount(p.due, o.rhythm))) : nothing}
    ${pair(t.results.received, receivedWords(o))}
    ${gap ? html`${pair(`${t.results.gap}${isPartial ? ` (${t.results.partial.toLowerCase()})` : ""}`, amount(gap, o.rhythm), true)}
      ${o.rhythm === "mensuel" ? pair(t.results.lostEach, eurosBetween(gap)) : nothing}
      ${o.gain_net ? pair(t.results.gainNet, gain(o.gain_net)) : nothing}` : nothing}
  </dl>
  ${gap && o.due_alone && (o.due_alone.min !== o.due.min || o.due_alone.max !== o.due.max)
    ? html`<p class="note">${t.results.dueAlone(amount(o.due_alone, o.rhythm))}</p>` : nothing}`;
}

const gain = (b: Bounds): string => (isZero(b.max) && isZero(b.min) ? t.results.gainZero : amount(b, "mensuel"));

function missing(scene: Scene, o: Outcome): View {
  if (o.missing.length === 0 || o.verdict === "non") return nothing;
  const words = [...new Set(o.missing.map((m) => about(scene.state, m.input, m.person)))];
  return html`<details class="more"><summary>${t.results.missing} (${words.length})</summary>
    <ul class="flow">${words.map((w) => html`<li>${w}</li>`)}</ul></details>`;
}

function probable(scene: Scene, o: Outcome): View {
  const p = scene.state.probable?.find((one) => one.benefit === o.benefit);
  if (!p || (p.verdict === o.verdict && p.due?.min === o.due?.min && p.due?.max === o.due?.max)) return nothing;
  return html`<details class="more"><summary>${t.results.probable} : ${t.verdict[p.verdict]}${
    p.due && p.verdict !== "non" ? `, ${amount(p.due, o.rhythm)}` : ""}</summary>
    <p>${t.results.assuming} :</p>
    <ul>${p.assumptions.map((a) => html`<li>${about(scene.state, a.input, a.person)} = ${a.value}${a.text ? ` (${a.text})` : ""}</li>`)}</ul>
  </details>`;
}

const words = (p: Procedure): View =>
  p.values.length === 1 ? html`${p.values[0]}` : html`<ul>${p.values.map((v) => html`<li>${v}</li>`)}</ul>`;

function claim(scene: Scene, o: Outcome): View {
  const found = scene.state.catalogue?.byId.get(o.benefit);
  if (!found) return nothing;
  return html`<details class="more" ?open=${o.verdict === "certain"}><summary>${t.results.claim}</summary>
    ${found.automatic ? html`<p>${t.results.automatic}</p>` : nothing}
    <dl class="pairs long">${found.procedure.map((p) => pair(t.procedure[p.key] ?? capital(p.key), words(p)))}</dl>
    ${sources(found.articles, false)}</details>`;
}
