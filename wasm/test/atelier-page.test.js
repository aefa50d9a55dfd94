// The page of rule authors in a real browser.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, open, serve } from "../harness/browser.js";

const folders = { dist: new URL("../pkg/dist/", import.meta.url) };
const axe = await readFile(new URL("../node_modules/axe-core/axe.min.js", import.meta.url), "utf8");
let browser;
let server;
let opened;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve(folders)]);
  opened = await open(browser, `${server.address}/dist/regles.html`);
  await opened.page.locator("droit-atelier .cm-content").waitFor({ timeout: 120_000 });
});

after(async () => {
  await browser?.close();
  await server?.close();
});

const text = () => opened.page.locator("droit-atelier").evaluate((element) => element.shadowRoot.textContent);
/** Waits until the page says something. */
const said = (words) =>
  opened.page.waitForFunction((words) => document.querySelector("droit-atelier").shadowRoot.textContent.includes(words), words, { timeout: 120_000 });
const violations = async () => {
  await opened.page.evaluate(axe);
  return opened.page.evaluate(async () => (await axe.run()).violations.map((v) => [v.id, v.nodes.map((n) => n.target.flat().join(" "))]));
};
const choose = (file) => opened.page.selectOption("droit-atelier select >> nth=0", file);

test("a rule file opens with its examples, all right, and no violation", async () => {
  await said("réussissent");
  assert.match(await text(), /Les règles se tiennent/);
  assert.doesNotMatch(await text(), /échec/);
  assert.deepEqual(await violations(), []);
});

test("an error is told while it is typed, at its place, and the effects stay those of the last sound text", async () => {
  const { page } = opened;
  await choose("parametres/rsa.droit");
  await page.locator("droit-atelier .cm-content", { hasText: "RSA : montants et seuils" }).click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\nRègle essai, en €/mois : montant de bse du RSA.");
  await said("vouliez-vous dire « montant de base du RSA »");
  assert.match(await text(), /effets ci-dessous sont ceux du dernier texte valable/);
  await page.locator("droit-atelier .cm-lintRange-error").first().waitFor();
  assert.deepEqual(await violations(), []);
  await page.getByRole("button", { name: "Revenir au texte publié" }).click();
  await said("Les règles se tiennent");
});

test("a raised amount shows on a household and on the sample", async () => {
  const { page } = opened;
  await page.locator("droit-atelier .cm-content").click();
  await page.keyboard.press("Control+f");
  await page.keyboard.type("01/04/2026 : 651,69");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.type("01/04/2026 : 661,69");
  await said("Vérification…");
  await said("Les règles se tiennent");
  await page.getByRole("button", { name: "Calculer l'effet" }).click();
  await said("Foyers touchés");
  await page.getByRole("button", { name: "Arrêter" }).click();
  await said("Terminé");
  await page.getByRole("button", { name: /^Voir le foyer/ }).first().click();
  await said("Texte modifié");
  assert.deepEqual(await violations(), []);
});

test("a file that is no situation changes nothing but a message", async () => {
  const { page } = opened;
  const file = (name, content) => ({ name, mimeType: "application/json", buffer: Buffer.from(content) });
  const input = page.locator("droit-atelier input[type=file]").nth(1);
  await input.setInputFiles(file("faux.json", '{"personnes": [{"role": "demandeur", "naissance": "2026-02-31"}]}'));
  await page.locator("droit-atelier [role=alert]").waitFor();
  assert.match(await page.locator("droit-atelier [role=alert]").innerText(), /naissance/);
  assert.match(await text(), /Texte modifié/);
});

test("it stands on a narrow screen, asks nothing of the network once loaded, and its policy refuses nothing", async () => {
  const { page, requests, faults } = opened;
  await page.setViewportSize({ width: 320, height: 700 });
  assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 320);
  const outside = requests.filter((address) => !address.startsWith(server.address) && !address.startsWith("data:") && !address.startsWith("blob:"));
  assert.deepEqual(outside, []);
  const loaded = requests.length;
  await choose("minima/rsa.droit");
  await said("RSA");
  assert.equal(requests.length, loaded);
  assert.deepEqual(faults, []);
});
