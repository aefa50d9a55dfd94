// The engine in WebAssembly finds what the native engine finds, on every household of the corpus.
//
// `cargo xtask test` writes the corpus: the compiled program, and one line per household with its situation and the
// outcomes, questions and explanation that the native engine gives.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";

const folder = new URL("../pkg/corpus/", import.meta.url);
const { Droit } = createRequire(import.meta.url)("../pkg/node/droit.js");

test("same outcomes, questions and explanations as the native engine", async () => {
  const droit = new Droit(await readFile(new URL("droit.bin", folder)));
  const lines = (await readFile(new URL("corpus.jsonl", folder), "utf8")).trimEnd().split("\n");
  assert.ok(lines.length >= 400, `${lines.length} households only`);
  for (const line of lines) {
    const { month, situation, outcomes, questions, explanation } = JSON.parse(line);
    assert.equal(droit.evaluate(situation, month), outcomes, situation);
    if (questions !== null) assert.equal(droit.questions(situation, month), questions, situation);
    if (explanation !== null) assert.equal(droit.explain(situation, month, "rsa"), explanation, situation);
  }
});

test("rules compile in WebAssembly to the same program", async () => {
  const files = await readFile(new URL("rules.json", folder), "utf8");
  const expected = await readFile(new URL("droit.bin", folder));
  assert.deepEqual(Buffer.from(Droit.compile(files).bytes()), expected);
});

test("bad input is an error in French, never a panic", async () => {
  const droit = new Droit(await readFile(new URL("droit.bin", folder)));
  assert.throws(() => new Droit(new Uint8Array([1, 2, 3])), /n'est pas un programme droit/);
  assert.throws(() => droit.evaluate("{", "2026-09"));
  assert.throws(() => droit.evaluate("{}", "2026-13"), /n'est pas un mois/);
  assert.throws(() => droit.evaluate("{}", "1950-01"));
  assert.throws(() => Droit.compile('{"a.droit": "Règle x : ."}'), /D0/);
});
