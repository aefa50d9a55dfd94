// The reader of packed files, on what the package ships and on damaged copies of it.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const NAMES = ["moteur", "regles.droit"];
const read = async (path) => new Uint8Array(await readFile(new URL(path, import.meta.url)));
const contents = 'export { unpack } from "./lzma.ts"; export { join, split } from "./streams.ts";';
const stdin = { contents, resolveDir: fileURLToPath(new URL("../lib/", import.meta.url)) };
const [{ text }] = (await build({ stdin, bundle: true, format: "esm", write: false })).outputFiles;
const { unpack, join, split } = await import(`data:text/javascript,${encodeURIComponent(text)}`);
const packed = Object.fromEntries(await Promise.all(NAMES.map(async (name) => [name, await read(`../pkg/dist/${name}.lzma`)])));

test("what is packed comes back, and what is not stays as it is", async () => {
  // The rules were compiled in WebAssembly: to the same program as the native engine makes of them.
  assert.deepEqual(unpack(packed["regles.droit"]), await read("../pkg/corpus/droit.bin"));
  const engine = join(unpack(packed.moteur));
  assert.deepEqual(engine, await read("../pkg/web/droit_opt.wasm"));
  assert.equal(join(unpack(engine)), engine);
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

test("a module with damaged parts is put together or refused", () => {
  const module = Uint8Array.from([
    // Types, then two functions: `block i32.const 300 br_if 0 end local.get 0 call 1`, and one that does nothing.
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 127, 0, 3, 3, 2, 0, 0, 10, 20, 2, 14, 0, 2, 64, 65, 172, 2, 13, 0, 11, 32, 0, 16, 1,
    11, 3, 0, 1, 11,
  ]);
  assert.ok(WebAssembly.validate(module));
  const parts = split(module);
  assert.deepEqual(join(parts), module);
  for (let at = 4; at < parts.length; at++) {
    for (const byte of [0, 1, 0x10, 0x7f, 0xff]) {
      const changed = parts.slice();
      changed[at] = byte;
      try {
        join(changed);
      } catch (thrown) {
        assert.match(thrown.message, /abîmé/);
      }
    }
  }
});

test("any bytes end, well or refused", () => {
  let seed = 11;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  for (let i = 0; i < 300; i++) {
    const bytes = Uint8Array.from({ length: random(400) }, () => random(256));
    // The only properties that are read.
    bytes.set([1], 0);
    // A length that may be allowed.
    if (bytes.length > 13) bytes.set([0, 0, 0, 0, 0, 0], 7);
    assert.throws(() => unpack(bytes), { name: "ErreurDroit" });
  }
});
