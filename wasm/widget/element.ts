// `<droit-simulateur>`: the advisor's widget. It keeps nothing: no cookie, no storage, no request once the engine is loaded.

import { render } from "lit/html.js";
import type { Catalogue, ProgramInfo } from "./model/catalogue.ts";
import { Session } from "./model/session.ts";
import { read, write } from "./model/situation.ts";
import { initial, Store, type State } from "./model/store.ts";
import type { Assessment, Engine, JsonMap } from "./model/types.ts";
import { use } from "./messages/index.ts";
import { sheet } from "./style/index.ts";
import { app } from "./views/app.ts";
import { defineFold } from "./views/fold.ts";

/** How the element gets its engine; set once by the package. */
export type Loader = () => Promise<Engine>;

const thisMonth = (): string => {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}`;
};

const isMonth = (text: string | null): text is string => text !== null && /^\d{4}-(0[1-9]|1[0-2])$/.test(text);

export class Simulateur extends HTMLElement {
  static readonly observedAttributes = ["mois", "droits", "territoire", "langue"];
  static loader: Loader;

  /** Another way to get the engine, for this element. */
  moteur: Loader | null = null;

  #root = this.attachShadow({ mode: "open" });
  #session: Session;
  #drawn = false;
  #focused: State["focus"] = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet()];
    const store = new Store(initial(thisMonth()), () => this.#plan());
    this.#session = new Session(store, (assessment) => this.#tell("resultat", { resultat: assessment }),
      (catalogue, situation) => this.#placed(catalogue, situation));
  }

  /** The situation as entered so far, in the format of situations. */
  get situation(): JsonMap {
    return structuredClone(this.#session.state.situation);
  }

  set situation(situation: JsonMap) {
    void this.preremplir(situation);
  }

  /** The last results; nothing before the first ones. */
  get resultat(): Assessment | null {
    return this.#session.state.assessment;
  }

  /** Whether results are still being computed. */
  get calcule(): boolean {
    return this.#session.state.computing;
  }

  /** Starts from this situation (and month): what a host already knows. Never read from the address of the page. */
  preremplir(situation: JsonMap, mois?: string): Promise<void> {
    return this.#session.replace(structuredClone(situation), mois);
  }

  connectedCallback(): void {
    this.#read();
    this.#draw();
    if (this.#session.engine) return;
    // The first paint comes before the engine.
    const start = async () => {
      if (!(await this.#session.start(this.moteur ?? Simulateur.loader))) return;
      const program = (await this.#session.engine?.program()) as ProgramInfo | undefined;
      this.#tell("pret", { mois: this.#session.state.month, regles: program?.hash });
    };
    requestAnimationFrame(() => setTimeout(() => void start(), 0));
  }

  disconnectedCallback(): void {
    // An element that is only moved is connected again at once.
    setTimeout(() => {
      if (!this.isConnected) this.#session.stop();
    }, 0);
  }

  attributeChangedCallback(name: string, old: string | null, value: string | null): void {
    if (!this.isConnected || old === value) return;
    this.#read();
    const { catalogue, situation } = this.#session.state;
    if (name === "territoire" && catalogue) this.#session.store.set({ situation: this.#placed(catalogue, situation) });
    if (this.#session.engine) void this.#session.compute(this.#session.state.place.is !== "composition");
  }

  #read(): void {
    const month = this.getAttribute("mois");
    const rights = (this.getAttribute("droits") ?? "").split(/[\s,]+/).filter(Boolean);
    this.#session.store.set({ rights, ...(isMonth(month) ? { month } : {}) });
  }

  /** The situation in the commune of the host, where it does not say another. */
  #placed(catalogue: Catalogue, situation: JsonMap): JsonMap {
    const code = this.getAttribute("territoire");
    const keys = catalogue.fields.find((f) => f.deducedFrom !== null && !f.each)?.deducedFrom;
    return code && keys && read(situation, keys, null) === undefined ? write(situation, keys, null, code) : situation;
  }

  #tell(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  #plan(): void {
    if (this.#drawn || !this.isConnected) return;
    this.#drawn = true;
    queueMicrotask(() => {
      this.#drawn = false;
      this.#draw();
    });
  }

  #draw(): void {
    use(this.getAttribute("langue") ?? "fr");
    const { state } = this.#session;
    render(app({ state, session: this.#session }), this.#root);
    if (state.focus && state.focus !== this.#focused) {
      this.#focused = state.focus;
      this.#root.getElementById(state.focus.id)?.focus();
    }
  }
}

export function define(loader: Loader, name = "droit-simulateur"): void {
  Simulateur.loader = loader;
  defineFold();
  if (!customElements.get(name)) customElements.define(name, Simulateur);
}
