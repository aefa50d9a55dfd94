// One question and its answer: the same control in the interview and in the expert page.

import { html, nothing } from "lit/html.js";
import { live } from "lit/directives/live.js";
import type { Raw } from "../model/answers.ts";
import type { Field } from "../model/catalogue.ts";
import { typeset } from "../format.ts";
import { t } from "../messages/index.ts";
import type { View } from "./common.ts";

export interface Control {
  field: Field;
  id: string;
  label: string;
  raw: Raw | undefined;
  fault: string | undefined;
  /** Years or months that the answer is about. */
  periods: string[];
  /** In the expert page: small, and a choice is a list that one key opens. */
  dense: boolean;
  note?: string;
  changed: (raw: Raw | undefined) => void;
}

/** Choices up to this number are all shown. */
const FEW = 8;

export function field(c: Control): View {
  const helps = [
    c.field.help,
    c.field.answer === "date" ? t.answers.date : c.field.answer === "mois" ? t.answers.month : null,
    c.field.timing === "annuel" && c.periods.length > 0 ? t.answers.perYear(c.periods.join(", ")) : null,
    c.note,
  ].filter((text) => text);
  const described = [helps.length > 0 ? `${c.id}-aide` : "", c.fault ? `${c.id}-faute` : ""].filter(Boolean).join(" ");
  const under = html`
    ${helps.length > 0 ? html`<p class="help" id="${c.id}-aide">${typeset(helps.join(" "))}</p>` : nothing}
    ${c.fault ? html`<p class="fault" id="${c.id}-faute">${c.fault}</p>` : nothing}`;
  const options = optionsOf(c.field);
  if (options && !c.dense && options.length <= FEW) return radios(c, options, described, under);
  if (options) return list(c, options, described, under);
  return text(c, described, under);
}

interface Option { value: string; label: string }

function optionsOf(field: Field): Option[] | null {
  if (field.answer === "oui_non") {
    const both = [{ value: "oui", label: t.answers.yes }, { value: "non", label: t.answers.no }];
    return field.optional ? [...both, { value: "/aucun", label: t.answers.none }] : both;
  }
  if (field.answer !== "choix") return null;
  const choices = field.choices.map(([value, label]) => ({ value, label: label.charAt(0).toUpperCase() + label.slice(1) }));
  return field.optional ? [...choices, { value: "/aucun", label: t.answers.none }] : choices;
}

const rawOfOption = (value: string): Raw | undefined =>
  value === "" ? undefined : value === "/inconnu" ? { is: "unknown" } : value === "/aucun" ? { is: "none" } : { is: "text", text: value };

const optionOfRaw = (raw: Raw | undefined): string =>
  !raw ? "" : raw.is === "unknown" ? "/inconnu" : raw.is === "none" ? "/aucun" : raw.text;

function radios(c: Control, options: Option[], described: string, under: View): View {
  const chosen = optionOfRaw(c.raw);
  const all = [...options, { value: "/inconnu", label: t.answers.unknown }];
  return html`<fieldset class="field ${c.fault ? "wrong" : ""}" aria-describedby=${described || nothing}>
    <legend>${c.label}</legend>
    ${under}
    <div class="options">${all.map((option, i) => html`
      <label class="option" for="${c.id}-${i}">
        <input type="radio" id="${c.id}-${i}" name=${c.id} .checked=${live(chosen === option.value)}
          @change=${() => c.changed(rawOfOption(option.value))}>
        <span>${option.label}</span>
      </label>`)}
    </div>
  </fieldset>`;
}

function list(c: Control, options: Option[], described: string, under: View): View {
  const chosen = optionOfRaw(c.raw);
  const all = [{ value: "", label: t.answers.choose }, ...options, { value: "/inconnu", label: t.answers.unknown }];
  return html`<div class="field ${c.fault ? "wrong" : ""}">
    <label for=${c.id}>${c.label}</label>
    ${under}
    <select id=${c.id} aria-describedby=${described || nothing} aria-invalid=${c.fault ? "true" : nothing}
      @change=${(e: Event) => c.changed(rawOfOption((e.target as HTMLSelectElement).value))}>
      ${all.map((option) => html`<option value=${option.value} .selected=${live(option.value === chosen)}>${option.label}</option>`)}
    </select>
  </div>`;
}

function text(c: Control, described: string, under: View): View {
  const number = c.field.answer === "nombre";
  const typed = c.raw?.is === "text" ? c.raw.text : "";
  const set = (e: Event) => {
    const { value } = e.target as HTMLInputElement;
    c.changed(value.trim() === "" ? undefined : { is: "text", text: value });
  };
  const unit = number && c.field.unit !== "nombre" ? c.field.unit : "";
  return html`<div class="field ${c.fault ? "wrong" : ""}">
    <label for=${c.id}>${c.label}${unit ? html` <span class="unit">(${unit})</span>` : nothing}</label>
    ${under}
    <div class="line">
      <input id=${c.id} type="text" autocomplete="off" spellcheck="false" inputmode=${number ? "decimal" : "text"}
        size=${number ? 12 : 14} .value=${live(typed)} aria-describedby=${described || nothing}
        aria-invalid=${c.fault ? "true" : nothing} @change=${set}>
      ${c.field.optional ? tick(c, "none", t.answers.none) : nothing}
      ${c.dense && c.field.presumed === null ? nothing : tick(c, "unknown", t.answers.unknown)}
    </div>
  </div>`;
}

function tick(c: Control, is: "none" | "unknown", label: string): View {
  return html`<label class="option small"><input type="checkbox" .checked=${live(c.raw?.is === is)}
    @change=${(e: Event) => c.changed((e.target as HTMLInputElement).checked ? { is } : undefined)}>
    <span>${label}<span class="hidden"> : ${c.label}</span></span></label>`;
}
