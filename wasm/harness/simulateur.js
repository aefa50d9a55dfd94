// What the tests of the element do again and again: wait, check with axe, walk by keyboard.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const axe = await readFile(axePath, "utf8");

/** A page that holds an element is drawn once its results are known. */
export async function idle(page) {
  const calm = () => [...document.querySelectorAll("droit-simulateur")].every((one) => one.shadowRoot.querySelector(".columns-2") && !one.calcule);
  // A change is drawn in the next turn: what is calm twice is calm.
  await page.waitForFunction(calm, null, { timeout: 120_000 });
  await page.waitForTimeout(120);
  await page.waitForFunction(calm, null, { timeout: 120_000 });
}

/** What axe finds wrong, as lines. */
export async function violations(page) {
  // Injected by the debugger: the policy of the page allows no foreign script.
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await globalThis.axe.run();
    return violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.target.flat().join(" ")}: ${n.failureSummary}`));
  });
}

/** The control that has the focus, through shadow roots. */
export function focused(page) {
  return page.evaluate(() => {
    let active = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (!active) return null;
    const label = active.labels?.[0]?.textContent ?? active.textContent ?? "";
    const legend = active.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
    const { id, type = "", checked = false, value = "" } = active;
    return { tag: active.localName, id, type, checked, value, label: label.replace(/\s+/g, " ").trim(), legend: legend.trim() };
  });
}

/** Goes forward by the keyboard until a control is found; an error when the page has been round without it. */
export async function tabTo(page, found, most = 400) {
  for (let n = 0; n < most; n += 1) {
    await page.keyboard.press("Tab");
    const now = await focused(page);
    if (now && found(now)) return now;
  }
  throw new Error("no such control by the keyboard");
}

/** Chooses an option of the group that has the focus, with the arrows. */
export async function choose(page, option) {
  await page.keyboard.press("Space");
  for (let n = 0; n < 12; n += 1) {
    if ((await focused(page))?.label === option) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`no option ${option}`);
}

/** Whether the page can be scrolled sideways. */
export const isWide = (page) => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

export const MONTH = "2026-09";

/** A lone parent with a baby, a part-time job and part of what is due. */
export const HOUSEHOLD = {
  couple: "aucun",
  isolement_recent: true,
  personnes: [
    {
      id: "p1", role: "demandeur", naissance: "1999-11-02", nationalite: "france", activite: "salarie", activite_depuis: null,
      activite_precedente: null, grossesse_terme: null, conge_parental: false, habite_chez_parents: false,
      a_charge_fiscale: false, regime_alsace_moselle: false, rsa_jeune_actif: false, taux_incapacite: 0, benefice_reel: {},
      ressources: [{ nature: "salaire", debut: "2024-01", fin: null, net: 430, imposable: 445, brut: 550 }],
    },
    {
      id: "e1", role: "enfant", naissance: "2025-05-14", nationalite: "france", activite: "inactif", activite_depuis: null,
      activite_precedente: null, grossesse_terme: null, garde_alternee: false, a_charge_fiscale: true,
      conge_parental: false, ressources: [], benefice_reel: {},
    },
  ],
  logement: { statut: "locataire_social", loyer: 390, commune: "59350", participation_frais: false },
  patrimoine: {
    livret_a: 1200, epargne_non_imposable: 0, epargne_imposable: 0, immobilier_loue: 0, immobilier_non_loue: 0,
    terrains_non_loues: 0, valeur_locative_immobilier_non_loue: 0, valeur_locative_terrains_non_loues: 0,
    revenus_capitaux_annuels: 0, revenus_fonciers_annuels: 0,
  },
  prestations_percues: [
    { prestation: "aide_logement", personne: null, debut: "2025-09", fin: "2026-08", montant: 300 },
    { prestation: "asf", personne: null, debut: "2025-09", fin: "2026-08", montant: 201.78 },
  ],
};

export const prefill = async (page, household = HOUSEHOLD, month = MONTH) => {
  await page.evaluate(([h, m]) => document.querySelector("droit-simulateur").preremplir(h, m), [household, month]);
  await idle(page);
};

export const tab = (page, name) => page.getByRole("button", { name, exact: true }).click();
