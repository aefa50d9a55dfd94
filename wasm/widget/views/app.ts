// The whole element: tabs, the part in use, and the results beside it.

import { html, nothing } from "lit/html.js";
import type { Tab } from "../model/store.ts";
import { t } from "../messages/index.ts";
import { type Scene, type View } from "./common.ts";
import { curve } from "./curve.ts";
import { expert } from "./expert.ts";
import { interview } from "./interview.ts";
import { results } from "./results.ts";
import { sheets } from "./sheets.ts";

const TABS: Tab[] = ["entretien", "expert", "resultats", "courbe", "fiches"];

export function app(scene: Scene): View {
  const { phase, tab, failure, said } = scene.state;
  return html`<div class="frame tab-${tab}" lang=${t.language}>
    ${header(scene)}
    <p class="hidden" role="status">${said}</p>
    ${phase === "chargement" ? html`<p class="loading">${t.loading}</p>` : nothing}
    ${failure ? html`<div class="summary" role="alert"><strong>${phase === "panne" ? t.failed : t.error.engine}</strong>
      <p class="lines">${failure}</p></div>` : nothing}
    ${phase === "pret" ? html`<div class="columns-2">
      ${tab === "resultats" ? nothing : html`<div class="work">${part(scene)}</div>`}
      ${tab === "fiches" ? nothing : html`<div class="side">${results(scene)}</div>`}
    </div>` : nothing}
    <footer><p>${t.privacy} <button type="button" class="link" @click=${() => restart(scene)}>${t.restart}</button></p>
      <p>${t.estimate}</p></footer>
  </div>`;
}

function restart(scene: Scene): void {
  if (confirm(t.restartSure)) void scene.session.restart();
}

function part(scene: Scene): View {
  switch (scene.state.tab) {
    case "entretien": return interview(scene);
    case "expert": return expert(scene);
    case "courbe": return curve(scene);
    case "fiches": return sheets(scene);
    case "resultats": return nothing;
  }
}

function header(scene: Scene): View {
  const { tab, month, catalogue, phase } = scene.state;
  return html`<header>
    <nav aria-label=${t.tabs.label}><ul>${TABS.map((one) => html`<li><button type="button" ?disabled=${phase !== "pret"}
      aria-current=${one === tab ? "page" : nothing} @click=${() => scene.session.setTab(one)}>${t.tabs[one]}</button></li>`)}</ul></nav>
    <div class="month"><label for="mois">${t.monthLabel}</label>
      <select id="mois" ?disabled=${phase !== "pret"} @change=${(e: Event) => void scene.session.setMonth((e.target as HTMLSelectElement).value)}>
        ${months(catalogue?.first ?? month, catalogue?.last ?? month, month).map((m) =>
          html`<option value=${m} ?selected=${m === month}>${monthWords(m)}</option>`)}</select></div>
  </header>`;
}

const monthWords = (m: string): string => `${t.monthNames[Number(m.slice(5)) - 1] ?? ""} ${m.slice(0, 4)}`;

/** The months of the two years around, within what the rules cover. */
function months(first: string, last: string, chosen: string): string[] {
  const all = new Set<string>([chosen]);
  for (let m = last, n = 0; m >= first && n < 36; m = before(m), n += 1) all.add(m);
  return [...all].sort().reverse();
}

function before(m: string): string {
  const [year = 0, rank = 1] = m.split("-").map(Number);
  return rank === 1 ? `${year - 1}-12` : `${year}-${String(rank - 1).padStart(2, "0")}`;
}
