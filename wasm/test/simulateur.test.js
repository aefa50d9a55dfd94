// `<droit-simulateur>` in a real browser, from the built package: accessible, by keyboard, offline, on small screens, on paper.

import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { launch, open, POLICY, serve } from "../harness/browser.js";
import { choose, focused, HOUSEHOLD, idle, isWide, prefill, tab, tabTo, violations } from "../harness/simulateur.js";

const folders = { dist: new URL("../pkg/dist/", import.meta.url) };
let browser;
let server;

before(async () => {
  [browser, server] = await Promise.all([launch(), serve(folders, { policy: `${POLICY}; frame-src 'self'` })]);
});

after(async () => {
  await browser?.close();
  await server?.close();
});

async function start(path = "/dist/index.html") {
  const opened = await open(browser, `${server.address}${path}`);
  opened.page.setDefaultTimeout(60_000);
  await idle(opened.page);
  return opened;
}

async function accessible(page, name) {
  assert.deepEqual(await violations(page), [], name);
}

test("every tab and state: nothing that axe refuses, nothing that the policy refuses", async () => {
  const { context, page, faults } = await start();
  await accessible(page, "composition");
  await prefill(page);
  await accessible(page, "a screen of the interview");
  await page.getByText("Vos réponses").click();
  await accessible(page, "answers given");
  await tab(page, "Saisie experte");
  await page.getByText("Un montant différent selon les mois").first().click();
  await idle(page);
  await page.locator(".expert details > summary").first().click();
  await accessible(page, "expert page, unfolded, month by month");
  await page.locator('.expert input[inputmode="decimal"]').first().fill("beaucoup");
  await page.keyboard.press("Tab");
  await idle(page);
  await accessible(page, "expert page with a fault");
  await tab(page, "Résultats");
  for (const group of await page.locator(".group > summary").all()) await group.click();
  for (const verdict of [".certain", ".possible", ".percu", ".non"]) {
    const card = page.locator(`${verdict} .card > summary`).first();
    if (await card.count()) await card.click();
  }
  await page.waitForFunction(() => !document.querySelector("droit-simulateur").shadowRoot.textContent.includes("Calcul de l'explication"));
  for (let round = 0; round < 2; round += 1) {
    for (const fold of (await page.locator(".card[open] details:not([open]) > summary").all()).slice(0, 12)) {
      if (await fold.isVisible()) await fold.click();
    }
  }
  await accessible(page, "results, unfolded");
  await tab(page, "Courbe");
  await page.getByRole("button", { name: "Tracer" }).click();
  await idle(page);
  await page.getByText("Les mêmes valeurs en tableau").click();
  await accessible(page, "curve");
  await tab(page, "Fiches à imprimer");
  await accessible(page, "sheet of the person");
  await page.getByLabel("Pour le conseiller").check();
  await accessible(page, "sheet of the advisor");
  assert.deepEqual(faults, []);
  await context.close();
});

test("a whole interview by the keyboard alone, the focus moved and announced, until it says why it stops", async () => {
  const { context, page } = await start();
  await tabTo(page, (c) => c.type === "radio" && c.legend.startsWith("Vivez-vous en couple"));
  await choose(page, "Aucun");
  await idle(page);
  await tabTo(page, (c) => c.id.startsWith("d-naissance"));
  await page.keyboard.type("12/03/1979");
  await page.keyboard.press("Tab");
  await idle(page);
  await tabTo(page, (c) => c.label === "Commencer les questions");
  await page.keyboard.press("Enter");
  await idle(page);
  const wanted = [[/^Que fait/, "Inactif"], [/nationalité/, "France"], [/^Comment êtes-vous logé/, "Propriétaire"], [/^Dans quelle école/, "Aucun"]];
  const seen = [];
  for (let screens = 0; screens < 40; screens += 1) {
    const title = await focused(page);
    assert.equal(title.id, "ecran-titre", `the focus is on the title of the new screen, after ${seen.join(" | ")}: ${JSON.stringify(title)}`);
    assert.ok((await page.locator("[role=status]").textContent()).length > 0);
    seen.push(title.label);
    if (await page.getByRole("button", { name: "Voir les résultats" }).count()) break;
    const next = await tabTo(page, (c) => wanted.some(([legend]) => c.type === "radio" && legend.test(c.legend)) || c.label === "Rien de tout cela" || c.label === "Zéro pour les montants vides" || c.label === "Continuer");
    const answer = wanted.find(([legend]) => legend.test(next.legend));
    if (answer && next.type === "radio") await choose(page, answer[1]);
    else if (next.label !== "Continuer") await page.keyboard.press("Space");
    if (next.label !== "Continuer") {
      await page.waitForTimeout(50);
      await tabTo(page, (c) => c.label === "Continuer");
    }
    await page.keyboard.press("Enter");
    await page.waitForTimeout(50);
    await idle(page);
  }
  assert.ok(seen.length <= 25, `${seen.length} screens: ${seen.join(" | ")}`);
  assert.match(await page.locator(".interview").textContent(), /plus de question utile/);
  assert.match(await page.locator(".interview").textContent(), /Aucune réponse de plus ne peut changer|Vous avez répondu « je ne sais pas »/);
  // Any answer can be changed.
  await page.getByText("Vos réponses").click();
  await page.getByRole("button", { name: /^Modifier/ }).nth(1).click();
  assert.match(await page.locator(".interview form").textContent(), /Vous modifiez une réponse/);
  await accessible(page, "a changed answer");
  // For the next person nothing may remain.
  page.once("dialog", (dialog) => dialog.accept());
  await page.getByRole("button", { name: "Recommencer" }).click();
  await idle(page);
  assert.match((await focused(page)).label, /Qui vit au foyer/);
  const left = await page.evaluate(() => document.querySelector("droit-simulateur").situation);
  assert.deepEqual(left, { logement: { commune: "59350" }, personnes: [{ id: "p1", role: "demandeur" }] });
  await context.close();
});

test("once loaded it asks nothing of the network and stores nothing", async () => {
  const { context, page, requests, faults } = await start();
  await context.setOffline(true);
  const loaded = requests.length;
  await prefill(page);
  await tab(page, "Résultats");
  await page.locator(".certain .card > summary").first().click();
  await page.getByText("Le calcul, étape par étape").first().click();
  await page.waitForSelector("droit-pli");
  await tab(page, "Courbe");
  await page.getByRole("button", { name: "Tracer" }).click();
  await page.waitForSelector("figure svg");
  await tab(page, "Fiches à imprimer");
  assert.deepEqual(requests.slice(loaded), []);
  assert.deepEqual(await context.cookies(), []);
  const kept = await page.evaluate(async () => [localStorage.length, sessionStorage.length, (await indexedDB.databases()).length]);
  assert.deepEqual(kept, [0, 0, 0]);
  assert.deepEqual(faults, []);
  await context.close();
});

test("it is painted before the engine is there", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/\.(wasm|droit)$/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(`${server.address}/dist/index.html`);
  await page.getByText("Chargement des règles").waitFor();
  assert.ok(await page.getByRole("button", { name: "Entretien" }).isDisabled());
  release();
  await idle(page);
  assert.ok(await page.getByText("Qui vit au foyer").isVisible());
  await context.close();
});

test("320 pixels wide and zoomed twice: nothing to scroll sideways", async () => {
  const { context, page } = await start();
  await prefill(page);
  for (const width of [320, 640]) {
    await page.setViewportSize({ width, height: 700 });
    for (const name of ["Entretien", "Saisie experte", "Résultats", "Courbe", "Fiches à imprimer"]) {
      await tab(page, name);
      if (name === "Courbe") {
        await page.getByRole("button", { name: "Tracer" }).click();
        await idle(page);
      }
      assert.equal(await isWide(page), false, `${name} at ${width}`);
    }
  }
  await context.close();
});

test("without motion when the person asks for none", async () => {
  const { context, page } = await start();
  await page.emulateMedia({ reducedMotion: "reduce" });
  const moving = await page.evaluate(() => [...document.querySelector("droit-simulateur").shadowRoot.querySelectorAll("*")]
    .filter((e) => getComputedStyle(e).transitionDuration !== "0s" || getComputedStyle(e).animationName !== "none").length);
  assert.equal(moving, 0);
  await context.close();
});

test("two elements in one page do not mix", async () => {
  const { context, page } = await start();
  await page.evaluate(() => document.querySelector("main").append(document.createElement("droit-simulateur")));
  await idle(page);
  await page.evaluate(async (h) => document.querySelectorAll("droit-simulateur")[1].preremplir(h, "2026-09"), HOUSEHOLD);
  await idle(page);
  const counts = await page.evaluate(() => [...document.querySelectorAll("droit-simulateur")].map((e) => e.situation.personnes.length));
  assert.deepEqual(counts, [1, 2]);
  await context.close();
});

test("impossible dates, huge numbers and bad files are refused with a sentence, and nothing is lost", async () => {
  const { context, page, faults } = await start();
  await prefill(page);
  const before = await page.evaluate(() => document.querySelector("droit-simulateur").situation);
  await tab(page, "Saisie experte");
  const birth = page.locator('input[id^="d-naissance"]').first();
  for (const [text, message] of [["31/02/1990", /n'est pas une date/], ["hier", /n'est pas une date/], ["01/01/1700", /1900/]]) {
    await birth.fill(text);
    await page.keyboard.press("Tab");
    await idle(page);
    assert.match(await page.locator(".expert .fault").first().textContent(), message, text);
    assert.equal(await birth.inputValue(), text, "what was typed stays");
  }
  await accessible(page, "a date before 1900");
  await birth.fill("02/11/1999");
  await page.keyboard.press("Tab");
  await idle(page);
  const rent = page.locator('input[id="d-loyer-f"]');
  await rent.fill("999999999999999");
  await page.keyboard.press("Tab");
  await idle(page);
  assert.ok((await page.locator(".expert .fault").first().textContent()).length > 10);
  await rent.fill("390");
  await page.keyboard.press("Tab");
  await idle(page);
  const file = page.locator('input[type="file"]');
  // The one before is still there until the new one is read.
  const give = async (text, message) => {
    await file.setInputFiles({ name: "situation.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await page.locator(".file .summary").filter({ hasText: message }).waitFor();
    assert.equal(await page.getByText("Ce fichier n'a pas pu être ouvert").count(), 1);
  };
  await give("{", /JSON/);
  await give("[]", /objet JSON/);
  await give('{"situation":{"personnes":[{"role":"demandeur","naissanse":"1990-01-01"}]}}', /naissance/);
  await give('{"situation":{"personnes":"deux"}}', /deux/);
  await accessible(page, "a bad file");
  assert.deepEqual(await page.evaluate(() => document.querySelector("droit-simulateur").situation), before);
  await file.setInputFiles({ name: "s.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify({ period: "2026-06", situation: HOUSEHOLD })) });
  await idle(page);
  assert.equal(await page.locator("#mois").inputValue(), "2026-06");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Enregistrer dans un fichier" }).click()]);
  const saved = JSON.parse(await readFile(await download.path(), "utf8"));
  assert.deepEqual(saved, { period: "2026-06", situation: before });
  assert.deepEqual(faults, []);
  await context.close();
});

test("the month, the rights and the commune come from attributes, the situation from a method, results in an event", async () => {
  const { context, page } = await start();
  const told = await page.evaluate(async (h) => {
    const element = document.createElement("droit-simulateur");
    const events = [];
    for (const name of ["pret", "resultat"]) element.addEventListener(name, (e) => events.push([name, e.detail]));
    element.setAttribute("mois", "2026-05");
    element.setAttribute("territoire", "97411");
    document.querySelector("main").replaceChildren(element);
    await new Promise((resolve) => element.addEventListener("pret", resolve, { once: true }));
    await element.preremplir({ ...h, logement: { ...h.logement, commune: "97411" } });
    element.setAttribute("droits", element.resultat.outcomes[0].benefit);
    const results = events.filter(([name]) => name === "resultat");
    return { month: results.at(-1)[1].resultat.month, pret: events.find(([name]) => name === "pret")[1], id: element.resultat.outcomes[0].title };
  }, HOUSEHOLD);
  assert.equal(told.month, "2026-05");
  assert.match(told.pret.regles, /^[0-9a-f]{16}$/);
  await idle(page);
  const titles = await page.locator(".right .title").allTextContents();
  assert.deepEqual(titles, [told.id]);
  await context.close();
});

test("in a frame: the height follows, the settings come from the page that holds it", async () => {
  const { context, page, faults } = await start("/dist/cadre.html");
  await page.goto(`${server.address}/dist/hote.html`);
  const frame = page.frameLocator("iframe");
  await frame.locator(".columns-2").waitFor();
  await page.waitForFunction(() => Number(document.querySelector("iframe").height) > 700);
  const inside = page.frames().find((f) => f.url().endsWith("cadre.html"));
  await inside.waitForFunction(() => document.querySelector("droit-simulateur").getAttribute("territoire") === "59350");
  const fits = await inside.evaluate(() => document.documentElement.scrollHeight <= innerHeight + 1);
  assert.ok(fits, "the frame shows everything");
  assert.deepEqual(faults, []);
  await context.close();
});

test("on paper: one sheet or two for the person, nothing but the sheet", async () => {
  const { context, page } = await start();
  await prefill(page);
  await tab(page, "Fiches à imprimer");
  await page.locator("#contact").fill("CCAS, 03 20 00 00 00");
  await page.keyboard.press("Tab");
  const pages = async () => (await page.pdf({ format: "A4", margin: { top: "15mm", bottom: "15mm", left: "15mm", right: "15mm" } }))
    .toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
  const own = await pages();
  assert.ok(own <= 2, `${own} pages`);
  await page.getByLabel("Pour le conseiller").check();
  const detailed = await pages();
  assert.ok(detailed <= 12, `${detailed} pages`);
  await page.emulateMedia({ media: "print" });
  for (const hidden of ["nav", ".actions", "footer", "#contact"]) assert.equal(await page.locator(`droit-simulateur ${hidden}`).first().isVisible(), false, hidden);
  assert.ok(await page.locator(".sheet").isVisible());
  await context.close();
});

test("every text of the interface is in the catalogue: another language leaves no French word", async () => {
  const { context, page } = await start();
  await page.evaluate(async () => {
    const { addLanguage, fr } = await import("./droit-simulateur.js");
    const marked = (value) =>
      typeof value === "string" ? `¤${value}`
      : typeof value === "function" ? (...given) => `¤${value(...given)}`
      : Array.isArray(value) ? value.map(marked)
      : Object.fromEntries(Object.entries(value).map(([key, one]) => [key, marked(one)]));
    addLanguage("xx", marked(fr));
    document.querySelector("droit-simulateur").setAttribute("langue", "xx");
  });
  await idle(page);
  await prefill(page);
  const plain = new Set();
  for (const name of ["¤Entretien", "¤Saisie experte", "¤Courbe", "¤Fiches à imprimer", "¤Résultats"]) {
    await page.locator("nav button", { hasText: name }).click();
    const found = await page.evaluate(() => {
      const own = "nav button, .actions button, .file button, .file label, h2, footer p, .total .label, .badge, dt, .card .more > summary";
      return [...document.querySelector("droit-simulateur").shadowRoot.querySelectorAll(own)].map((e) => e.textContent.trim()).filter((x) => x && !x.includes("¤"));
    });
    for (const text of found) plain.add(text);
  }
  const { charger } = await import("../pkg/dist/droit.js");
  const program = (await charger()).program();
  const words = new Set(program.inputs.map((i) => i.theme));
  assert.deepEqual([...plain].flatMap((text) => text.split(", ")).filter((text) => !words.has(text)), []);
  await context.close();
});

test("no right, input or amount of the rules is named in the interface", async () => {
  const { charger } = await import("../pkg/dist/droit.js");
  const program = (await charger()).program();
  const sources = (await readdir(new URL("../widget/", import.meta.url), { recursive: true })).filter((n) => /\.ts$/.test(n));
  assert.ok(sources.length > 20);
  for (const name of sources) {
    const text = await readFile(new URL(`../widget/${name}`, import.meta.url), "utf8");
    for (const { id, title, name: short } of program.benefits) {
      for (const word of [title, short, id].filter((w) => w.length > 3))
        assert.ok(!new RegExp(`(?<![\\p{L}_])${word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}_])`, "u").test(text), `${name}: ${word}`);
    }
  }
});
