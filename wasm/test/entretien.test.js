// How long an interview is: six households answered screen by screen, and households drawn from the peer files until a
// first right is certain. A screen is what `ecran` gives, the page shows the same.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { charger } from "../pkg/dist/droit.js";
import { interview } from "../harness/parcours.js";
import { MOIS, PERSONNAGES } from "../harness/personnages.js";

/** How many households are drawn: more by hand, `MENAGES=1000 node --test test/entretien.test.js`. */
const DRAWN = Number(process.env.MENAGES ?? 12);

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

test("six households: median 8 screens and 12 at most, then no answer can change a verdict", async (t) => {
  const moteur = await charger();
  const lengths = [];
  for (const [name, full] of Object.entries(PERSONNAGES)) {
    const { screens, answers, certain, draft, questions } = interview(moteur, full, MOIS);
    lengths.push(screens.length);
    t.diagnostic(`${name}: ${screens.length} screens, ${answers} fields, first certain right at screen ${certain?.screens ?? "-"}, ${questions.length} left unknown`);
    // What was asked tells as much as the whole situation: same verdicts, wherever these do not rest on what nobody knows.
    const open = new Set(questions.flatMap((question) => question.benefits));
    const verdicts = (situation) => moteur.evaluate(situation, MOIS).filter((o) => !open.has(o.benefit)).map((o) => [o.benefit, o.verdict]);
    assert.deepEqual(verdicts(draft), verdicts(full), name);
  }
  t.diagnostic(`median ${median(lengths)}, largest ${Math.max(...lengths)}`);
  assert.ok(median(lengths) <= 8, `median ${median(lengths)}`);
  assert.ok(Math.max(...lengths) <= 12, `largest ${Math.max(...lengths)}`);
});

test("drawn households: a first right is certain within six screens for most", async (t) => {
  const moteur = await charger();
  const file = await readFile(new URL("../../tests/peer/menages-2026-09.jsonl.gz", import.meta.url));
  const lines = gunzipSync(file).toString("utf8").trimEnd().split("\n");
  const step = Math.max(1, Math.floor(lines.length / DRAWN));
  const found = [];
  // A list counts for one.
  const fields = [];
  let without = 0;
  for (let position = 0; position < lines.length && found.length + without < DRAWN; position += step) {
    const { situation, period } = JSON.parse(lines[position]);
    if (!moteur.evaluate(situation, period).some(({ verdict }) => verdict === "certain")) {
      without += 1;
      continue;
    }
    const { certain } = interview(moteur, situation, period, { enough: (_, certain) => certain !== null });
    found.push(certain?.screens ?? Infinity);
    fields.push(certain?.answers ?? Infinity);
  }
  const within = found.filter((screens) => screens <= 6).length;
  t.diagnostic(`${found.length} households with a certain right (${without} without): within 6 screens for ${within}, median ${median(found)}, largest ${Math.max(...found)}; fields: median ${median(fields)}`);
  assert.ok(within * 2 > found.length, `${within} of ${found.length}`);
  assert.ok(found.every(Number.isFinite), "a certain right that the interview does not find");
});
