// Puts the package together, in pkg/dist and pkg/auteur, from what wasm-bindgen wrote in pkg/web and pkg/auteur.
// `cargo xtask wasm` runs it.

import { execFile } from "node:child_process";
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { build } from "esbuild";

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Makes a WebAssembly file smaller. No option about features: with `--all-features`, browsers refuse the file. */
async function optimise(from, to) {
  const { execPath } = process;
  await run(execPath, [here("node_modules/binaryen/bin/wasm-opt"), here(from), "-Oz", "--strip-debug", "--strip-producers", "-o", here(to)], {
    env: { ...process.env, BINARYEN_CORES: String(availableParallelism()) },
  });
}

/** Compiles the rules of the repository with the engine that was just built. */
async function compileRules(to) {
  const { default: initialise, Droit } = await import("./pkg/auteur/droit.js");
  await initialise({ module_or_path: await readFile(here("pkg/auteur/droit_bg.wasm")) });
  const rules = {};
  for (const entry of await readdir(here("../rules"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(droit|csv)$/.test(entry.name)) continue;
    const path = `${entry.parentPath ?? entry.path}/${entry.name}`;
    rules[path.slice(here("../rules").length + 1)] = await readFile(path, "utf8");
  }
  const compiled = Droit.compile(JSON.stringify(rules));
  await writeFile(here(to), compiled.bytes());
}

/** Checks the types of the library, and writes them beside it. */
const declare = (to) => run(process.execPath, [here("node_modules/typescript/bin/tsc"), "--project", here("."), "--outDir", here(to)]).catch((error) => {
  throw new Error(error.stdout);
});

await rm(here("pkg/dist"), { recursive: true, force: true });
await mkdir(here("pkg/dist"), { recursive: true });
await Promise.all([
  declare("pkg/dist"),
  optimise("pkg/web/droit_bg.wasm", "pkg/dist/droit_bg.wasm"),
  compileRules("pkg/dist/regles.droit"),
  build({
    entryPoints: { droit: here("lib/index.ts"), ouvrier: here("lib/ouvrier.ts") },
    alias: { "droit-glue": here("pkg/web/droit.js") },
    bundle: true,
    // What the page and the worker share is one file.
    splitting: true,
    chunkNames: "commun-[hash]",
    minify: true,
    format: "esm",
    target: "es2022",
    external: ["node:*"],
    outdir: here("pkg/dist"),
    logLevel: "warning",
  }),
]);
await optimise("pkg/auteur/droit_bg.wasm", "pkg/auteur/droit_opt.wasm");
await copyFile(here("pkg/auteur/droit_opt.wasm"), here("pkg/auteur/droit_bg.wasm"));
await rm(here("pkg/auteur/droit_opt.wasm"));
