// A field of the document that is taken as soon as it is left.

import { html, nothing } from "lit/html.js";
import { readAnswer, rawOf, typed } from "../model/answers.ts";
import type { Field } from "../model/catalogue.ts";
import { domId, errorText, isAbout, keyOf } from "../model/keys.ts";
import { isMap, read, readField } from "../model/situation.ts";
import type { Json } from "../model/types.ts";
import { t } from "../messages/index.ts";
import { spoken, type Scene, type View } from "./common.ts";
import { field } from "./field.ts";

export function documentField(scene: Scene, f: Field, person: number | null, options: { dense: boolean }): View {
  const { state, session } = scene;
  const key = keyOf(f.name, person);
  const value = readField(state.situation, f, person);
  const fault = state.faults[key] ?? faultOf(scene, f, person);
  const draft = state.drafts[key];
  // What was typed stays as it was typed as long as it says the same, or cannot be read.
  const same = draft !== undefined && (fault !== undefined || readAnswer(f, draft).value === value);
  return html`${field({
    field: f,
    id: domId("d", f.name, person),
    label: spoken(state, f.question, person),
    raw: same ? draft : rawOf(f, plain(f, value)),
    fault,
    periods: [],
    dense: options.dense,
    ...(f.presumed !== null && options.dense ? { note: t.answers.presumed(f.presumed) } : {}),
    changed: (raw) => void session.enter(f, person, raw),
  })}`;
}

/** The one value of a fact by year, when it has only one. */
function plain(f: Field, value: Json | undefined): Json | undefined {
  if (f.timing === "toujours" || !isMap(value)) return value;
  const all = Object.values(value);
  return all.every((v) => v === all[0]) ? all[0] : undefined;
}

function faultOf(scene: Scene, f: Field, person: number | null): string | undefined {
  const found = scene.state.errors.find((e) => isAbout(e, f, person));
  return found && errorText(found);
}

/** The code that tells several facts at once, such as where the household lives. */
export function codeField(scene: Scene, f: Field, person: number | null): View {
  const keys = f.deducedFrom;
  if (!keys) return nothing;
  const id = domId("code", ...keys, person);
  const value = read(scene.state.situation, keys, person);
  const error = scene.state.errors.find((e) => e.path.endsWith(keys.join(".")));
  const change = (e: Event) => {
    const text = (e.target as HTMLInputElement).value.trim().toUpperCase();
    void scene.session.put(keys, person, text === "" ? undefined : text);
  };
  return html`<div class="field ${error ? "wrong" : ""}"><label for=${id}>${t.interview.code.label}</label>
    <p class="help" id="${id}-aide">${t.interview.code.help}</p>
    ${error ? html`<p class="fault" id="${id}-faute">${errorText(error)}</p>` : nothing}
    <input id=${id} type="text" size="8" maxlength="5" autocomplete="off" .value=${typed(value)}
      aria-describedby="${id}-aide ${error ? `${id}-faute` : ""}" aria-invalid=${error ? "true" : nothing} @change=${change}></div>`;
}
