// What goes wrong, as the engine tells it.

import type { Fault, InputError } from "./types.js";

/** What went wrong, in French; `erreurs` when it is the situation that cannot be read. */
export class ErreurDroit extends Error {
  readonly erreurs: InputError[];

  constructor(message: string, erreurs: InputError[] = []) {
    super(message);
    this.name = "ErreurDroit";
    this.erreurs = erreurs;
  }

  /** From what the WebAssembly throws: the JSON text of a `Fault`, or a fault of the machine. */
  static from(thrown: unknown): ErreurDroit {
    if (thrown instanceof ErreurDroit) return thrown;
    if (typeof thrown !== "string") {
      const cause = thrown instanceof Error ? thrown.message : String(thrown);
      return new ErreurDroit(`défaut du moteur, à signaler : ${cause}`);
    }
    try {
      const fault = JSON.parse(thrown) as Fault;
      return new ErreurDroit(fault.message, fault.errors);
    } catch {
      return new ErreurDroit(thrown);
    }
  }
}

/** A file of the package is not what was built. */
export const damaged = () => new ErreurDroit("un fichier du moteur est abîmé");
