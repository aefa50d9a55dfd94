// What a person earns or already receives: tick what exists, then an amount, or one for each month.

import { html, nothing } from "lit/html.js";
import { live } from "lit/directives/live.js";
import { readAmount, typed } from "../model/answers.ts";
import type { Field, ListInfo } from "../model/catalogue.ts";
import { domId } from "../model/keys.ts";
import {
  blankLine, byMonth, entries, gather, identifier, replaceEntry, spread, windowStart, withAmount, type Entry,
} from "../model/lists.ts";
import { persons, UNKNOWN } from "../model/situation.ts";
import type { Json, JsonMap } from "../model/types.ts";
import { day, month as monthWords, readDate } from "../format.ts";
import { t } from "../messages/index.ts";
import { capital, personLabel, type Scene, type View } from "./common.ts";

export interface ListControl {
  info: ListInfo;
  /** Whose list; the household's for `null`. */
  person: number | null;
  lines: JsonMap[] | undefined;
  /** What to offer first, by code and position of the person; the rest is behind a disclosure. */
  first: (code: string, person: number | null) => boolean;
  changed: (lines: JsonMap[] | undefined) => void;
}

/** What a nature is called: the words that the names of its fields share. */
export function natureName(fields: Field[]): string {
  const names = fields.map((f) => f.name.split(" "));
  const [one = []] = names;
  let shared = one.length;
  while (shared > 1 && !names.every((n) => n.slice(0, shared).join(" ") === one.slice(0, shared).join(" "))) shared -= 1;
  return capital((fields.length > 1 ? one.slice(0, shared) : one).join(" "));
}

export const codeName = (info: ListInfo, code: string): string =>
  natureName(info.codes.find((c) => c.code === code)?.fields ?? []) || code;

interface Holder { code: string; fields: Field[]; person: string | null; position: number | null; label: string }

/** The natures that may have lines, with the person for a line of the household that names one. */
function holders(scene: Scene, info: ListInfo): Holder[] {
  return info.codes.flatMap(({ code, fields }): Holder[] => {
    const label = natureName(fields);
    // What is held by the household as a whole is not asked of each of its persons.
    if (info.each || fields.some((f) => !f.each)) return [{ code, fields, person: null, position: null, label }];
    return persons(scene.state.situation).map((_, i) => ({
      code, fields, person: identifier(scene.state.situation, i), position: i, label: `${label} (${personLabel(scene.state, i)})`,
    }));
  });
}

export function listControl(scene: Scene, c: ListControl): View {
  const all = holders(scene, c.info);
  const held = entries(c.info, c.lines ?? []);
  const isHeld = (h: Holder) => held.some((e) => e.code === h.code && e.person === h.person);
  const main = all.filter((h) => c.first(h.code, h.position) || isHeld(h));
  const rest = all.filter((h) => !main.includes(h));
  const who = personLabel(scene.state, c.person);
  const name = domId("liste", c.info.name, c.person);
  return html`
    <fieldset class="field">
      <legend>${c.info.each ? t.lists.which(who) : t.lists.whichHousehold}</legend>
      <div class="options columns">
        ${main.map((h) => row(scene, c, h, held, name))}
      </div>
      ${rest.length > 0 ? html`<details class="more"><summary>${t.lists.others} (${rest.length})</summary>
        <div class="options columns">${rest.map((h) => row(scene, c, h, held, name))}</div></details>` : nothing}
      <div class="options">
        <label class="option"><input type="checkbox" .checked=${live(c.lines !== undefined && c.lines.length === 0)}
          @change=${(e: Event) => c.changed((e.target as HTMLInputElement).checked ? [] : undefined)}>
          <span>${t.lists.nothing}</span></label>
        <label class="option"><input type="checkbox" .checked=${live(c.lines === undefined)}
          @change=${(e: Event) => c.changed((e.target as HTMLInputElement).checked ? undefined : [])}>
          <span>${t.lists.unknown}</span></label>
      </div>
    </fieldset>
    ${held.map((entry) => amounts(scene, c, entry, name))}`;
}

function row(scene: Scene, c: ListControl, h: Holder, held: Entry[], name: string): View {
  const entry = held.find((e) => e.code === h.code && e.person === h.person);
  const change = (e: Event) => {
    const lines = c.lines ?? [];
    const { month } = scene.state;
    const made = (e.target as HTMLInputElement).checked
      ? [blankLine(c.info, h.fields, h.code, h.person, windowStart(month), null)]
      : [];
    c.changed(replaceEntry(c.info, lines, { code: h.code, person: h.person, lines: made }));
  };
  const id = domId(name, h.code, h.person);
  return html`<label class="option" for=${id}><input type="checkbox" id=${id} .checked=${live(entry !== undefined)}
    @change=${change}><span>${h.label}</span></label>`;
}

function amounts(scene: Scene, c: ListControl, entry: Entry, name: string): View {
  const fields = (c.info.codes.find((one) => one.code === entry.code)?.fields ?? []).filter((f) => f.list?.amount);
  const position = persons(scene.state.situation).findIndex((p) => p["id"] === entry.person);
  const label = codeName(c.info, entry.code) + (position >= 0 ? ` (${personLabel(scene.state, position)})` : "");
  const id = domId(name, entry.code, entry.person, "montants");
  const set = (next: Entry) => c.changed(replaceEntry(c.info, c.lines ?? [], next));
  if (fields.length === 0) return nothing;
  const { month } = scene.state;
  return html`<fieldset class="field entry">
    <legend>${label}</legend>
    <p class="help" id="${id}-aide">${[...new Set(fields.map((f) => f.help).filter(Boolean)), t.lists.amountUnknown].join(" ")}</p>
    <div class="options inline">
      ${[false, true].map((wanted) => html`<label class="option small"><input type="radio" name=${id}
        .checked=${live(byMonth(entry) === wanted)}
        @change=${() => set(wanted ? spread(c.info, entry, month) : gather(entry, month))}>
        <span>${wanted ? t.lists.monthly : t.lists.constant}</span></label>`)}
    </div>
    <div class="scroll" tabindex=${byMonth(entry) ? "0" : nothing} role=${byMonth(entry) ? "group" : nothing}
      aria-label=${byMonth(entry) ? label : nothing}>
    <div class="${byMonth(entry) ? "months" : ""}">
      ${entry.lines.map((line, i) => period(line, i, entry, fields, id, set))}
    </div></div>
    ${byMonth(entry) ? nothing : html`<div class="line">
      ${edge(entry, "debut", t.lists.first, `${id}-debut`, set)}${edge(entry, "fin", t.lists.last, `${id}-fin`, set)}
    </div>`}
  </fieldset>`;
}

/** First or last month of an amount that does not change. */
function edge(entry: Entry, key: "debut" | "fin", label: string, id: string, set: (e: Entry) => void): View {
  const value = entry.lines[0]?.[key];
  const change = (e: Event) => {
    const { value: text } = e.target as HTMLInputElement;
    const month = text.trim() === "" ? null : readDate(text)?.slice(0, 7);
    if (month === undefined) (e.target as HTMLInputElement).setAttribute("aria-invalid", "true");
    else if (month !== null || key === "fin") set(withAmount(entry, 0, key, month));
  };
  return html`<div class="amount"><label for=${id}>${label}</label>
    <input id=${id} type="text" autocomplete="off" size="9" .value=${typeof value === "string" ? day(value) : ""} @change=${change}></div>`;
}

function period(line: JsonMap, at: number, entry: Entry, fields: Field[], id: string, set: (e: Entry) => void): View {
  const many = byMonth(entry);
  const when = periodWords(line);
  return html`<div class="period">
    ${many ? html`<span class="when" aria-hidden="true">${capital(when)}</span>` : nothing}
    ${fields.map((field) => {
      const key = field.list?.amount ?? "";
      const own = `${id}-${at}-${key}`;
      const label = many ? t.lists.amount(field.name, when) : field.name;
      const change = (e: Event) => {
        const input = e.target as HTMLInputElement;
        const read = readAmount(input.value);
        input.setCustomValidity(read.error ?? "");
        input.setAttribute("aria-invalid", read.error === undefined ? "false" : "true");
        if (read.error === undefined) set(withAmount(entry, at, key, read.value as Json));
        else input.reportValidity();
      };
      return html`<div class="amount"><label for=${own} class=${many && fields.length === 1 ? "hidden" : ""}>${
        many ? html`<span aria-hidden="true">${capital(field.name)}</span><span class="hidden">${label}</span>` : capital(label)
      } <span class="unit">(${field.unit})</span></label>
        <input id=${own} type="text" inputmode="decimal" autocomplete="off" size="10"
          .value=${live(line[key] === UNKNOWN ? "" : typed(line[key]))}
          aria-describedby="${id}-aide" @change=${change}></div>`;
    })}
  </div>`;
}

function periodWords(line: JsonMap): string {
  const [from, to] = [String(line["debut"] ?? ""), line["fin"]];
  if (typeof to !== "string") return t.lists.now(monthWords(from)).toLowerCase();
  return from === to ? monthWords(from) : t.lists.before(monthWords(from), monthWords(to)).toLowerCase();
}
