// The script of a page: `<script type="module" src="droit-simulateur.js"></script>`, then `<droit-simulateur>`.

import { charger, chargerOuvrier } from "../lib/index.js";
import { define } from "./element.ts";
import type { Engine } from "./model/types.ts";

export { Simulateur } from "./element.ts";
export { addLanguage } from "./messages/index.ts";
export { fr, type Messages } from "./messages/fr.ts";

/** In a worker when the page allows one (a script of another site does not), else in the page. */
async function load(): Promise<Engine> {
  try {
    return (await chargerOuvrier()) as unknown as Engine;
  } catch {
    return (await charger()) as unknown as Engine;
  }
}

define(load);
