// Two sheets to print: one for the person, in plain French; one for the advisor, with everything.

import { html, nothing } from "lit/html.js";
import { rawOf } from "../model/answers.ts";
import type { Field } from "../model/catalogue.ts";
import { lines } from "../model/lists.ts";
import { persons, readField } from "../model/situation.ts";
import type { Outcome } from "../model/types.ts";
import { eurosBetween, isExact, isPositive, wholeEuros } from "../format.ts";
import { t } from "../messages/index.ts";
import { about, capital, monthOf, personLabel, type Scene, type View } from "./common.ts";
import { codeName } from "./lines.ts";
import { shortReason } from "./reasons.ts";
import { gainWords, late, order, shownRights, totalRange } from "./results.ts";
import { amount, formNames, isOpen } from "./right.ts";

export function sheets(scene: Scene): View {
  const { sheet, contact } = scene.state;
  const { store } = scene.session;
  return html`<section class="sheets" aria-labelledby="fiches-titre">
    <h2 id="fiches-titre" tabindex="-1">${t.tabs.fiches}</h2>
    <fieldset class="field"><legend>${t.sheets.choose}</legend><div class="options inline">
      ${(["personne", "conseiller"] as const).map((one) => html`<label class="option"><input type="radio" name="fiche"
        .checked=${sheet === one} @change=${() => store.set({ sheet: one })}>
        <span>${one === "personne" ? t.sheets.person : t.sheets.advisor}</span></label>`)}</div></fieldset>
    <div class="field"><label for="contact">${t.sheets.contact}</label>
      <p class="help" id="contact-aide">${t.sheets.contactHelp}</p>
      <textarea id="contact" rows="2" aria-describedby="contact-aide" .value=${contact}
        @change=${(e: Event) => store.set({ contact: (e.target as HTMLTextAreaElement).value })}></textarea></div>
    <div class="actions"><button type="button" class="main" @click=${() => print()}>${t.sheets.print}</button></div>
    <article class="sheet">${sheet === "personne" ? forPerson(scene) : forAdvisor(scene)}</article>
  </section>`;
}

/** Amounts in whole euros: a range that looks exact would promise too much. */
const rough = (o: Outcome): string =>
  o.gap ? `${eurosBetween(o.gap, wholeEuros)} ${t.rhythm[o.rhythm]}` : "";

const fieldOf = (scene: Scene, o: Outcome, key: string): string[] =>
  scene.state.catalogue?.byId.get(o.benefit)?.procedure.find((p) => p.key === key)?.values ?? [];

function forPerson(scene: Scene): View {
  const all = shownRights(scene);
  const sure = all.filter((o) => o.verdict === "certain");
  const maybe = all.filter((o) => o.verdict === "possible");
  const already = all.filter((o) => o.verdict === "percu" && (o.is_received || (o.received && isPositive(o.received.min))));
  return html`<h3>${t.sheets.forYou}</h3>
    <p class="note">${t.sheets.madeFor(monthOf(scene.state))}</p>
    ${(sure.length > 0 ? t.sheets.intro : t.sheets.none).map((s) => html`<p>${s}</p>`)}
    ${sure.length > 0 ? html`<h4>${t.sheets.first}</h4><ol class="big">${sure.map((o) => plain(scene, o))}</ol>
      <p>${t.sheets.when}</p>` : nothing}
    ${maybe.length > 0 ? html`<h4>${t.sheets.maybe}</h4><ul class="flow">${maybe.map((o) => html`<li>${o.title}</li>`)}</ul>` : nothing}
    ${already.length > 0 ? html`<h4>${t.sheets.already}</h4><ul class="flow">${already.map((o) => html`<li>${o.title}</li>`)}</ul>` : nothing}
    <p><strong>${t.sheets.decides}</strong></p>
    <div class="contact"><p>${t.sheets.question}</p>
      <p class="lines">${scene.state.contact || t.sheets.contactEmpty}</p></div>`;
}

function plain(scene: Scene, o: Outcome): View {
  const isPartial = o.received !== null && isPositive(o.received.min);
  const [where, how, papers] = [fieldOf(scene, o, "organisme"), fieldOf(scene, o, "demande"), fieldOf(scene, o, "pièces")];
  return html`<li><strong>${o.title}</strong>
    ${o.form ? html`<p>${capital(formNames(scene, o))}.</p>` : o.gap ? html`<p>${
      isPartial ? t.sheets.more(rough(o)) : t.sheets.amount(rough(o))}</p>` : nothing}
    ${where.length > 0 ? html`<p>${t.sheets.where(where.join(t.or))}</p>` : nothing}
    ${how.length > 0 ? html`<p>${t.sheets.how(how.join(t.or))}</p>` : nothing}
    ${papers.length > 0 ? html`<p>${t.sheets.papers} : ${papers.join(", ")}.</p>` : nothing}</li>`;
}

function forAdvisor(scene: Scene): View {
  const { state } = scene;
  // A sheet without its marks is not for printing.
  if (!state.why) return html`<p>${state.assessment ? t.results.computing : nothing}</p>`;
  const why = new Map(state.why.map((one) => [one.benefit, one]));
  const all = shownRights(scene);
  const totals = state.assessment?.plan.totals;
  return html`<h3>${t.sheets.advisorTitle}</h3>
    <p class="note">${t.sheets.madeFor(monthOf(state))}. ${t.sheets.rules(state.catalogue?.hash ?? "")}. ${t.estimate}</p>
    ${totals && totalRange(totals) ? html`<p><strong>${t.results.total(totalRange(totals))}.</strong>
      ${totals.gain_net.min.startsWith("-") ? nothing : html`${t.results.gain} : ${gainWords(totals)}.`}</p>` : nothing}
    <h4>${t.sheets.listOf}</h4>
    <table><thead><tr><th scope="col">${t.sheets.tableRight}</th><th scope="col">${t.sheets.tableVerdict}</th>
      <th scope="col">${t.results.due}</th><th scope="col">${t.results.received}</th><th scope="col">${t.results.gap}</th>
      <th scope="col">${t.results.gainNet}</th></tr></thead>
      <tbody>${all.filter((o) => o.verdict !== "non").map((o) => html`<tr><th scope="row">${o.title}${why.get(o.benefit)?.unverified.length ? html` <span class="mark">${t.toCheck}</span>` : nothing}</th>
        <td>${t.verdict[o.verdict]}</td>
        <td>${o.form ? formNames(scene, o) : o.due ? amount(o.due, o.rhythm) : "–"}</td>
        <td>${o.received && isExact(o.received) ? amount(o.received, o.rhythm) : o.received ? t.results.notAsked : "–"}</td>
        <td>${isOpen(o) && o.gap ? amount(o.gap, o.rhythm) : "–"}</td>
        <td>${isOpen(o) && o.gain_net ? amount(o.gain_net, "mensuel") : "–"}</td></tr>`)}</tbody></table>
    ${order(scene)} ${late(scene)}
    ${all.filter((o) => o.verdict === "certain").map((o) => html`<h4>${o.title}</h4><dl class="pairs long">${
      (state.catalogue?.byId.get(o.benefit)?.procedure ?? []).map((p) => html`<div><dt>${t.procedure[p.key] ?? capital(p.key)}</dt><dd>${p.values.join(" ; ")}</dd></div>`)}</dl>`)}
    <h4>${t.results.whyNot}</h4>
    <dl class="pairs long wide">${all.map((o) => why.get(o.benefit)?.reasons.slice(0, 1).map((r) => html`<div><dt>${o.title}</dt>
      <dd>${shortReason(scene, r)}</dd></div>`))}</dl>
    ${unknown(scene, all)}
    <h4>${t.sheets.answersTitle}</h4>${answers(scene)}`;
}

function unknown(scene: Scene, all: Outcome[]): View {
  const words = [...new Set(all.flatMap((o) => o.missing.map((m) => about(scene.state, m.input, m.person))))];
  return words.length === 0 ? nothing : html`<h4>${t.sheets.unknown}</h4><p>${words.join(", ")}.</p>`;
}

/** What was entered, in the words of the rules. */
function answers(scene: Scene): View {
  const { catalogue, situation } = scene.state;
  if (!catalogue) return nothing;
  const of = (person: number | null) => catalogue.fields.flatMap((f) => {
    if (f.list || f.each !== (person !== null)) return [];
    const words = valueWords(f, rawOf(f, readField(situation, f, person)));
    return words ? [`${f.name} : ${words}`] : [];
  });
  const listed = (person: number | null) => catalogue.lists.filter((l) => l.each === (person !== null)).flatMap((info) =>
    (lines(situation, info, person) ?? []).map((line) => {
      const money = Object.entries(line).filter(([k]) => ![info.selector, "debut", "fin", "personne"].includes(k));
      return `${codeName(info, String(line[info.selector]))}, ${t.fromMonth(String(line["debut"]), line["fin"])} : ${
        money.map(([k, v]) => `${k} ${v}`).join(", ")}`;
    }));
  const part = (title: string, all: string[]) => (all.length === 0 ? nothing
    : html`<h5>${title}</h5><p>${all.join(" ; ")}.</p>`);
  return html`${part(t.household, [...of(null), ...listed(null)])}
    ${persons(situation).map((_, i) => part(capital(personLabel(scene.state, i)), [...of(i), ...listed(i)]))}`;
}

function valueWords(f: Field, raw: ReturnType<typeof rawOf>): string {
  if (!raw) return "";
  if (raw.is === "unknown") return t.unknown;
  if (raw.is === "none") return t.none;
  return f.choices.find(([code]) => code === raw.text)?.[1] ?? `${raw.text}${f.answer === "nombre" && f.unit !== "nombre" ? ` ${f.unit}` : ""}`;
}
