// What the page of rule authors asks of the engine, on the rules of the repository.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import initialise, { Atelier } from "../pkg/auteur/droit.js";
import { household, lines } from "../pkg/dist/atelier-foyers.js";

const file = (path) => readFile(new URL(path, import.meta.url));
await initialise({ module_or_path: await file("../pkg/auteur/droit_bg.wasm") });
const sources = await file("../pkg/dist/regles-sources.json").then(String);
const examples = String(await file("../../exemples/menages.jsonl")).trimEnd().split("\n");
const AMOUNT = "parametres/rsa.droit";
const WITH_EXAMPLES = "famille/ressources.droit";

const workshop = new Atelier(sources);
const check = (name, text) => JSON.parse(workshop.check(name, text));
/** The rules with the base amount of April 2026 raised by ten euros. */
const raised = workshop.source(AMOUNT).replace("depuis le 01/04/2026 : 651,69 €/mois", "depuis le 01/04/2026 : 661,69 €/mois");

test("the published rules are sound", () => {
  const { sound, diagnostics } = check(AMOUNT, workshop.source(AMOUNT));
  assert.ok(sound);
  assert.deepEqual(diagnostics.filter((d) => d.severity === "erreur"), []);
});

test("a diagnostic points at its words, accents and all", () => {
  const text = `-- « é » et 😀 comptent pour un et deux.\n${workshop.source(AMOUNT)}\nRègle essai, en €/mois : montant de bse du RSA.\n`;
  const { sound, diagnostics } = check(AMOUNT, text);
  assert.ok(!sound);
  const found = diagnostics.find((d) => d.severity === "erreur");
  assert.equal(found.file, AMOUNT);
  assert.match(text.slice(found.place.from, found.place.to), /montant de bse/);
  assert.equal(found.line, text.slice(0, found.place.from).split("\n").length);
  assert.match(found.help ?? "", /montant de base du RSA/);
});

test("examples run, and fail when they must", () => {
  const text = workshop.source(WITH_EXAMPLES);
  assert.ok(check(WITH_EXAMPLES, text).sound);
  const all = JSON.parse(workshop.examples());
  assert.ok(all.length > 3, `${all.length} examples`);
  assert.deepEqual(all.flatMap((one) => one.failures), []);
  assert.match(text.slice(all[0].place.from, all[0].place.to), new RegExp(all[0].title.slice(0, 12)));

  assert.ok(check(WITH_EXAMPLES, text.replace("ressources des prestations familiales = 33 600 €/an", "ressources des prestations familiales = 33 601 €/an")).sound);
  const failures = JSON.parse(workshop.examples()).flatMap((one) => one.failures);
  assert.equal(failures.length, 1);
  assert.match(failures[0], /attendu 33601.*trouvé 33600/);
});

test("the effect on a household is that of the change, and of nothing else", () => {
  assert.ok(check(AMOUNT, raised).sound);
  const touched = examples.filter((line) => {
    const { before, after } = JSON.parse(workshop.effect(line, "2026-09"));
    return JSON.stringify(before) !== JSON.stringify(after);
  });
  assert.ok(touched.length > 0 && touched.length < examples.length, `${touched.length} of ${examples.length}`);
  assert.ok(check(AMOUNT, workshop.source(AMOUNT)).sound);
  for (const line of touched) {
    const { before, after } = JSON.parse(workshop.effect(line, "2026-09"));
    assert.deepEqual(after, before);
  }
});

test("the effect on a sample adds up what each household says", () => {
  assert.ok(check(AMOUNT, raised).sound);
  workshop.begin("2026-09");
  workshop.add(lines(examples, 0, 150));
  const shifts = JSON.parse(workshop.add(lines(examples, 150, 250)));
  const expected = new Map();
  for (let n = 0; n < 250; n += 1) {
    const { before, after } = JSON.parse(workshop.effect(household(examples, n), "2026-09"));
    before.forEach((old, i) => {
      const now = after[i];
      const facts = (o) => JSON.stringify([o.verdict, o.due, o.form, o.contribution]);
      if (facts(old) !== facts(now)) expected.set(old.benefit, (expected.get(old.benefit) ?? 0) + 1);
    });
  }
  assert.ok(expected.size > 0);
  assert.deepEqual(new Map(shifts.filter((s) => s.changed > 0).map((s) => [s.benefit, s.changed])), expected);
  const rsa = shifts.find((s) => s.benefit === "rsa");
  assert.ok(rsa.more > 0 && rsa.less === 0, JSON.stringify(rsa));
});

test("the sample is always the same, and every household of it can be read", () => {
  assert.equal(household(examples, 4321), household(examples, 4321));
  assert.notEqual(household(examples, 4321), household(examples, 4321 + examples.length));
  workshop.begin("2026-09");
  workshop.add(lines(examples, 9_000, 9_400));
});

test("bad input is a French sentence", () => {
  assert.throws(() => new Atelier("{"), /line|column|EOF/);
  assert.throws(() => workshop.effect("{", "2026-09"));
  assert.throws(() => workshop.effect(examples[0], "2026-13"), /n'est pas un mois/);
  assert.throws(() => new Atelier(sources).add("{}"), /aucun échantillon/);
  assert.throws(() => Atelier.format("Règle x : ."), /./);
  assert.ok(!check("brouillon.droit", "n'importe quoi").sound);
});
