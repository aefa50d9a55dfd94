// Where the files are: beside the script by default, over the network in a page, on the disk in Node.

import { ErreurDroit } from "./faute.js";
import { unpack } from "./lzma.js";

/** Where a file is, or its bytes. */
export type Where = URL | string | ArrayBuffer | Uint8Array;

/** Where the files are; each is beside the script by default. The first two may be packed (`.lzma`) or not. */
export interface Source {
  /** `moteur.lzma` */
  moteur?: Where;
  /** `regles.droit.lzma` */
  regles?: Where;
  /** `ouvrier.js` */
  ouvrier?: URL | string;
}

/** The address of a file that stands beside the script. */
export function beside(name: string): URL {
  return new URL(name, import.meta.url);
}

/** The bytes of a file, unpacked. */
export async function bytes(where: Where | undefined, name: string): Promise<Uint8Array> {
  return unpack(await read(where, name));
}

async function read(where: Where | undefined, name: string): Promise<Uint8Array> {
  if (where instanceof Uint8Array) return where;
  if (where instanceof ArrayBuffer) return new Uint8Array(where);
  const address = where === undefined ? beside(name) : new URL(where, import.meta.url);
  try {
    if (address.protocol === "file:") {
      const { readFile } = await import("node:fs/promises");
      return await readFile(address);
    }
    const response = await fetch(address);
    if (!response.ok) throw new Error(`réponse ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown.message : String(thrown);
    throw new ErreurDroit(`le fichier ${name} n'a pas pu être lu (${cause})`);
  }
}
