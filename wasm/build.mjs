// Puts the package together, in pkg/dist and pkg/auteur, from what wasm-bindgen wrote in pkg/web and pkg/auteur.
// `cargo xtask wasm` runs it.

import { execFile } from "node:child_process";
import { copyFile, cp, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import binaryen from "binaryen";
import { build, transform } from "esbuild";

const run = promisify(execFile);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** What writes the message of a panic: no page shows it. */
const PANICS = new RegExp(
  [
    String.raw`^core\[\w+\]::(panicking::|option::\w+_failed|result::unwrap_failed|str::slice_error_fail|slice::\w+::\w+_fail)`,
    String.raw`^std\[\w+\]::(panicking::|alloc::rust_oom)`,
    String.raw`^alloc\[\w+\]::(raw_vec::(handle_error|capacity_overflow)|alloc::handle_alloc_error)`,
    String.raw`::assert_failed$|Fallibility>::capacity_overflow$`,
  ].join("|"),
);

/** A module whose panics stop at once, as they do in the end, and without a word. */
function silent(bytes) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(bytes);
  let count = 0;
  for (let i = 0; i < module.getNumFunctions(); i++) {
    const panic = module.getFunctionByIndex(i);
    const { name, base } = binaryen.getFunctionInfo(panic);
    if (base || !PANICS.test(name)) continue;
    binaryen.Function.setBody(panic, module.unreachable());
    count++;
  }
  if (count < 20) throw new Error(`${count} functions that panic: their names have changed`);
  return module.emitBinary();
}

/** Makes a WebAssembly file smaller. No option about features: with `--all-features`, browsers refuse the file. */
async function optimise(from, to) {
  const { execPath } = process;
  await writeFile(here(to), silent(await readFile(here(from))));
  // By name: the instances of a generic function stand together, and what packs them sees that they are alike.
  // What is called once stays a function: in it locals have small numbers, as everywhere else, and it packs a tenth better.
  // `-Oz` would save a hundredth, and packs a hundredth worse.
  const small = ["-O2", "--shrink-level", "2", "--one-caller-inline-max-function-size", "20"];
  // The first kilobyte of memory is the far end of the stack: nothing is read there, so that an offset may join its address.
  const passes = ["--low-memory-unused", ...small, "--coalesce-locals-learning", "--reorder-functions-by-name", "--strip-debug", "--strip-producers"];
  await run(execPath, [here("node_modules/binaryen/bin/wasm-opt"), here(to), ...passes, "-o", here(to)], {
    env: { ...process.env, BINARYEN_CORES: String(availableParallelism()) },
  });
}

/** Writes the engine of the page: a module taken apart, that packs better. */
async function writeEngine(to) {
  await optimise("pkg/web/droit_bg.wasm", "pkg/web/droit_opt.wasm");
  const source = { entryPoints: [here("lib/streams.ts")], bundle: true, format: "esm", write: false };
  const [{ text }] = (await build(source)).outputFiles;
  const { split, join } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
  const module = await readFile(here("pkg/web/droit_opt.wasm"));
  const parts = split(module);
  if (!module.equals(join(parts))) throw new Error("the engine does not come back from its parts");
  await writeFile(here(to), parts);
}

/** The rules of the repository, as JSON: file name → text. */
async function readRules() {
  const rules = {};
  for (const entry of await readdir(here("../rules"), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(droit|csv)$/.test(entry.name)) continue;
    const path = `${entry.parentPath ?? entry.path}/${entry.name}`;
    rules[path.slice(here("../rules").length + 1)] = await readFile(path, "utf8");
  }
  return JSON.stringify(rules);
}

/** Compiles rules with the engine that was just built. */
async function compileRules(rules, to) {
  const { default: initialise, Droit } = await import("./pkg/auteur/droit.js");
  await initialise({ module_or_path: await readFile(here("pkg/auteur/droit_bg.wasm")) });
  await writeFile(here(to), Droit.compile(rules).bytes());
}

/** Checks the types of a project. */
const check = (project, ...options) =>
  run(process.execPath, [here("node_modules/typescript/bin/tsc"), "--project", here(project), ...options]).catch((error) => {
    throw new Error(error.stdout || error.message);
  });

/** The style sheets are texts in their modules, that the bundler leaves as they are written. */
const styles = {
  name: "styles",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]widget[\\/]style[\\/]\w+\.ts$/ }, async ({ path }) => {
      const parts = (await readFile(path, "utf8")).split("`");
      for (let at = 1; at < parts.length; at += 2) {
        const { code } = await transform(parts[at], { loader: "css", minify: true, charset: "utf8" });
        parts[at] = code.trim().replaceAll("\\", "\\\\");
      }
      return { contents: parts.join("`"), loader: "ts" };
    });
  },
};

await rm(here("pkg/dist"), { recursive: true, force: true });
await mkdir(here("pkg/dist"), { recursive: true });
const bundled = {
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  outdir: here("pkg/dist"),
  logLevel: "warning",
};
const rules = await readRules();
await Promise.all([
  // Those of the library are written beside it.
  check(".", "--outDir", here("pkg/dist")),
  check("widget"),
  check("auteur"),
  writeEngine("pkg/dist/moteur"),
  compileRules(rules, "pkg/dist/regles.droit"),
  cp(here("pages"), here("pkg/dist"), { recursive: true }),
  build({
    entryPoints: { droit: here("lib/index.ts"), ouvrier: here("lib/ouvrier.ts"), "droit-simulateur": here("widget/index.ts") },
    ...bundled,
    alias: { "droit-glue": here("pkg/web/droit.js") },
    // What the page and the worker share is one file.
    splitting: true,
    plugins: [styles],
    chunkNames: "commun-[hash]",
    external: ["node:*"],
  }),
  // The page of rule authors: none of it is loaded by the widget.
  build({
    ...bundled,
    entryPoints: {
      atelier: here("auteur/element.ts"),
      "atelier-ouvrier": here("auteur/worker.ts"),
      "atelier-foyers": here("auteur/sample.ts"),
    },
    alias: { "droit-auteur-glue": here("pkg/auteur/droit.js") },
  }),
  writeFile(here("pkg/dist/regles-sources.json"), rules),
  copyFile(here("../exemples/menages.jsonl"), here("pkg/dist/menages.jsonl")),
]);
await optimise("pkg/auteur/droit_bg.wasm", "pkg/auteur/droit_opt.wasm");
await copyFile(here("pkg/auteur/droit_opt.wasm"), here("pkg/auteur/droit_bg.wasm"));
await rm(here("pkg/auteur/droit_opt.wasm"));
await copyFile(here("pkg/auteur/droit_bg.wasm"), here("pkg/dist/droit_auteur.wasm"));
