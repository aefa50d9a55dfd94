// Saving to and reading from a file of the person's own device, only when asked.

import { html, nothing } from "lit/html.js";
import { t } from "../messages/index.ts";
import type { Scene, View } from "./common.ts";

/** A situation is a few kilobytes; anything larger is another file. */
const LARGEST = 2_000_000;

export function filePanel(scene: Scene): View {
  const { fileError } = scene.state;
  return html`<div class="file" role="group" aria-label=${t.file.title}>
    <button type="button" @click=${() => save(scene)}>${t.file.save}</button>
    <input id="fichier" class="hidden" type="file" accept=".json,application/json" @change=${(e: Event) => void read(scene, e)}>
    <label class="button" for="fichier">${t.file.open}</label>
    <p class="note">${t.file.note}</p>
    ${fileError ? html`<div class="summary" role="alert"><strong>${t.file.failed}</strong><p class="lines">${fileError}</p></div>` : nothing}
  </div>`;
}

function save(scene: Scene): void {
  const url = URL.createObjectURL(new Blob([scene.session.saved()], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = t.file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

async function read(scene: Scene, event: Event): Promise<void> {
  const input = event.target as HTMLInputElement;
  const file = input.files?.[0];
  if (!file) return;
  if (file.size > LARGEST) scene.session.store.set({ fileError: t.file.tooBig });
  else await scene.session.open(await file.text());
  input.value = "";
}
