// Adds the page of rule authors to the package: pkg/dist/atelier.js, its worker, the engine with its compiler, the text of
// the rules and the example households. The widget loads none of them.

import { copyFile, readFile, readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: { atelier: here("element.ts"), "atelier-ouvrier": here("worker.ts"), "atelier-foyers": here("sample.ts") },
  // The glue that wasm-bindgen writes for the form with the compiler.
  alias: { "droit-auteur-glue": here("../pkg/auteur/droit.js") },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: here("../pkg/dist"),
  logLevel: "warning",
});

const rules = {};
for (const entry of await readdir(here("../../rules"), { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(droit|csv)$/.test(entry.name)) continue;
  const path = `${entry.parentPath ?? entry.path}/${entry.name}`;
  rules[path.slice(here("../../rules").length + 1)] = await readFile(path, "utf8");
}
await writeFile(here("../pkg/dist/regles-sources.json"), JSON.stringify(rules));
await copyFile(here("../../exemples/menages.jsonl"), here("../pkg/dist/menages.jsonl"));
await copyFile(here("../pkg/auteur/droit_bg.wasm"), here("../pkg/dist/droit_auteur.wasm"));
