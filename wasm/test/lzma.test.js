// The reader of packed files, on what the package ships and on damaged copies of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const NAMES = ["droit_bg.wasm", "regles.droit"];
const read = async (path) => new Uint8Array(await readFile(new URL(path, import.meta.url)));
const bundle = { entryPoints: [fileURLToPath(new URL("../lib/lzma.ts", import.meta.url))], bundle: true, format: "esm", write: false };
const [{ text }] = (await build(bundle)).outputFiles;
const { unpack } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const packed = Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await read(`../pkg/dist/${name}.lzma`)])));

test("what is packed comes back, and what is not stays as it is", async () => {
  // The rules were compiled in WebAssembly: to the same program as the native engine makes of them.
  assert.deepEqual(unpack(packed["regles.droit"]), await read("../pkg/corpus/droit.bin"));
  const engine = unpack(packed["droit_bg.wasm"]);
  assert.ok(WebAssembly.validate(engine));
  assert.equal(unpack(engine), engine);
});

test("a damaged file is refused, whatever was changed", () => {
  let seed = 7;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (const bytes of Object.values(packed)) {
    for (let i = 0; i < 40; i++) {
      const changed = bytes.slice();
      // From the length on: what stands before tells how to read, and where the dictionary ends, which is not read.
      changed[5 + random(bytes.length - 5)] ^= 1 << random(8);
      assert.throws(() => unpack(changed), { name: "ErreurDroit", message: /abîmé/ });
      assert.throws(() => unpack(bytes.slice(0, 1 + random(bytes.length - 1))), { name: "ErreurDroit", message: /abîmé/ });
    }
  }
});

test("any bytes end, well or refused", () => {
  let seed = 11;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let i = 0; i < 300; i++) {
    const bytes = Uint8Array.from({ length: random(400) }, () => random(256));
    bytes.set([3], 0);
    // A length that may be allowed.
    if (bytes.length > 13) bytes.set([0, 0, 0, 0, 0, 0], 7);
    assert.throws(() => unpack(bytes), { name: "ErreurDroit" });
  }
});
