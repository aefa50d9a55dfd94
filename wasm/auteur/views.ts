// What stands beside the editor.

import { html, nothing, type TemplateResult } from "lit";
import { count, euros, words } from "./format.ts";
import { t } from "./messages.ts";
import type { Checkup, Effect, Found, Outcome, Place, Ran, Shift } from "./protocol.ts";

type View = TemplateResult | typeof nothing;
type Go = (place: Place) => void;

/** Diagnostics shown; the others are counted. */
const SHOWN = 30;

function where(found: Found, file: string, go: Go): View {
  const { place } = found;
  if (place && found.file === file) return html`<button class="place" @click=${() => go(place)}>${t.line(found.line)}</button>`;
  return found.file ? html`<span class="small">${t.at(found.file, found.line)}</span>` : nothing;
}

export function diagnostics(checkup: Checkup | undefined, busy: boolean, file: string, go: Go): View {
  const all = checkup?.diagnostics ?? [];
  // Errors first, and among them those of the file at hand.
  const rank = (one: Found) => 2 * Number(one.severity === "erreur") + Number(one.file === file);
  const own = [...all].sort((a, b) => rank(b) - rank(a));
  return html`<section aria-labelledby="verification">
    <h2 id="verification">${t.diagnostics}</h2>
    <p class="small" role="status">${busy ? t.checking : checkup?.sound ? t.sound : checkup ? t.unsound : nothing}</p>
    <ul>${own.slice(0, SHOWN).map(
      (found) => html`<li><span class="tag ${found.severity}">${t.severity[found.severity] ?? found.severity} ${found.code}</span>
        ${found.message} ${where(found, file, go)}
        ${found.help ? html`<div class="small">${found.help}</div>` : nothing}
        ${found.law ? html`<div class="small">${found.law}</div>` : nothing}</li>`,
    )}</ul>
    ${own.length > SHOWN ? html`<p class="small">${t.more(own.length - SHOWN)}</p>` : nothing}
  </section>`;
}

export function examples(all: Ran[] | undefined, go: Go): View {
  if (!all) return nothing;
  const passed = all.filter((one) => one.failures.length === 0).length;
  return html`<section aria-labelledby="exemples">
    <h2 id="exemples">${t.examples}</h2>
    <p class="small" role="status">${all.length === 0 ? t.noExample : t.passed(passed, all.length)}</p>
    <ul>${all.map(({ title, place, failures }) => {
      const ok = failures.length === 0;
      return html`<li><span class="tag ${ok ? "ok" : "erreur"}">${ok ? t.ok : t.failed}</span>
        ${place ? html`<button class="place" @click=${() => go(place)}>${title}</button>` : title}
        ${failures.map((why) => html`<div class="small">${why}</div>`)}</li>`;
    })}</ul>
  </section>`;
}

export function effect(found: Effect | undefined): View {
  if (!found) return nothing;
  const after = new Map(found.after.map((o) => [o.benefit, o]));
  const pairs = new Map<string, [Outcome | undefined, Outcome | undefined]>();
  for (const o of found.before) pairs.set(o.benefit, [o, after.get(o.benefit)]);
  for (const o of found.after) if (!pairs.has(o.benefit)) pairs.set(o.benefit, [undefined, o]);
  const rows = [...pairs.values()].filter(([a, b]) => words(a) !== words(b) || JSON.stringify(a?.due) !== JSON.stringify(b?.due));
  if (rows.length === 0) return html`<p role="status">${t.sameForHousehold}</p>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${t.householdTable}><table>
    <thead><tr><th scope="col">${t.right}</th><th scope="col">${t.before}</th><th scope="col">${t.after}</th></tr></thead>
    <tbody>${rows.map(([a, b]) => html`<tr><th scope="row">${(b ?? a)?.name}</th><td>${words(a)}</td><td>${words(b)}</td></tr>`)}</tbody>
  </table></div>`;
}

export function shifts(all: Shift[] | undefined, see: (household: number) => void): View {
  if (!all) return nothing;
  const rows = all.filter((shift) => shift.changed > 0);
  if (rows.length === 0) return html`<p>${t.sameForSample}</p>`;
  return html`<div class="scroll" role="region" tabindex="0" aria-label=${t.sampleTable}><table>
    <thead><tr><th scope="col">${t.right}</th><th scope="col" class="number">${t.changed}</th><th scope="col" class="number">${t.more_}</th>
      <th scope="col" class="number">${t.less}</th><th scope="col" class="number">${t.dueBefore}</th><th scope="col" class="number">${t.dueAfter}</th>
      <th scope="col">${t.total}</th><th scope="col">${t.seen}</th></tr></thead>
    <tbody>${rows.map(
      (shift) => html`<tr><th scope="row">${shift.name}</th><td class="number">${count(shift.changed)}</td>
        <td class="number">${count(shift.more)}</td><td class="number">${count(shift.less)}</td>
        <td class="number">${count(shift.due_before)}</td><td class="number">${count(shift.due_after)}</td>
        <td class="wide">${euros(shift.total_before)} → ${euros(shift.total_after)} ${shift.rhythm ? t.rhythms[shift.rhythm] : nothing}</td>
        <td>${shift.examples.slice(0, 3).map(
          (n) => html`<button class="place" aria-label=${t.see(n + 1)} @click=${() => see(n)}>${count(n + 1)}</button> `,
        )}</td></tr>`,
    )}</tbody></table></div>`;
}
