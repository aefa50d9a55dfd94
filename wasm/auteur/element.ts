// `<droit-atelier>`: a file of rules is edited on the left; on the right, what the engine says of it.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { html, LitElement, nothing } from "lit";
import { Client } from "./client.ts";
import { count } from "./format.ts";
import { droit } from "./language.ts";
import { t } from "./messages.ts";
import type { Checkup, Effect, Place, Ran, Shift } from "./protocol.ts";
import { SIZE } from "./sample.ts";
import { style } from "./style.ts";
import { diagnostics, effect, examples, shifts } from "./views.ts";

/** Rest after the last key before the rules are checked, in milliseconds. */
const REST = 300;
/** Households evaluated between two signs of progress. */
const STEP = 250;
/** Households of the list. */
const LISTED = 200;
/** Bytes of a file that is opened. */
const MOST = 10_000_000;

export class DroitAtelier extends LitElement {
  static override styles = style;
  static override properties = { mois: { type: String } };
  /** The month of the rights, `AAAA-MM`; this month when it is not given. */
  declare mois: string;

  #client = new Client();
  #editor: EditorView | undefined;
  #files: string[] | undefined;
  #file = "";
  /** What was typed in each file. */
  #texts = new Map<string, string>();
  #checkup: Checkup | undefined;
  #busy = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #ran: Ran[] | undefined;
  #household: { number: number; name: string; text: string } | undefined;
  #effect: Effect | undefined;
  #shifts: Shift[] | undefined;
  #done = 0;
  #running = false;
  #fault = "";
  #broken = "";

  constructor() {
    super();
    this.mois = new Date().toISOString().slice(0, 7);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#load();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#client.close();
  }

  async #load(): Promise<void> {
    try {
      this.#files = (await this.#client.ask("files")).filter((name) => name.endsWith(".droit"));
      await this.#choose(0);
      this.requestUpdate();
      await this.updateComplete;
      await this.#show(this.getAttribute("fichier") ?? this.#files[0] ?? t.newName);
      this.dispatchEvent(new CustomEvent("pret"));
    } catch (error) {
      this.#broken = (error as Error).message;
      this.requestUpdate();
    }
  }

  /** Shows a file in the editor. */
  async #show(file: string): Promise<void> {
    this.#file = file;
    const text = this.#texts.get(file) ?? (await this.#client.ask("source", file));
    this.#editor?.destroy();
    const parent = this.renderRoot.querySelector(".editor");
    if (!parent) return;
    this.#editor = new EditorView({
      parent,
      root: this.renderRoot as ShadowRoot,
      state: EditorState.create({ doc: text, extensions: this.#extensions() }),
    });
    await this.#check();
  }

  #extensions() {
    return [
      lineNumbers(), history(), drawSelection(), highlightActiveLine(), highlightSelectionMatches(), search(), lintGutter(), droit,
      // Escape, then Tab, leaves the editor: the keyboard is never caught.
      keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
      EditorView.lineWrapping,
      EditorView.contentAttributes.of({ "aria-label": t.editor, lang: "fr", spellcheck: "false", tabindex: "0" }),
      EditorView.updateListener.of((update) => {
        if (!update.docChanged) return;
        this.#texts.set(this.#file, update.state.doc.toString());
        clearTimeout(this.#timer);
        this.#timer = setTimeout(() => void this.#check(), REST);
      }),
    ];
  }

  get #text(): string {
    return this.#editor?.state.doc.toString() ?? "";
  }

  /** Checks the text, then runs what depends on it. An answer that a later text overtook is dropped. */
  async #check(): Promise<void> {
    const turn = ++this.#turn;
    const [file, text] = [this.#file, this.#text];
    this.#busy = true;
    this.requestUpdate();
    const checkup = await this.#guarded(this.#client.ask("check", file, text));
    if (turn !== this.#turn) return;
    this.#busy = false;
    if (checkup) {
      this.#checkup = checkup;
      this.#mark(checkup);
      if (checkup.sound) {
        this.#shifts = undefined;
        this.#ran = await this.#guarded(this.#client.ask("examples"));
        await this.#compare();
      }
    }
    this.requestUpdate();
  }

  #mark(checkup: Checkup): void {
    const editor = this.#editor;
    if (!editor) return;
    const { length } = editor.state.doc;
    const marks = checkup.diagnostics.flatMap(({ place, severity, code, message, help }) =>
      place
        ? [{
            from: Math.min(place.from, length),
            to: Math.min(place.to, length),
            severity: severity === "erreur" ? ("error" as const) : ("warning" as const),
            message: help ? `${code} : ${message}\n${help}` : `${code} : ${message}`,
          }]
        : [],
    );
    editor.dispatch(setDiagnostics(editor.state, marks));
  }

  /** A household of the sample. */
  async #choose(number: number): Promise<void> {
    const text = await this.#client.ask("household", number);
    this.#household = { number, name: t.householdNumber(number + 1), text };
  }

  async #compare(): Promise<void> {
    const household = this.#household;
    this.#effect = household && (await this.#guarded(this.#client.ask("effect", household.text, this.mois)));
    this.requestUpdate();
  }

  async #see(number: number): Promise<void> {
    await this.#choose(number);
    await this.#compare();
    this.renderRoot.querySelector<HTMLElement>("#foyer")?.focus();
  }

  async #sample(): Promise<void> {
    this.#running = true;
    this.#done = 0;
    this.#shifts = undefined;
    this.requestUpdate();
    const turn = this.#turn;
    await this.#guarded(this.#client.ask("begin", this.mois));
    while (this.#running && this.#done < SIZE && turn === this.#turn && !this.#fault) {
      const to = Math.min(this.#done + STEP, SIZE);
      const found = await this.#guarded(this.#client.ask("add", this.#done, to));
      if (!found) break;
      this.#shifts = found;
      this.#done = to;
      this.requestUpdate();
    }
    if (turn !== this.#turn) this.#shifts = undefined;
    this.#running = false;
    this.requestUpdate();
  }

  /** An answer, or nothing and its fault told. */
  async #guarded<T>(answer: Promise<T>): Promise<T | undefined> {
    try {
      const value = await answer;
      this.#fault = "";
      return value;
    } catch (error) {
      this.#fault = (error as Error).message;
      this.requestUpdate();
      return undefined;
    }
  }

  #replace(text: string): void {
    this.#editor?.dispatch({ changes: { from: 0, to: this.#editor.state.doc.length, insert: text } });
  }

  async #format(): Promise<void> {
    const text = await this.#guarded(this.#client.ask("format", this.#text));
    if (text !== undefined && text !== this.#text) this.#replace(text);
  }

  async #restore(): Promise<void> {
    this.#replace(await this.#client.ask("source", this.#file));
  }

  #save(): void {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.#text], { type: "text/plain" }));
    link.download = this.#file.replace(/^.*\//, "");
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async #opened(event: Event, use: (name: string, text: string) => Promise<void>): Promise<void> {
    const input = event.target as HTMLInputElement;
    const file = input.files?.[0];
    if (!file) return;
    this.#fault = file.size > MOST ? t.tooLarge(file.name) : "";
    if (!this.#fault) await use(file.name, await file.text());
    input.value = "";
    this.requestUpdate();
  }

  async #openRules(name: string, text: string): Promise<void> {
    const file = this.#files?.find((known) => known.endsWith(`/${name}`)) ?? (name.endsWith(".droit") ? name : `${name}.droit`);
    if (!this.#files?.includes(file)) this.#files = [...(this.#files ?? []), file];
    this.#texts.set(file, text);
    this.requestUpdate();
    await this.#show(file);
  }

  async #openSituation(name: string, text: string): Promise<void> {
    const effect = await this.#guarded(this.#client.ask("effect", text, this.mois));
    // A file that cannot be read changes nothing but the message.
    if (!effect) return;
    this.#household = { number: -1, name: t.ownHousehold(name), text };
    this.#effect = effect;
  }

  #go(place: Place): void {
    this.#editor?.dispatch({ selection: { anchor: place.from, head: place.to }, effects: EditorView.scrollIntoView(place.from, { y: "center" }) });
    this.#editor?.focus();
  }

  override render() {
    if (this.#broken) return html`<p role="alert">${t.broken(this.#broken)}</p>`;
    if (!this.#files) return html`<p role="status">${t.loading}</p>`;
    return html`<div class="page"><div>${this.#tools()}<div class="editor"></div><p class="small">${t.local}</p></div><div>${this.#side()}</div></div>`;
  }

  #tools() {
    return html`<div class="tools">
      <label>${t.file}<select @change=${(e: Event) => void this.#show((e.target as HTMLSelectElement).value)}>
        ${this.#files?.map((name) => html`<option value=${name} ?selected=${name === this.#file}>${name}</option>`)}</select></label>
      <button @click=${() => void this.#openRules(t.newName, this.#texts.get(t.newName) ?? "")}>${t.newFile}</button>
      <button @click=${() => void this.#format()}>${t.format}</button>
      <button @click=${() => void this.#restore()}>${t.restore}</button>
      <button @click=${() => this.#save()}>${t.save}</button>
      <label>${t.open}<input type="file" accept=".droit,text/plain" @change=${(e: Event) => void this.#opened(e, (n, x) => this.#openRules(n, x))}></label>
    </div>`;
  }

  #side() {
    const go = (place: Place) => this.#go(place);
    return html`${this.#fault ? html`<p class="erreur" role="alert">${this.#fault}</p>` : nothing}
      ${diagnostics(this.#checkup, this.#busy, this.#file, go)} ${examples(this.#ran, go)} ${this.#householdView()} ${this.#sampleView()}`;
  }

  #householdView() {
    const chosen = this.#household?.number ?? 0;
    const listed = chosen >= LISTED ? [...Array(LISTED).keys(), chosen] : [...Array(LISTED).keys()];
    return html`<section aria-labelledby="foyer"><h2 id="foyer" tabindex="-1">${t.household}</h2><div class="tools">
        <label>${t.month}<input type="month" .value=${this.mois} @change=${(e: Event) => this.#month((e.target as HTMLInputElement).value)}></label>
        <label>${t.householdChoice}<select @change=${(e: Event) => void this.#see(Number((e.target as HTMLSelectElement).value))}>
          ${chosen < 0 ? html`<option selected value="-1">${this.#household?.name}</option>` : nothing}
          ${listed.map((n) => html`<option value=${n} ?selected=${n === chosen}>${t.householdNumber(n + 1)}</option>`)}</select></label>
        <label>${t.openSituation}<input type="file" accept=".json,application/json" @change=${(e: Event) => void this.#opened(e, (n, x) => this.#openSituation(n, x))}></label>
      </div>${effect(this.#effect)}</section>`;
  }

  #month(value: string): void {
    if (!/^\d{4}-\d{2}$/.test(value)) return;
    this.mois = value;
    this.#shifts = undefined;
    void this.#compare();
  }

  #sampleView() {
    const all = count(SIZE);
    return html`<section aria-labelledby="echantillon"><h2 id="echantillon">${t.sample(all)}</h2><p class="small">${t.sampleWhat}</p>
      <div class="tools">${this.#running
        ? html`<button @click=${() => { this.#running = false; }}>${t.stop}</button>`
        : html`<button class="main" ?disabled=${!this.#checkup?.sound} @click=${() => void this.#sample()}>${t.run}</button>`}</div>
      ${this.#running ? html`<progress max=${SIZE} value=${this.#done} aria-label=${t.progress(count(this.#done), all)}></progress>` : nothing}
      <p class="small" role="status">${!this.#running && this.#shifts ? t.done(count(this.#done)) : nothing}</p>
      ${shifts(this.#shifts, (n) => void this.#see(n))}</section>`;
  }
}

customElements.define("droit-atelier", DroitAtelier);
