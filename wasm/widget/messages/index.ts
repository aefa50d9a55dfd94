// The catalogue of the language in use. A language is added by `addLanguage`, from any script, without touching this code.

import { fr, type Messages } from "./fr.ts";

const catalogues = new Map<string, Messages>([["fr", fr]]);

/** The texts of the element that is being drawn. */
export let t: Messages = fr;

/** Chooses the language of what is drawn next; French when there is no such catalogue. */
export function use(language: string): void {
  t = catalogues.get(language) ?? catalogues.get(language.split("-")[0] ?? "") ?? fr;
}

export function addLanguage(language: string, messages: Messages): void {
  catalogues.set(language, messages);
}
