// Results, calculation, curve, sheets on the screen.

export const resultsStyle = `
.total { border-inline-start: 5px solid var(--_good); padding: .25rem 0 .25rem 1rem; margin-bottom: 1rem; }
.total p { margin: 0; max-width: none; }
.total .label { color: var(--_soft); }
.total .sum { font-size: 1.6em; font-weight: 700; line-height: 1.2; }
.count { font-weight: 400; color: var(--_soft); }
.rights { list-style: none; padding: 0; margin: 0 0 1rem; display: grid; gap: .4rem; }
.card { background: var(--_paper); border: 1px solid var(--_rule); border-radius: var(--_radius); }
.card > summary { cursor: pointer; list-style: none; padding: .6rem .8rem; display: grid; gap: .1rem .75rem;
  grid-template-columns: minmax(0, 1fr) auto; align-items: baseline; border-radius: var(--_radius); }
.card > summary::-webkit-details-marker { display: none; }
.card > summary:hover { background: var(--_panel); }
.card .title { font-weight: 600; margin: 0; line-height: 1.4; text-wrap: wrap; padding-inline-start: 1.1em; }
.card .title::before { content: "▸"; display: inline-block; width: 1.1em; margin-inline-start: -1.1em; color: var(--_soft); font-weight: 400; }
.card[open] .title::before { content: "▾"; }
.card .amount { grid-column: 1 / -1; padding-inline-start: 1.1em; font-variant-numeric: tabular-nums; }
.badge { font-size: .85em; padding: .1rem .55rem; border-radius: 1em; border: 1px solid currentColor; white-space: nowrap; color: var(--_soft); }
.certain .badge { color: var(--_good); background: var(--_good-paper); }
.possible .badge, .non_evaluable .badge { color: var(--_maybe); background: var(--_maybe-paper); }
.body { padding: .25rem .9rem .75rem; border-top: 1px solid var(--_rule); }
.pairs { margin: 0 0 .75rem; }
.pairs > div { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.1fr); gap: 0 1rem; padding: .25rem 0; border-bottom: 1px solid var(--_rule); }
.pairs dt { color: var(--_soft); }
.pairs dd { margin: 0; font-variant-numeric: tabular-nums; }
.pairs dd ul { margin: 0; padding-inline-start: 1.1em; }
.pairs .strong dd { font-weight: 700; }
.pairs.long > div { grid-template-columns: minmax(0, 8.5rem) minmax(0, 1fr); }
.reasons { padding-inline-start: 1.1em; }
.reasons li, .tree li { margin-bottom: .35rem; }
.pair { display: inline-block; margin-inline-end: .9em; }
.state { font-size: .85em; font-weight: 600; margin-inline-end: .4em; }
.state.unmet { color: var(--_bad); }
.state.met { color: var(--_good); }
.state.unsure { color: var(--_maybe); }
.source { color: var(--_soft); font-size: .85em; }
.source::before { content: "["; }
.source::after { content: "]"; }
.mark { color: var(--_maybe); font-size: .85em; font-weight: 700; white-space: nowrap; }
.tree, .tree ul { list-style: none; padding-inline-start: .9rem; border-inline-start: 1px solid var(--_rule); }
.tree summary { cursor: pointer; padding: .15rem 0; }
.tree .value { font-weight: 600; font-variant-numeric: tabular-nums; }
.tree .value::before { content: "= "; font-weight: 400; }
.tree .note { margin-inline-end: .6em; }
.tree .law { background: var(--_panel); padding: .4rem .6rem; font-size: .92em; margin: .25rem 0; white-space: pre-wrap; }
.notes { margin: 0 0 .25rem; }
.flow { columns: 2 12rem; }
.scroll { overflow-x: auto; max-width: 100%; }
figure { margin: 1rem 0; }
svg { width: 100%; min-width: 30rem; height: auto; font: 12px var(--_font); fill: var(--_ink); }
.grid-line { stroke: var(--_rule); stroke-width: 1; }
.series { fill: none; stroke-width: 2.5; stroke: #1d4f6e; }
.c1 { stroke: #a4481c; } .c2 { stroke: #14613a; } .c3 { stroke: #6a2c91; } .c4 { stroke: #8a6100; } .c5 { stroke: #a4192b; }
.c6 { stroke: #00696b; } .c7 { stroke: #545b6b; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
.swatch { width: 40px; min-width: 0; height: 8px; vertical-align: middle; }
table { border-collapse: collapse; font-size: .92em; font-variant-numeric: tabular-nums; }
th, td { border: 1px solid var(--_rule); padding: .3rem .5rem; text-align: start; vertical-align: top; }
.sheet th, .sheet td { overflow-wrap: normal; }
.pairs.wide > div { grid-template-columns: minmax(0, 14rem) minmax(0, 1fr); }
.pairs.wide ul { margin: 0; }
thead th { background: var(--_panel); }
.sheet { border: 1px solid var(--_rule); border-radius: var(--_radius); padding: 1.5rem; max-width: 52rem; }
.sheet > h3 { font-size: 1.5em; margin-top: 0; }
.sheet table { display: block; overflow-x: auto; }
.sheet .big > li { margin-bottom: 1rem; }
.sheet .big p { margin-bottom: .25em; }
.contact { border: 2px solid var(--_ink); border-radius: var(--_radius); padding: .75rem 1rem; margin-top: 1rem; }
.contact p { margin: 0; }
.contact .lines { min-height: 2.5em; }
`;
