// Theme and layout. A host changes the look through the custom properties below; nothing of a State's brand is shipped.

export const base = `
:host {
  --_ink: var(--droit-encre, #1f2430);
  --_soft: var(--droit-encre-douce, #545b6b);
  --_paper: var(--droit-fond, #ffffff);
  --_panel: var(--droit-fond-panneau, #f4f5f8);
  --_rule: var(--droit-filet, #c9cdd6);
  --_border: var(--droit-bord, #767d8c);
  --_main: var(--droit-couleur, #1d4f6e);
  --_on-main: var(--droit-sur-couleur, #ffffff);
  --_good: var(--droit-favorable, #14613a);
  --_good-paper: var(--droit-favorable-fond, #e5f3ea);
  --_maybe: var(--droit-possible, #6b4700);
  --_maybe-paper: var(--droit-possible-fond, #fdf1d8);
  --_bad: var(--droit-erreur, #a4192b);
  --_focus: var(--droit-focus, #0a58ca);
  --_radius: var(--droit-arrondi, 6px);
  --_font: var(--droit-police, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif);
  display: block;
  container-type: inline-size;
  color: var(--_ink);
  background: var(--_paper);
  font-family: var(--_font);
  font-size: var(--droit-taille, 1rem);
  line-height: 1.5;
}
:host([hidden]) { display: none; }
*, *::before, *::after { box-sizing: border-box; }
.frame { padding: 1rem; max-width: 84rem; margin-inline: auto; overflow-wrap: anywhere; }
h2, h3, h4, h5 { line-height: 1.25; margin: 1.25em 0 .5em; text-wrap: balance; overflow-wrap: break-word; }
h2 { font-size: 1.5em; margin-top: 0; }
h3 { font-size: 1.15em; }
h4 { font-size: 1em; }
h5 { font-size: .95em; margin: 1em 0 .25em; color: var(--_soft); }
h2:focus { outline: none; }
p { margin: 0 0 .75em; max-width: 70ch; }
ul, ol { margin: 0 0 .75em; padding-inline-start: 1.25em; }
.hidden {
  position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; border: 0;
}
.note, .help { color: var(--_soft); font-size: .9em; }
.lines { white-space: pre-line; }
.loading { padding: 2rem 0; color: var(--_soft); }
:focus-visible { outline: 3px solid var(--_focus); outline-offset: 2px; border-radius: 2px; }

header { display: flex; flex-wrap: wrap; gap: .75rem 1.5rem; align-items: end; justify-content: space-between;
  border-bottom: 1px solid var(--_rule); margin-bottom: 1.25rem; }
nav ul { display: flex; flex-wrap: wrap; gap: 0 .25rem; list-style: none; margin: 0; padding: 0; }
nav button { font: inherit; color: var(--_ink); background: none; border: 0; border-bottom: 3px solid transparent;
  padding: .6rem .75rem; cursor: pointer; min-height: 44px; }
nav button:hover { background: var(--_panel); }
nav button[aria-current] { border-bottom-color: var(--_main); color: var(--_main); font-weight: 600; }
nav button:disabled { color: var(--_soft); cursor: default; }
.month { display: flex; gap: .5rem; align-items: center; padding-bottom: .4rem; }
.month label { font-size: .9em; color: var(--_soft); }
footer { margin-top: 2rem; border-top: 1px solid var(--_rule); padding-top: .75rem; font-size: .9em; color: var(--_soft); }
footer p { margin: 0; max-width: none; }

.columns-2 { display: grid; gap: 1.5rem; grid-template-columns: minmax(0, 1fr); }
.side { background: var(--_panel); border-radius: var(--_radius); padding: 1rem; align-self: start; min-width: 0; }
.work { min-width: 0; }
.tab-resultats .side { background: none; padding: 0; }
@container (max-width: 59.99rem) {
  .frame:not(.tab-resultats) .detail { display: none; }
  .frame:not(.tab-resultats) .side { order: -1; padding: .75rem 1rem; }
  .frame:not(.tab-resultats) .side h2, .frame:not(.tab-resultats) .side > section > .note,
  .frame:not(.tab-resultats) .side .total .more { display: none; }
}
@container (min-width: 60rem) {
  .columns-2 { grid-template-columns: minmax(0, 1.1fr) minmax(0, 1fr); }
  .frame:not(.tab-resultats) .side { position: sticky; top: .5rem; max-height: calc(100vh - 1rem); overflow-y: auto; }
  .tab-resultats .columns-2, .tab-fiches .columns-2 { grid-template-columns: minmax(0, 1fr); }
  .tab-resultats .side { max-width: 60rem; }
  .tab-expert .columns-2 { grid-template-columns: minmax(0, 1.6fr) minmax(0, 1fr); }
}
@container (max-width: 26rem) { .frame { padding: .75rem; } nav button { padding: .5rem; } }
@media (prefers-reduced-motion: no-preference) {
  nav button, .card > summary { transition: background-color .12s; }
}
`;
