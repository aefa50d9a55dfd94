// The engine in the page, or in Node: answers come at once.

import initialise, { Droit } from "droit-glue";
import { ErreurDroit } from "./faute.js";
import { texts, type Methods, type Situation } from "./methodes.js";
import { bytes, type Source } from "./source.js";
import { join } from "./streams.js";
import type {
  Assessment, AxisRequest, Curve, Explanation, InputError, Missing, Outcome, Plan, Probable, ProgramInfo, Question, Why,
} from "./types.js";

/** An engine that answers at once. */
export class Moteur implements Methods {
  #droit: Droit | null;
  #program: ProgramInfo | null = null;

  private constructor(droit: Droit) {
    this.#droit = droit;
  }

  /** Loads the WebAssembly and the compiled rules. */
  static async load(source: Source = {}): Promise<Moteur> {
    const [moteur, regles] = await Promise.all([
      bytes(source.moteur, "moteur.lzma"), bytes(source.regles, "regles.droit.lzma"),
    ]);
    try {
      await initialise({ module_or_path: join(moteur) });
      return new Moteur(new Droit(regles));
    } catch (thrown) {
      throw ErreurDroit.from(thrown);
    }
  }

  /** A method by its name, from texts to a JSON text. */
  text(name: keyof Methods, given: string[]): string {
    const droit = this.#droit;
    if (droit === null) throw new ErreurDroit("ce moteur est fermé");
    try {
      const [situation = "", month = "", about = ""] = given;
      return droit.answer(name, situation, month, about);
    } catch (thrown) {
      throw ErreurDroit.from(thrown);
    }
  }

  #call<Answer>(name: keyof Methods, ...given: unknown[]): Answer {
    return JSON.parse(this.text(name, texts(given))) as Answer;
  }

  program(): ProgramInfo {
    this.#program ??= this.#call<ProgramInfo>("program");
    return this.#program;
  }

  check(situation: Situation): InputError[] {
    return this.#call("check", situation);
  }

  assess(situation: Situation, month: string): Assessment {
    return this.#call("assess", situation, month);
  }

  evaluate(situation: Situation, month: string): Outcome[] {
    return this.#call("evaluate", situation, month);
  }

  plan(situation: Situation, month: string): Plan {
    return this.#call("plan", situation, month);
  }

  questions(situation: Situation, month: string): Question[] {
    return this.#call("questions", situation, month);
  }

  missing(situation: Situation, month: string): Missing[] {
    return this.#call("missing", situation, month);
  }

  probable(situation: Situation, month: string): Probable[] {
    return this.#call("probable", situation, month);
  }

  why(situation: Situation, month: string): Why[] {
    return this.#call("why", situation, month);
  }

  explain(situation: Situation, month: string, benefit: string): Explanation | null {
    return this.#call("explain", situation, month, benefit);
  }

  curve(situation: Situation, month: string, axis: AxisRequest): Curve {
    return this.#call("curve", situation, month, axis);
  }

  /** Frees its memory. */
  close(): void {
    this.#droit?.free();
    this.#droit = null;
  }
}
