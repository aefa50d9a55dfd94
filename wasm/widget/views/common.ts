// Words that several views share.

import { html, nothing, type TemplateResult } from "lit/html.js";
import type { Session } from "../model/session.ts";
import { persons } from "../model/situation.ts";
import type { State } from "../model/store.ts";
import { month, typeset } from "../format.ts";
import { t } from "../messages/index.ts";

export type View = TemplateResult | typeof nothing;
export interface Scene { state: State; session: Session }

/** `demandeur`, `enfant 2` */
export function personLabel(state: State, position: number | null): string {
  if (position === null) return t.household;
  const all = persons(state.situation);
  const role = state.catalogue?.roles.find((r) => r.code === all[position]?.["role"]);
  if (!role) return `${position + 1}`;
  if (role.arity !== "plusieurs") return role.singular;
  const rank = all.slice(0, position + 1).filter((p) => p["role"] === role.code).length;
  return `${role.singular} ${rank}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A question about a person whom the screen already names. */
export const spoken = (state: State, template: string, person: number | null): string =>
  typeset(person === null ? template : capital(template.replaceAll("{personne}", t.thisPerson(state.catalogue?.person ?? ""))));

export const titleOf = (state: State, benefit: string): string =>
  state.catalogue?.byId.get(benefit)?.title ?? benefit;

/** What a text is about: `âge (enfant 2)`. */
export const about = (state: State, text: string, person: number | null): string =>
  person === null ? text : `${text} (${personLabel(state, person)})`;

/** Articles, with the mark of what is still to be checked. */
export function sources(articles: string[], unverified: boolean): View {
  if (articles.length === 0 && !unverified) return nothing;
  return html`<span class="source">${articles.join(", ")}${
    unverified ? html` <strong class="mark">${t.toCheck}</strong>` : nothing}</span>`;
}

export const monthOf = (state: State): string => month(state.month);
