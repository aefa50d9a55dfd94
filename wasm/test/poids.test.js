// What a page downloads the first time, as a server that compresses sends it.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

/** In bytes. */
const BUDGET = 250_000;

const folder = new URL("../pkg/dist/", import.meta.url);

/** The pages, and what other pages load. The one of rule authors has its own engine, the others an element. */
const PAGES = {
  index: /^(atelier|cadre|droit_auteur|hote|regles)\b|^droit\.js$/,
  cadre: /^(atelier|droit_auteur|hote|index|regles)\b|^droit\.js$/,
};

const weigh = async (name) => gzipSync(await readFile(new URL(name, folder)), { level: 9 }).length;

for (const [page, others] of Object.entries(PAGES)) {
  test(`the weight of the first load of ${page}.html`, async (t) => {
    const loaded = (name) => /\.(css|html|js|lzma|svg|wasm)$/.test(name) && (!others.test(name) || name === "regles.droit.lzma");
    const names = (await readdir(folder)).filter(loaded).sort();
    assert.ok(names.includes(`${page}.html`) && names.includes("moteur.lzma") && names.includes("droit-simulateur.js"), `${names}`);
    let total = 0;
    for (const name of names) {
      const weight = await weigh(name);
      total += weight;
      t.diagnostic(`${name}: ${(weight / 1000).toFixed(1)} kB`);
    }
    t.diagnostic(`in all ${(total / 1000).toFixed(1)} kB gzip (at most ${BUDGET / 1000} kB)`);
    assert.ok(total <= BUDGET, `${total} bytes`);
  });
}
