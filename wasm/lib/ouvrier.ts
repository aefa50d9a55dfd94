// The worker: an engine that answers messages. It is its own script.

import { ErreurDroit } from "./faute.js";
import type { Order, Reply } from "./client.js";
import { Moteur } from "./moteur.js";

const port = globalThis as unknown as {
  onmessage: ((event: { data: Order }) => void) | null;
  postMessage(reply: Reply): void;
};

let moteur: Promise<Moteur> | null = null;

async function obey(order: Order): Promise<string> {
  if (order.name === "load") {
    moteur = Moteur.load(order.source);
    await moteur;
    return "null";
  }
  if (moteur === null) throw new ErreurDroit("ce moteur n'est pas chargé");
  return (await moteur).text(order.name, order.given);
}

port.onmessage = ({ data: order }) => {
  obey(order).then(
    (text) => port.postMessage({ id: order.id, text }),
    (thrown: unknown) => {
      const { message, erreurs } = ErreurDroit.from(thrown);
      port.postMessage({ id: order.id, message, erreurs });
    },
  );
};
