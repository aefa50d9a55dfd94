// Adds the element and the pages to the package, beside the engine: pkg/dist/droit-simulateur.js and the files of pages/.

import { cp } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

await build({
  entryPoints: { "droit-simulateur": here("index.ts") },
  // The glue that wasm-bindgen writes.
  alias: { "droit-glue": here("../pkg/web/droit.js") },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  external: ["node:*"],
  outdir: here("../pkg/dist"),
  logLevel: "warning",
});
await cp(here("../pages"), here("../pkg/dist"), { recursive: true });
