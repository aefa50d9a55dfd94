// Every right against one income: a drawing, and the same values as a table.

import { html, nothing, svg } from "lit/html.js";
import { persons } from "../model/situation.ts";
import type { Bounds, Curve } from "../model/types.ts";
import { eurosBetween, isZero, wholeEuros } from "../format.ts";
import { t } from "../messages/index.ts";
import { capital, personLabel, titleOf, type Scene, type View } from "./common.ts";

const WIDTH = 720;
const HEIGHT = 380;
const MARGIN = { left: 64, right: 24, top: 12, bottom: 44 };
/** Lines differ by their dashes as well as by their colour. */
const DASHES = ["none", "8 4", "2 3", "10 3 2 3", "14 4", "1 5", "6 2 1 2 1 2", "4 2", "12 2 2 2", "3 6", "16 3 4 3"];
const COLOURS = 8;

export function curve(scene: Scene): View {
  const { catalogue, situation, curvePerson, curveField, curve: drawn, computing } = scene.state;
  if (!catalogue) return nothing;
  // What each person earns: the first amount of each nature.
  const fields = catalogue.lists.filter((l) => l.each).flatMap((l) => l.codes.flatMap((c) => c.fields.slice(0, 1)));
  const submit = (e: Event) => {
    e.preventDefault();
    const data = new FormData(e.target as HTMLFormElement);
    const field = fields.find((f) => f.name === data.get("revenu"));
    const to = Math.min(20000, Math.max(100, Math.round(Number(data.get("jusque")) || 0)));
    if (field) void scene.session.drawCurve(field, Number(data.get("personne")), String(to), String(Math.max(1, Math.round(to / 60))));
  };
  return html`<section class="curve" aria-labelledby="courbe-titre">
    <h2 id="courbe-titre" tabindex="-1">${t.curve.title}</h2>
    <p>${t.curve.intro}</p>
    <form class="line" @submit=${submit}>
      <div class="field"><label for="courbe-revenu">${t.curve.field}</label>
        <select id="courbe-revenu" name="revenu">${fields.map((f) => html`<option value=${f.name} ?selected=${f.name === curveField}>${capital(f.name)}</option>`)}</select></div>
      <div class="field"><label for="courbe-personne">${t.curve.person}</label>
        <select id="courbe-personne" name="personne">${persons(situation).map((_, i) =>
          html`<option value=${i} ?selected=${i === curvePerson}>${capital(personLabel(scene.state, i))}</option>`)}</select></div>
      <div class="field"><label for="courbe-jusque">${t.curve.to}</label>
        <input id="courbe-jusque" name="jusque" type="number" min="100" max="20000" step="100" value="3000"></div>
      <button type="submit" class="main" ?disabled=${computing}>${t.curve.draw}</button>
    </form>
    ${drawn ? drawing(scene, drawn) : nothing}
  </section>`;
}

interface Row { benefit: string; title: string; values: (Bounds | null)[]; heights: number[] }

/** By month, only to place a point: what is written comes from the engine's texts. */
function rows(scene: Scene, one: Curve): Row[] {
  const ids = one.points[0]?.rights.map((r) => r.benefit) ?? [];
  return ids.flatMap((benefit) => {
    const all = one.points.map((p) => p.rights.find((r) => r.benefit === benefit));
    if (all.some((r) => r?.rhythm === "unique")) return [];
    const values = all.map((r) => r?.due ?? null);
    const heights = all.map((r) => (r?.due ? Number(r.due.min) / (r.rhythm === "annuel" ? 12 : 1) : 0));
    return values.some((b) => b && !isZero(b.max)) ? [{ benefit, title: titleOf(scene.state, benefit), values, heights }] : [];
  });
}

function drawing(scene: Scene, one: Curve): View {
  const all = rows(scene, one);
  if (all.length === 0) return html`<p>${t.curve.empty}</p>`;
  // A line that stays at zero would only hide the axis: the table has it.
  const lines = all.filter((r) => r.heights.some((h) => h > 0));
  const top = Math.max(50, ...lines.flatMap((r) => r.heights));
  const grade = [10, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000].find((g) => top / g <= 6) ?? 10000;
  const max = Math.ceil(top / grade) * grade;
  const last = Number(one.points[one.points.length - 1]?.at ?? 1) || 1;
  const x = (value: number) => MARGIN.left + (value / last) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (value: number) => HEIGHT - MARGIN.bottom - (value / max) * (HEIGHT - MARGIN.top - MARGIN.bottom);
  const marks = Array.from({ length: Math.round(max / grade) + 1 }, (_, i) => i * grade);
  const steps = Array.from({ length: 7 }, (_, i) => Math.round((last * i) / 6));
  const path = (r: Row) => r.heights.map((h, i) => `${i === 0 ? "M" : "L"}${x(Number(one.points[i]?.at ?? 0)).toFixed(1)} ${y(h).toFixed(1)}`).join("");
  const alt = t.curve.alt(lines.length, wholeEuros(one.points[0]?.at ?? "0"), wholeEuros(String(last)));
  return html`<figure>
    <div class="scroll" tabindex="0" role="group" aria-label=${t.curve.title}>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${alt}>
      ${marks.map((m) => svg`<line class="grid-line" x1=${MARGIN.left} x2=${WIDTH - MARGIN.right} y1=${y(m)} y2=${y(m)}></line>
        <text x=${MARGIN.left - 6} y=${y(m) + 4} text-anchor="end">${m}</text>`)}
      ${steps.map((s) => svg`<text x=${x(s)} y=${HEIGHT - MARGIN.bottom + 18} text-anchor="middle">${s}</text>`)}
      <text x=${WIDTH / 2} y=${HEIGHT - 6} text-anchor="middle">${t.curve.x(one.unit)}</text>
      ${lines.map((r, i) => svg`<path class="series c${i % COLOURS}" d=${path(r)} stroke-dasharray=${DASHES[i % DASHES.length] ?? "none"}></path>`)}
    </svg></div>
    <figcaption><ul class="legend">${lines.map((r, i) => html`<li>
      <svg class="swatch" viewBox="0 0 40 8" aria-hidden="true"><path class="series c${i % COLOURS}" d="M0 4H40" stroke-dasharray=${DASHES[i % DASHES.length] ?? "none"}></path></svg>
      ${r.title}</li>`)}</ul>
      <p class="note">${t.curve.y}. ${t.curve.middle} ${t.curve.yearly}</p></figcaption>
  </figure>
  <details class="more"><summary>${t.curve.table}</summary>
    <div class="scroll" tabindex="0" role="group" aria-label=${t.curve.table}><table>
      <thead><tr><th scope="col">${t.curve.x(one.unit)}</th>${all.map((r) => html`<th scope="col">${r.title}</th>`)}</tr></thead>
      <tbody>${one.points.map((p, i) => html`<tr><th scope="row">${wholeEuros(p.at)}</th>${all.map((r) => {
        const b = r.values[i];
        return html`<td>${b ? eurosBetween(b) : "–"}</td>`;
      })}</tr>`)}</tbody></table></div></details>`;
}
