// The package in Node finds what the native engine finds, on every household of the corpus.
//
// `cargo xtask test` writes the corpus: the compiled program, and one line per household with its situation and the
// outcomes, what is probable, questions and explanation that the native engine gives.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { charger, ErreurDroit } from "../pkg/dist/droit.js";

const folder = new URL("../pkg/corpus/", import.meta.url);

test("same outcomes, probable ones, questions and explanations as the native engine", async () => {
  const moteur = await charger();
  const lines = (await readFile(new URL("corpus.jsonl", folder), "utf8")).trimEnd().split("\n");
  assert.ok(lines.length >= 400, `${lines.length} households only`);
  for (const line of lines) {
    const { month, situation, outcomes, probable, questions, explanation } = JSON.parse(line);
    assert.equal(moteur.text("evaluate", [situation, month]), outcomes, situation);
    assert.equal(moteur.text("probable", [situation, month]), probable, situation);
    if (questions !== null) {
      assert.equal(moteur.text("questions", [situation, month]), questions, situation);
      // The same, without their order.
      const keys = (all) => all.map(({ input, person }) => `${input} ${person}`).sort();
      assert.deepEqual(keys(JSON.parse(moteur.text("missing", [situation, month]))), keys(JSON.parse(questions)), situation);
    }
    if (explanation !== null) assert.equal(moteur.text("explain", [situation, month, "rsa"]), explanation, situation);
  }
});

test("every form that comes out has a name in the program", async () => {
  const moteur = await charger();
  const forms = new Map(moteur.program().benefits.map(({ id, forms }) => [id, new Map(forms)]));
  const lines = (await readFile(new URL("corpus.jsonl", folder), "utf8")).trimEnd().split("\n");
  let named = 0;
  for (const { benefit, form } of lines.flatMap((line) => JSON.parse(JSON.parse(line).outcomes))) {
    for (const code of form ?? []) {
      assert.ok(forms.get(benefit)?.get(code), `${benefit}: ${code}`);
      named += 1;
    }
  }
  assert.ok(named > 100, `${named} forms only`);
});

test("the form for authors of rules tells what is wrong in them", async () => {
  const { default: initialise, Droit } = await import("../pkg/auteur/droit.js");
  await initialise({ module_or_path: await readFile(new URL("../pkg/auteur/droit_bg.wasm", import.meta.url)) });
  assert.throws(() => Droit.compile('{"a.droit": "Règle x : ."}'), /D0/);
});

test("bad input is an error in French, never a panic", async () => {
  const moteur = await charger();
  const { situation } = JSON.parse(await readFile(new URL("corpus.jsonl", folder), "utf8").then((text) => text.slice(0, text.indexOf("\n"))));
  const refused = (call, message) => assert.throws(call, (fault) => fault instanceof ErreurDroit && message.test(fault.message));
  refused(() => moteur.evaluate("{", "2026-09"), /ligne 1/);
  refused(() => moteur.evaluate("{}", "2026-13"), /n'est pas un mois/);
  refused(() => moteur.evaluate("{}", "1950-01"), /1950-01/);
  refused(() => moteur.assess({ personnes: 3 }, "2026-09"), /personnes/);
  const axis = { input: "salaire net", person: 0, from: "0", to: "100", step: "50" };
  refused(() => moteur.curve(situation, "2026-09", { ...axis, input: "âge du capitaine" }), /âge du capitaine/);
  refused(() => moteur.curve(situation, "2026-09", { ...axis, person: 40 }), /rang 40/);
  refused(() => moteur.curve(situation, "2026-09", { ...axis, step: "0" }), /pas positifs/);
  refused(() => moteur.curve(situation, "2026-09", { ...axis, step: "0.01" }), /400 points/);
  refused(() => moteur.curve(situation, "2026-09", { ...axis, from: "-5" }), /ne peut pas valoir -5/);
  refused(() => moteur.curve(situation, "2026-09", { ...axis, from: "peu" }), /n'est pas un nombre/);
  const [error] = moteur.check({ personnes: [{ id: "p1", role: "demandeur", naissance: "2000-13-01" }] });
  assert.equal(error.path, "personnes[0].naissance");
  assert.equal(error.value, "2000-13-01");
  moteur.close();
  refused(() => moteur.evaluate("{}", "2026-09"), /fermé/);
});

test("a curve passes through what each of its points gives alone", async () => {
  const moteur = await charger();
  const month = "2026-09";
  const lines = (await readFile(new URL("corpus.jsonl", folder), "utf8")).split("\n", 40);
  const full = lines.map((line) => JSON.parse(JSON.parse(line).situation)).find((s) => (s.situation ?? s).personnes.length > 1);
  const situation = full.situation ?? full;
  const curve = moteur.curve(situation, month, {
    input: "salaire net", person: 0, from: "0", to: "2400", step: "800",
    also: [{ input: "salaire imposable", factor: "1.04" }, { input: "salaire brut", factor: "1.28" }],
  });
  assert.deepEqual(curve.points.map((point) => point.at), ["0", "800", "1600", "2400"]);
  for (const { at, rights } of curve.points) {
    const varied = structuredClone(situation);
    const net = Number(at);
    const others = varied.personnes[0].ressources.filter(({ nature }) => nature !== "salaire");
    const amounts = { net, imposable: Math.round(net * 104) / 100, brut: Math.round(net * 128) / 100 };
    varied.personnes[0].ressources = [...others, { nature: "salaire", debut: "2015-01", fin: null, ...amounts }];
    const alone = moteur.evaluate(varied, month).map(({ benefit, due }) => ({ benefit, due }));
    assert.deepEqual(rights.map(({ benefit, due }) => ({ benefit, due })), alone, at);
  }
});
