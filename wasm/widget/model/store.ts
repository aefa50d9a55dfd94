// The state of one element, in one place. Views are functions of it; only actions change it.

import type { Raw } from "./answers.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Assessment, Curve, Explanation, InputError, JsonMap, Probable, Question, Screen, Why } from "./types.ts";

export type Tab = "entretien" | "expert" | "resultats" | "courbe" | "fiches";

/** What the interview shows. */
export type Place =
  | { is: "composition" }
  | { is: "screen"; screen: Screen }
  | { is: "end" };

export interface State {
  phase: "chargement" | "pret" | "panne";
  failure: string | null;
  catalogue: Catalogue | null;
  tab: Tab;
  month: string;
  /** Rights to show; none: all of them. */
  rights: string[];
  situation: JsonMap;
  /** Keys of the questions answered by "I don't know". */
  passed: ReadonlySet<string>;
  assessment: Assessment | null;
  questions: Question[] | null;
  computing: boolean;
  /** Why the situation as it stands cannot be read. */
  errors: InputError[];

  place: Place;
  /** The screens already answered, oldest first. */
  answered: Screen[];
  /** Position in `answered` of the screen that is being changed. */
  changing: number | null;
  /** Answers being typed, and what is wrong with them, by key of the question. */
  drafts: Record<string, Raw | undefined>;
  faults: Record<string, string>;
  /** The questions of the screen that still matter, given what is already typed on it; nothing: all of them. */
  relevant: ReadonlySet<string> | null;
  /** Lines being typed, by part of the screen; nothing: not answered. */
  draftLines: Record<string, JsonMap[] | undefined>;

  explanations: Record<string, Explanation | null>;
  /** What sheets tell of each right beside its outcome; nothing: not asked yet. */
  why: Why[] | null;
  /** What is likely of the rights that miss something assumed; `null` until it is asked. */
  probable: Probable[] | null;
  opened: ReadonlySet<string>;
  curve: Curve | null;
  curvePerson: number;
  curveField: string | null;
  fileError: string | null;
  sheet: "personne" | "conseiller";
  contact: string;
  /** Where the focus goes once drawn; another object each time. */
  focus: { id: string } | null;
  /** What a screen reader is told. */
  said: string;
}

export const initial = (month: string): State => ({
  phase: "chargement",
  failure: null,
  catalogue: null,
  tab: "entretien",
  month,
  rights: [],
  situation: {},
  passed: new Set(),
  assessment: null,
  questions: null,
  computing: false,
  errors: [],
  place: { is: "composition" },
  answered: [],
  changing: null,
  drafts: {},
  faults: {},
  relevant: null,
  draftLines: {},
  explanations: {},
  why: null,
  probable: null,
  opened: new Set(),
  curve: null,
  curvePerson: 0,
  curveField: null,
  fileError: null,
  sheet: "personne",
  contact: "",
  focus: null,
  said: "",
});

export class Store {
  #state: State;
  #changed: () => void;

  constructor(state: State, changed: () => void) {
    this.#state = state;
    this.#changed = changed;
  }

  get state(): State {
    return this.#state;
  }

  set(patch: Partial<State>): void {
    this.#state = { ...this.#state, ...patch };
    this.#changed();
  }
}
