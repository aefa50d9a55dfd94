// In the page that holds the frame: `<iframe class="droit" src=".../cadre.html" title="Simulateur de droits sociaux"
// data-territoire="59350"></iframe>` then this script. It gives the frame its height and its settings.

const frames = [...document.querySelectorAll("iframe.droit")];

addEventListener("message", ({ data, source }) => {
  const frame = frames.find((one) => one.contentWindow === source);
  if (!frame || typeof data !== "object" || data === null) return;
  if (data.droit === "hauteur" && Number.isFinite(data.hauteur)) {
    frame.height = String(Math.min(Math.max(data.hauteur, 300), 20000));
  }
  if (data.droit === "pret") frame.contentWindow.postMessage({ droit: "reglages", ...frame.dataset }, new URL(frame.src, location.href).origin);
});
