// The package: see README.md.

import { MoteurOuvrier } from "./client.js";
import { Moteur } from "./moteur.js";
import type { Source } from "./source.js";

export { ErreurDroit } from "./faute.js";
export { cle, ecran, type Known, type Part, type Screen } from "./ecran.js";
export { answer, answerList, personal, type Draft, type Lines, type Value } from "./reponses.js";
export { Moteur, MoteurOuvrier };
export type { Methods, Situation } from "./methodes.js";
export type { Source, Where } from "./source.js";
export type * from "./types.js";

/** Either engine: `await` works on what both answer. */
export type AnyMoteur = Moteur | MoteurOuvrier;

/** An engine in this page (or in Node), that answers at once. */
export function charger(source?: Source): Promise<Moteur> {
  return Moteur.load(source);
}

/** An engine in a Web Worker, each of whose answers is a promise. */
export function chargerOuvrier(source?: Source): Promise<MoteurOuvrier> {
  return MoteurOuvrier.load(source);
}
