// The expert page: every field of the situation, by keyboard, with the file of the person's device.

import { html, nothing } from "lit/html.js";
import type { Field } from "../model/catalogue.ts";
import { domId, errorText } from "../model/keys.ts";
import { lines } from "../model/lists.ts";
import { count, persons } from "../model/situation.ts";
import { t } from "../messages/index.ts";
import { capital, personLabel, type Scene, type View } from "./common.ts";
import { codeField, documentField } from "./document.ts";
import { filePanel } from "./file.ts";
import { listControl } from "./lines.ts";

export function expert(scene: Scene): View {
  const { catalogue, errors, situation } = scene.state;
  if (!catalogue) return nothing;
  const all = persons(situation);
  return html`<section class="expert" aria-labelledby="expert-titre">
    <h2 id="expert-titre" tabindex="-1">${t.expert.title}</h2>
    <p>${t.expert.intro} ${t.expert.keyboard}</p>
    ${filePanel(scene)}
    ${errors.length > 0 ? html`<div class="summary" role="alert"><strong>${t.error.situation}</strong>
      <ul>${errors.slice(0, 8).map((e) => html`<li>${e.path ? html`<code>${e.path}</code> : ` : nothing}${errorText(e)}</li>`)}</ul></div>` : nothing}
    ${household(scene, catalogue.fields.filter((f) => !f.each && !f.list))}
    ${all.map((_, i) => person(scene, i, catalogue.fields.filter((f) => f.each && !f.list)))}
    <div class="actions">${catalogue.roles.map((role) => {
      const full = role.arity === "plusieurs" ? all.length >= catalogue.most : count(situation, role.code) > 0;
      return full ? nothing : html`<button type="button" @click=${() => void scene.session.setCount(role, count(situation, role.code) + 1)}>
        ${t.expert.addPerson(role.singular)}</button>`;
    })}</div>
  </section>`;
}

function household(scene: Scene, fields: Field[]): View {
  return html`<fieldset class="person"><legend>${t.household}</legend>
    ${themes(scene, fields, null)}
    ${lists(scene, null)}
  </fieldset>`;
}

function person(scene: Scene, position: number, fields: Field[]): View {
  const label = capital(personLabel(scene.state, position));
  return html`<fieldset class="person"><legend>${label}</legend>
    ${themes(scene, fields, position)}
    ${lists(scene, position)}
    ${position > 0 ? html`<button type="button" class="link" @click=${() => void scene.session.removePerson(position)}>
      ${t.expert.removePerson(label)}</button>` : nothing}
  </fieldset>`;
}

/** The theme of what is indispensable first, then those that have the most to say. */
function weight(scene: Scene, usual: Field[], theme: string): number {
  const first = scene.state.catalogue?.fields.some((f) => f.required && f.theme === theme) ?? false;
  return (first ? 1000 : 0) + usual.filter((f) => f.theme === theme).length;
}

/** What an ordinary file states first; what it never states behind a disclosure. */
function themes(scene: Scene, fields: Field[], position: number | null): View {
  const usual = fields.filter((f) => f.presumed === null);
  const unusual = fields.filter((f) => f.presumed !== null);
  const names = [...new Set(usual.map((f) => f.theme))].sort((a, b) => weight(scene, usual, b) - weight(scene, usual, a));
  return html`${names.map((theme) => html`<h3>${theme}</h3><div class="grid">${
      usual.filter((f) => f.theme === theme).map((f, i, all) => html`
        ${f.deducedFrom && !all.slice(0, i).some((g) => g.deducedFrom) ? codeField(scene, f, position) : nothing}
        ${documentField(scene, f, position, { dense: true })}`)}</div>`)}
    ${unusual.length > 0 ? html`<details class="more" id=${domId("rares", position)}>
      <summary>${t.expert.unusual(unusual.length)}</summary>
      <div class="grid">${unusual.map((f) => documentField(scene, f, position, { dense: true }))}</div></details>` : nothing}`;
}

function isOneOfMany(scene: Scene, person: number): boolean {
  const code = persons(scene.state.situation)[person]?.["role"];
  return scene.state.catalogue?.roles.some((r) => r.code === code && r.arity === "plusieurs") ?? false;
}

function lists(scene: Scene, position: number | null): View {
  const own = (scene.state.catalogue?.lists ?? []).filter((l) => l.each === (position !== null));
  return html`${own.map((info) => html`<h3>${capital(info.name.replaceAll("_", " "))}</h3>
    ${listControl(scene, {
      info, person: position, lines: lines(scene.state.situation, info, position),
      // A household of many children would fill the page with what children seldom receive.
      first: (_, person) => person === null || !isOneOfMany(scene, person),
      changed: (all) => void scene.session.enterLines(info, position, all),
    })}`)}`;
}
