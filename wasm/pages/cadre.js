// Inside of the frame: tells its height to the page that holds it, and takes its settings from that page alone.

const element = document.querySelector("droit-simulateur");
const SETTINGS = ["mois", "droits", "territoire", "langue"];

// A height says nothing of the person: it may be told to whoever holds the frame.
const tell = () => parent.postMessage({ droit: "hauteur", hauteur: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
new ResizeObserver(tell).observe(document.body);

addEventListener("message", ({ data, source }) => {
  if (source !== parent || typeof data !== "object" || data === null) return;
  if (data.droit === "reglages") {
    for (const name of SETTINGS) if (typeof data[name] === "string") element.setAttribute(name, data[name]);
  }
  if (data.droit === "situation" && typeof data.situation === "object" && data.situation !== null) {
    element.preremplir(data.situation, typeof data.mois === "string" ? data.mois : undefined);
  }
});
element.addEventListener("pret", () => parent.postMessage({ droit: "pret" }, "*"));
