// The interview: who lives in the household, then the questions of the engine, one screen at a time, until none is useful.

import { html, nothing } from "lit/html.js";
import { live } from "lit/directives/live.js";
import { compositionFields, type Role } from "../model/catalogue.ts";
import { allOf, open, remaining, themesOf } from "../model/interview.ts";
import { domId, errorText, partKey, questionKey } from "../model/keys.ts";
import { listOf } from "../model/session.ts";
import { count, persons } from "../model/situation.ts";
import type { Part, Question, Screen } from "../model/types.ts";
import { t } from "../messages/index.ts";
import { capital, personLabel, spoken, type Scene, type View } from "./common.ts";
import { codeField, documentField } from "./document.ts";
import { field } from "./field.ts";
import { listControl } from "./lines.ts";

export function interview(scene: Scene): View {
  const { place } = scene.state;
  return html`<section class="interview" aria-labelledby="ecran-titre">
    ${place.is === "composition" ? composition(scene) : place.is === "screen" ? screen(scene, place.screen) : end(scene)}
    ${history(scene)}
  </section>`;
}

function composition(scene: Scene): View {
  const { catalogue, situation, errors } = scene.state;
  if (!catalogue) return nothing;
  const fields = compositionFields(catalogue);
  const wrong = Object.values(scene.state.faults);
  const submit = (e: Event) => {
    e.preventDefault();
    void scene.session.composed();
  };
  return html`<form novalidate @submit=${submit}>
    <h2 id="ecran-titre" tabindex="-1">${t.interview.heading}</h2>
    <p>${t.interview.intro}</p>
    ${errors.length + wrong.length > 0 ? html`<div class="summary" role="alert" id="fautes" tabindex="-1"><strong>${t.error.summary}</strong>
      <ul>${[...errors.map(errorText), ...wrong].map((text) => html`<li>${text}</li>`)}</ul></div>` : nothing}
    ${catalogue.roles.filter((r) => r.arity !== "un").map((role) => roleCount(scene, role))}
    ${fields.household.map((f) => documentField(scene, f, null, { dense: false }))}
    ${persons(situation).map((_, i) => html`<fieldset class="person"><legend>${capital(personLabel(scene.state, i))}</legend>
      ${fields.person.map((f) => documentField(scene, f, i, { dense: false }))}</fieldset>`)}
    <div class="actions"><button type="submit" class="main">${t.interview.begin}</button></div>
  </form>`;
}

function roleCount(scene: Scene, role: Role): View {
  const { situation, catalogue } = scene.state;
  const id = domId("role", role.code);
  const held = count(situation, role.code);
  if (role.arity === "au_plus_un")
    return html`<label class="option" for=${id}><input type="checkbox" id=${id} .checked=${live(held > 0)}
      @change=${(e: Event) => void scene.session.setCount(role, (e.target as HTMLInputElement).checked ? 1 : 0)}>
      <span>${t.interview.has(role.singular)}</span></label>`;
  const most = (catalogue?.most ?? 30) - persons(situation).length + held;
  const set = (e: Event) => {
    const wanted = Math.floor(Number((e.target as HTMLInputElement).value));
    void scene.session.setCount(role, Number.isFinite(wanted) ? Math.max(0, Math.min(wanted, most)) : held);
  };
  return html`<div class="field count"><label for=${id}>${t.interview.count(role.name)}</label>
    <input id=${id} type="number" min="0" max=${most} step="1" .value=${live(String(held))} @change=${set}></div>`;
}

/** The title of a screen: its themes, and whom it is about when that is one person. */
export function screenTitle(scene: Scene, one: Screen): string {
  const [who, other] = new Set(one.parts.map((part) => part.person));
  const themes = themesOf(one);
  return who === undefined || who === null || other !== undefined ? themes : t.interview.screenTitle(themes, personLabel(scene.state, who));
}

function screen(scene: Scene, one: Screen): View {
  const { state, session } = scene;
  const catalogue = state.catalogue;
  if (!catalogue) return nothing;
  const submit = (e: Event) => {
    e.preventDefault();
    void session.submit();
  };
  const left = remaining(catalogue, state.situation, state);
  const plain = one.parts.filter((part) => part.list === null).flatMap((part) => part.questions);
  const amounts = plain.filter((q) => q.unit.includes("€") && !state.drafts[questionKey(q)]).length;
  return html`<form novalidate @submit=${submit}>
    <h2 id="ecran-titre" tabindex="-1">${screenTitle(scene, one)}</h2>
    <p class="note">${state.changing !== null ? t.interview.changing : t.interview.remaining(left)}</p>
    ${faults(scene, one)}
    ${one.parts.map((part) => partOf(scene, one, part))}
    <p class="note">${plain.length === 0 ? nothing : t.interview.blank}</p>
    <div class="actions">
      <button type="submit" class="main">${t.interview.next}</button>
      ${amounts > 1 ? html`<button type="button" @click=${() => session.zeros()}>${t.interview.zeros}</button>` : nothing}
      <button type="button" @click=${() => session.back()}>${t.interview.back}</button>
      <button type="button" @click=${() => void session.pass()}>${t.interview.passAll}</button>
    </div>
  </form>`;
}

/** A group of fields; its theme and its person are named when the screen has several. */
function partOf(scene: Scene, one: Screen, part: Part): View {
  const { state, session } = scene;
  const info = state.catalogue && listOf(state.catalogue, part);
  const code = (q: Question) => state.catalogue?.byName.get(q.input)?.list?.code;
  const questions = shownQuestions(scene, part.questions);
  if (!info && questions.length === 0) return nothing;
  const inside = info
    ? listControl(scene, {
        info, person: part.person, lines: state.draftLines[partKey(part)],
        first: (c, person) => part.questions.some((q) => code(q) === c && (info.each || person === null || q.person === person)),
        changed: (all) => session.setDraftLines(part, all),
      })
    : asked(scene, questions);
  const several = (of: (p: Part) => unknown) => new Set(one.parts.map(of)).size > 1;
  const theme = several((p) => p.theme) ? (part.theme ?? "") : "";
  const person = several((p) => p.person) ? personLabel(state, part.person) : "";
  const legend = theme && person && part.person !== null ? t.interview.screenTitle(theme, person) : theme || capital(person);
  return legend ? html`<fieldset class="person"><legend>${legend}</legend>${inside}</fieldset>` : inside;
}

/** What the answers already typed on the screen make useless is not shown. */
function shownQuestions(scene: Scene, all: Question[]): Question[] {
  const { drafts, relevant, faults } = scene.state;
  return all.filter((q) => {
    const key = questionKey(q);
    return !relevant || relevant.has(key) || drafts[key] !== undefined || faults[key] !== undefined;
  });
}

/** The questions of a screen; those that one code answers are behind it, for who does not know the code. */
function asked(scene: Scene, all: Question[]): View {
  const source = (q: Question) => scene.state.catalogue?.byName.get(q.input)?.deducedFrom?.join(".") ?? null;
  const first = new Map<string, Question>();
  for (const q of all) {
    const from = source(q);
    if (from !== null && !first.has(from)) first.set(from, q);
  }
  return html`<div class="two">${all.map((q) => {
    const from = source(q);
    if (from === null) return question(scene, q);
    const field = scene.state.catalogue?.byName.get(q.input);
    if (first.get(from) !== q || !field) return nothing;
    return html`${codeField(scene, field, q.person)}<details class="more"><summary>${t.interview.code.other}</summary>
      ${all.filter((other) => source(other) === from).map((other) => question(scene, other))}</details>`;
  })}</div>`;
}

function question(scene: Scene, q: Question): View {
  const found = scene.state.catalogue?.byName.get(q.input);
  if (!found) return nothing;
  const key = questionKey(q);
  return html`${field({
    field: found,
    id: domId("q", q.input, q.person),
    label: spoken(scene.state, q.template, q.person),
    raw: scene.state.drafts[key],
    fault: scene.state.faults[key],
    periods: q.periods,
    dense: false,
    changed: (raw) => scene.session.draft(key, raw),
  })}`;
}

function faults(scene: Scene, one: Screen): View {
  const all = Object.entries(scene.state.faults);
  if (all.length === 0) return nothing;
  return html`<div class="summary" role="alert" id="fautes" tabindex="-1"><strong>${t.error.summary}</strong>
    <ul>${all.map(([key, text]) => {
      const q = allOf(one).find((x) => questionKey(x) === key);
      return html`<li>${q ? html`${spoken(scene.state, q.template, q.person)} ` : nothing}${text}</li>`;
    })}</ul></div>`;
}

function end(scene: Scene): View {
  const { state, session } = scene;
  const left = open(state.questions ?? [], new Set(), state.rights).length;
  return html`<h2 id="ecran-titre" tabindex="-1">${t.interview.ended}</h2>
    <p>${left === 0 ? t.interview.endedAll : t.interview.endedPassed(left)}</p>
    <div class="actions">
      <button type="button" class="main" @click=${() => session.setTab("resultats")}>${t.interview.seeResults}</button>
      ${left > 0 ? html`<button type="button" @click=${() => session.askAgain()}>${t.interview.askAgain}</button>` : nothing}
      <button type="button" @click=${() => session.back()}>${t.interview.back}</button>
    </div>`;
}

function history(scene: Scene): View {
  const { answered, place } = scene.state;
  if (answered.length === 0 && place.is === "composition") return nothing;
  const item = (label: string, change: () => void) => html`<li><span>${label}</span>
    <button type="button" class="link" @click=${change}>${t.interview.change}<span class="hidden"> : ${label}</span></button></li>`;
  return html`<details class="more history"><summary>${t.interview.answersTitle} (${answered.length + 1})</summary>
    <ol>${item(t.interview.heading, () => scene.session.composition())}
    ${answered.map((one, i) => item(summaryOf(scene, one), () => scene.session.change(i)))}</ol></details>`;
}

/** The title of a screen and what was asked there. */
function summaryOf(scene: Scene, one: Screen): string {
  const names = [...new Set(allOf(one).map((q) => q.input))];
  return `${screenTitle(scene, one)} (${names.slice(0, 3).join(", ")}${names.length > 3 ? "…" : ""})`;
}
