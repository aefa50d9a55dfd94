// What can be done: each action takes the state to the next one and has everything computed again.

import { seeksFirst } from "../../lib/ecran.js";
import { catalogueOf, type Catalogue, type Field, type ListInfo, type ProgramInfo, type Role } from "./catalogue.ts";
import { readAnswer, rawOf, yearly, type Raw } from "./answers.ts";
import { allOf, nextPlace, themesOf } from "./interview.ts";
import { errorText, isAbout, keyOf, partKey, questionKey } from "./keys.ts";
import { lines, proportions, withLines } from "./lists.ts";
import { isMap, persons, readField, removePerson, withCount, write } from "./situation.ts";
import { initial, type State, Store, type Tab } from "./store.ts";
import type { Assessment, Engine, Json, JsonMap, Part, Screen } from "./types.ts";
import { t } from "../messages/index.ts";

/** The page draws what changed, and takes what was typed. */
const turn = (): Promise<void> => new Promise((done) => setTimeout(done));

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class Session {
  readonly store: Store;
  #engine: Engine | null = null;
  #run = 0;
  #turn = 0;
  #told: (assessment: Assessment) => void;
  /** What the host says, where the situation does not. */
  #host: (catalogue: Catalogue, situation: JsonMap) => JsonMap;
  #toAdvance = false;
  /** What the results that are shown were computed for. */
  #assessed: [JsonMap, string] = [{}, ""];

  constructor(
    store: Store, told: (assessment: Assessment) => void, host: (catalogue: Catalogue, situation: JsonMap) => JsonMap,
  ) {
    this.store = store;
    this.#told = told;
    this.#host = host;
  }

  get state(): State { return this.store.state; }

  get engine(): Engine | null { return this.#engine; }

  async start(load: () => Promise<Engine>): Promise<boolean> {
    try {
      this.#engine = await load();
      const catalogue = catalogueOf((await this.#engine.program()) as ProgramInfo);
      const { situation } = this.state;
      this.store.set({ phase: "pret", catalogue, situation: this.#begun(catalogue, situation) });
      await this.compute();
      return true;
    } catch (error) {
      this.store.set({ phase: "panne", failure: message(error) });
      return false;
    }
  }

  /** A household has its claimant from the start. */
  #begun(catalogue: Catalogue, situation: JsonMap): JsonMap {
    const first = catalogue.roles.find((r) => r.arity === "un");
    const filled = persons(situation).length === 0 && first ? withCount(situation, first, 1) : situation;
    return this.#host(catalogue, filled);
  }

  stop(): void {
    this.#run += 1;
    void this.#engine?.close?.();
    this.#engine = null;
  }

  /** Another situation, from the page that holds the element or from a file. */
  replace(situation: JsonMap, month?: string): Promise<void> {
    const known = persons(situation).length > 0;
    const { catalogue } = this.state;
    this.store.set({
      situation: catalogue ? this.#begun(catalogue, situation) : situation, passed: new Set(), answered: [], changing: null, drafts: {}, faults: {}, draftLines: {},
      explanations: {}, curve: null, fileError: null, place: { is: "composition" },
      ...(month ? { month } : {}),
    });
    return this.compute(known);
  }

  /** Forgets everything, for the next person. */
  async restart(): Promise<void> {
    const { month, rights, catalogue, phase } = this.state;
    this.store.set({ ...initial(month), rights, catalogue, phase, focus: { id: "ecran-titre" }, said: t.restarted });
    await this.replace({});
  }

  setMonth(month: string): Promise<void> {
    this.store.set({ month, explanations: {}, curve: null });
    return this.compute(this.state.place.is !== "composition");
  }

  setTab(tab: Tab): void {
    this.store.set({ tab, focus: { id: tab === "entretien" ? "ecran-titre" : `${tab}-titre` } });
    void this.#tellWhy();
  }

  /** Finds what sheets tell of each right beside its outcome, when they are shown. */
  async #tellWhy(): Promise<void> {
    const { tab, why, assessment } = this.state;
    if (tab !== "fiches" || why || !assessment || !this.#engine) return;
    try {
      const found = await this.#engine.why(...this.#assessed);
      if (assessment === this.state.assessment) this.store.set({ why: found });
    } catch (error) {
      if (assessment === this.state.assessment) this.store.set({ failure: message(error) });
    }
  }

  /** Computes everything again; `advance` has the interview show what is asked next. */
  async compute(advance = false): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const run = ++this.#run;
    // A computation that another one replaces leaves it the screen to show.
    this.#toAdvance ||= advance;
    const { situation, month } = this.state;
    this.store.set({ computing: true });
    try {
      const errors = await engine.check(situation);
      if (run !== this.#run) return;
      if (errors.length > 0) {
        this.#toAdvance = false;
        this.store.set({ errors, computing: false });
        return;
      }
      const assessment = await engine.assess(situation, month);
      if (run !== this.#run) return;
      this.#assessed = [situation, month];
      this.store.set({ assessment, explanations: {}, why: null, probable: null });
      this.#told(assessment);
      // Results are on the screen before what is asked next is looked for: it takes as long, and another answer may come first.
      await turn();
      if (run !== this.#run) return;
      // What is asked next depends on which right is the nearest to be certain.
      const questions = await engine.questions(situation, month);
      if (run !== this.#run) return;
      if (this.#toAdvance && seeksFirst(assessment.outcomes)) await this.#tellProbable();
      if (run !== this.#run) return;
      this.store.set({ errors: [], questions, failure: null, computing: false });
      if (this.#toAdvance) this.#advance();
      await this.#tellWhy();
      await this.#explainOpened();
    } catch (error) {
      if (run === this.#run) this.store.set({ failure: message(error), computing: false });
    }
  }

  #advance(): void {
    this.#toAdvance = false;
    const { catalogue, questions, situation } = this.state;
    if (!catalogue || !questions) return;
    const place = nextPlace(catalogue, situation, this.state);
    this.show(place.is === "screen" ? place.screen : null);
  }

  /** Shows a screen, with what is already known of it; nothing: the end. */
  show(screen: Screen | null, changing: number | null = null): void {
    const { situation, catalogue, passed } = this.state;
    if (!screen || !catalogue) {
      this.store.set({
        place: { is: "end" }, changing, drafts: {}, faults: {}, draftLines: {}, relevant: null,
        focus: { id: "ecran-titre" }, said: t.interview.ended,
      });
      return;
    }
    const drafts: Record<string, Raw | undefined> = {};
    for (const question of allOf(screen)) {
      const field = catalogue.byName.get(question.input);
      if (!field || field.list) continue;
      const known = rawOf(field, readField(situation, field, question.person));
      drafts[questionKey(question)] = known ?? (passed.has(questionKey(question)) ? { is: "unknown" } : undefined);
    }
    const draftLines: State["draftLines"] = {};
    for (const part of screen.parts) {
      const info = listOf(catalogue, part);
      if (info) draftLines[partKey(part)] = lines(situation, info, part.person);
    }
    this.store.set({
      place: { is: "screen", screen }, changing, drafts, faults: {}, draftLines, relevant: null,
      focus: { id: "ecran-titre" }, said: t.interview.newScreen(themesOf(screen), allOf(screen).length),
    });
  }

  draft(key: string, raw: Raw | undefined): void {
    const faults = { ...this.state.faults };
    delete faults[key];
    this.store.set({ drafts: { ...this.state.drafts, [key]: raw }, faults });
    void this.#refine();
  }

  /** Finds which questions of the screen still matter once what is typed on it is taken. */
  async #refine(): Promise<void> {
    const { place, catalogue, situation, month, drafts } = this.state;
    if (place.is !== "screen" || !catalogue || !this.#engine || allOf(place.screen).length < 2) return;
    const turn = ++this.#turn;
    let next = situation;
    for (const question of allOf(place.screen)) {
      const field = catalogue.byName.get(question.input);
      if (!field || field.list) continue;
      const { value } = readAnswer(field, drafts[questionKey(question)]);
      if (value !== undefined) next = write(next, field.keys, question.person, yearly(field, question.periods, value));
    }
    try {
      if ((await this.#engine.check(next)).length > 0) return;
      const left = await this.#engine.missing(next, month);
      if (turn === this.#turn && this.state.place === place) this.store.set({ relevant: new Set(left.map(questionKey)) });
    } catch (error) {
      // The screen then shows every question; taking the answers will say what is wrong.
      if (turn === this.#turn) this.store.set({ relevant: null });
    }
  }

  /** Zero for every amount of the screen that was left empty. */
  zeros(): void {
    const { place, catalogue } = this.state;
    if (place.is !== "screen") return;
    const drafts = { ...this.state.drafts };
    for (const question of allOf(place.screen))
      if (catalogue?.byName.get(question.input)?.unit.includes("€")) drafts[questionKey(question)] ??= { is: "text", text: "0" };
    this.store.set({ drafts });
    void this.#refine();
  }

  setDraftLines(part: Part, all: JsonMap[] | undefined): void {
    this.store.set({ draftLines: { ...this.state.draftLines, [partKey(part)]: all } });
  }

  /** Takes the answers of the screen. Whether they could be read. */
  async submit(): Promise<boolean> {
    const { place, catalogue, situation, drafts, draftLines, changing, answered } = this.state;
    if (place.is !== "screen" || !catalogue || !this.#engine) return false;
    const { screen } = place;
    const passed = new Set(this.state.passed);
    const faults: Record<string, string> = {};
    let next = situation;
    for (const part of screen.parts) {
      const info = listOf(catalogue, part);
      if (info) next = withLines(next, info, part.person, draftLines[partKey(part)]);
      for (const question of part.questions) {
        const key = questionKey(question);
        const field = catalogue.byName.get(question.input);
        // What remains unknown of a list is not asked twice.
        if (info || !field) passed.add(key);
        else {
          const read = readAnswer(field, drafts[key]);
          if (read.error !== undefined) faults[key] = read.error;
          else next = write(next, field.keys, question.person, yearly(field, question.periods, read.value));
          if (read.value === undefined) passed.add(key);
          else passed.delete(key);
        }
      }
    }
    this.store.set({ computing: true });
    if (Object.keys(faults).length === 0) Object.assign(faults, await this.#faultsOf(next, screen));
    if (Object.keys(faults).length > 0) {
      this.store.set({ faults, computing: false, focus: { id: "fautes" } });
      return false;
    }
    this.#turn += 1;
    this.store.set({
      situation: next, passed, curve: null,
      answered: changing === null ? [...answered, screen] : answered,
    });
    await this.compute(true);
    return true;
  }

  async #faultsOf(next: JsonMap, screen: Screen): Promise<Record<string, string>> {
    const faults: Record<string, string> = {};
    for (const error of (await this.#engine?.check(next)) ?? []) {
      const found = allOf(screen).find((q) => {
        const field = this.state.catalogue?.byName.get(q.input);
        return field && isAbout(error, field, q.person);
      });
      faults[found ? questionKey(found) : error.path] = errorText(error);
    }
    return faults;
  }

  /** "I don't know" for the whole screen. */
  pass(): Promise<boolean> {
    const drafts: Record<string, Raw> = {};
    if (this.state.place.is === "screen")
      for (const question of allOf(this.state.place.screen)) drafts[questionKey(question)] = { is: "unknown" };
    this.store.set({ drafts, draftLines: {} });
    return this.submit();
  }

  back(): void {
    const { answered, changing } = this.state;
    const at = (changing ?? answered.length) - 1;
    const screen = answered[at];
    if (screen) this.show(screen, at);
    else this.composition();
  }

  /** Asks again what was answered by "I don't know". */
  askAgain(): void {
    this.store.set({ passed: new Set() });
    this.#advance();
  }

  change(at: number): void {
    const screen = this.state.answered[at];
    if (screen) this.show(screen, at);
  }

  composition(): void {
    this.store.set({ place: { is: "composition" }, changing: null, faults: {}, focus: { id: "ecran-titre" } });
  }

  /** Once the household is described. */
  async composed(): Promise<boolean> {
    if (this.state.errors.length > 0 || Object.keys(this.state.faults).length > 0) {
      this.store.set({ focus: { id: "fautes" } });
      return false;
    }
    await this.compute(true);
    return this.state.errors.length === 0;
  }

  setCount(role: Role, wanted: number): Promise<void> {
    this.store.set({ situation: withCount(this.state.situation, role, wanted), answered: [], drafts: {} });
    return this.compute();
  }

  removePerson(position: number): Promise<void> {
    this.store.set({
      situation: removePerson(this.state.situation, position), answered: [], drafts: {}, passed: new Set(),
      place: { is: "composition" }, focus: { id: "expert-titre" },
    });
    return this.compute();
  }

  /** A field entered outside of the interview: taken at once when it can be read. */
  async enter(field: Field, person: number | null, raw: Raw | undefined): Promise<void> {
    const key = keyOf(field.name, person);
    const read = readAnswer(field, raw);
    const faults = { ...this.state.faults };
    delete faults[key];
    const drafts = { ...this.state.drafts, [key]: raw };
    if (read.error !== undefined) {
      this.store.set({ drafts, faults: { ...faults, [key]: read.error } });
      return;
    }
    this.store.set({
      drafts, faults, curve: null, situation: write(this.state.situation, field.keys, person, read.value),
    });
    await this.compute();
  }

  /** A document value that no question writes: a code that tells others. */
  async put(keys: string[], person: number | null, value: Json | undefined): Promise<void> {
    this.store.set({ situation: write(this.state.situation, keys, person, value), curve: null });
    await this.compute();
  }

  async enterLines(info: ListInfo, person: number | null, all: JsonMap[] | undefined): Promise<void> {
    this.store.set({ situation: withLines(this.state.situation, info, person, all), curve: null });
    await this.compute();
  }

  /** Unfolds the explanation of a right, or folds it. */
  async toggle(benefit: string, open: boolean): Promise<void> {
    const opened = new Set(this.state.opened);
    if (open) opened.add(benefit);
    else opened.delete(benefit);
    this.store.set({ opened });
    await this.#explainOpened();
  }

  /** Finds what is likely, when something shows it or what is asked next depends on it. */
  async #tellProbable(): Promise<void> {
    const run = this.#run;
    if (this.state.probable || !this.#engine) return;
    const probable = await this.#engine.probable(...this.#assessed);
    if (run === this.#run) this.store.set({ probable });
  }

  async #explainOpened(): Promise<void> {
    const run = this.#run;
    for (const benefit of this.state.opened) {
      if (benefit in this.state.explanations || !this.#engine) continue;
      const found = await this.#engine.explain(...this.#assessed, benefit);
      if (run !== this.#run) return;
      this.store.set({ explanations: { ...this.state.explanations, [benefit]: found } });
    }
    if (this.state.opened.size > 0) await this.#tellProbable();
  }

  async drawCurve(field: Field, person: number | null, to: string, step: string): Promise<void> {
    if (!this.#engine) return;
    const { situation, month, catalogue } = this.state;
    this.store.set({ curve: null, computing: true, curveField: field.name, curvePerson: person ?? 0 });
    try {
      const also = catalogue ? proportions(catalogue, situation, field, person) : [];
      const curve = await this.#engine.curve(situation, month, { input: field.name, person, from: "0", to, step, also });
      this.store.set({ curve, computing: false, said: t.curve.drawn });
    } catch (error) {
      this.store.set({ failure: message(error), computing: false });
    }
  }

  /** Reads a file of the person's device. What was entered stays when the file cannot be read. */
  async open(text: string): Promise<boolean> {
    try {
      const document: unknown = JSON.parse(text);
      if (!isMap(document as Json)) throw new Error(t.file.notAnObject);
      const envelope = document as JsonMap;
      const situation = isMap(envelope["situation"]) ? envelope["situation"] : envelope;
      const errors = (await this.#engine?.check(situation)) ?? [];
      if (errors.length > 0) throw new Error(errors.slice(0, 5).map(errorText).join("\n"));
      const period = envelope["period"];
      await this.replace(situation, typeof period === "string" ? period : undefined);
      this.store.set({ said: t.file.opened });
      return true;
    } catch (error) {
      const text = error instanceof SyntaxError ? t.file.notJson(error.message) : message(error);
      this.store.set({ fileError: text });
      return false;
    }
  }

  /** The file that keeps everything that was entered. */
  saved(): string {
    return `${JSON.stringify({ period: this.state.month, situation: this.state.situation }, null, 2)}\n`;
  }
}

export const listOf = (catalogue: Catalogue, part: Part): ListInfo | undefined =>
  catalogue.lists.find((list) => list.name === part.list);
