// The package that `cargo xtask wasm` writes loads, in both of its forms.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

test("the form for Node loads", async () => {
  const droit = await import("../pkg/node/droit.js");
  assert.equal(typeof droit, "object");
});

test("the form for browsers loads its WebAssembly", async () => {
  const droit = await import("../pkg/web/droit.js");
  const module = await readFile(new URL("../pkg/web/droit_bg.wasm", import.meta.url));
  assert.ok(droit.initSync({ module }).memory);
});

test("the form for browsers finds its WebAssembly without being told", async () => {
  // Without this default, `init()` with no argument throws in the page and nowhere else.
  const glue = await readFile(new URL("../pkg/web/droit.js", import.meta.url), "utf8");
  assert.match(glue, /new URL\(['"]droit_bg\.wasm['"], import\.meta\.url\)/);
});
