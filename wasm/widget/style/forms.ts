// Questions and answers.

export const forms = `
.field { margin: 0 0 1.5rem; padding: 0; border: 0; min-width: 0; }
.field > legend, .field > label { font-weight: 600; padding: 0; display: block; max-width: 60ch; }
.field .help { margin: .15rem 0 .4rem; }
.field.wrong { border-inline-start: 4px solid var(--_bad); padding-inline-start: .75rem; }
.fault { color: var(--_bad); font-weight: 600; margin: .15rem 0 .4rem; }
.unit { font-weight: 400; color: var(--_soft); white-space: nowrap; }
.options { display: flex; flex-flow: row wrap; gap: 0 1.25rem; margin-top: .25rem; }
.option { display: flex; align-items: flex-start; gap: .6rem; padding: .45rem .25rem; min-height: 44px; cursor: pointer;
  font-weight: 400; border-radius: var(--_radius); width: fit-content; max-width: 100%; }
.option:hover { background: var(--_panel); }
.option.small { font-size: .95em; }
.option input { width: 1.3rem; height: 1.3rem; margin: .1rem 0 0; flex: none; accent-color: var(--_main); }
input[type="text"], input[type="number"], select, textarea { font: inherit; color: inherit; background: var(--_paper);
  border: 1px solid var(--_border); border-radius: var(--_radius); padding: .45rem .6rem; min-height: 44px; max-width: 100%; }
textarea { width: 100%; max-width: 40rem; }
[aria-invalid="true"] { border: 2px solid var(--_bad); }
.line { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: end; }
.line .field { margin-bottom: .5rem; }
.line .field label { font-weight: 400; }
.actions { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1.5rem 0; }
button:not(nav button, .link), .button { font: inherit; min-height: 44px; padding: .5rem 1rem; border-radius: var(--_radius);
  border: 1px solid var(--_main); background: var(--_paper); color: var(--_main); cursor: pointer; display: inline-flex;
  align-items: center; }
button:not(nav button, .link):hover, .button:hover { background: var(--_panel); }
button.main:not(nav button) { background: var(--_main); color: var(--_on-main); font-weight: 600; }
button.main:not(nav button):hover { background: color-mix(in srgb, var(--_main) 88%, black); }
button.main:disabled { opacity: .6; }
.link { font: inherit; background: none; border: 0; padding: .3rem; color: var(--_main); text-decoration: underline; cursor: pointer;
  min-height: 32px; }
input.hidden:focus-visible + .button { outline: 3px solid var(--_focus); outline-offset: 2px; }
.summary { border: 2px solid var(--_bad); border-radius: var(--_radius); padding: .75rem 1rem; margin-bottom: 1rem; color: var(--_bad); }
.summary ul, .summary p { margin: .25rem 0 0; }
fieldset.person { border: 1px solid var(--_rule); border-radius: var(--_radius); padding: .5rem 1rem 0; margin: 0 0 1.25rem; min-width: 0; }
fieldset.person > legend { font-weight: 600; padding: 0 .4rem; }
.entry { border: 1px solid var(--_rule); border-radius: var(--_radius); padding: .25rem 1rem .75rem; margin-bottom: 1rem; }
.entry > legend { padding: 0 .4rem; }
.period { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; margin-bottom: .5rem; }
.amount label { display: block; font-size: .9em; }
.months .period { display: grid; grid-template-columns: minmax(6.5rem, 9rem) repeat(auto-fit, minmax(6rem, 1fr)); align-items: end;
  border-top: 1px solid var(--_rule); padding-top: .4rem; }
.months .amount .unit { display: none; }
.months .amount input { width: 100%; }
.more { margin: .5rem 0; }
.more > summary, .group > summary { cursor: pointer; color: var(--_main); padding: .4rem 0; }
.group > summary h3 { display: inline; margin: 0; color: var(--_ink); }
.history ol { list-style: none; padding: 0; }
.history li { display: flex; flex-wrap: wrap; justify-content: space-between; gap: .25rem 1rem; border-bottom: 1px solid var(--_rule);
  padding: .25rem 0; }
.file { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; position: relative; margin-bottom: 1rem; }
.file .note { margin: 0; flex-basis: 100%; }
.file .summary { flex-basis: 100%; }
.grid { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); align-items: end; }
.two { display: grid; gap: 0 1.5rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); }
.two .options { gap: 0 .5rem; }
.two .option { gap: .4rem; font-size: .95em; }
.two .field { margin-bottom: 1rem; }
.grid .field { margin-bottom: 1rem; }
.grid .field > label { font-weight: 400; font-size: .95em; }
.grid .help { font-size: .82em; }
.grid select, .grid input[type="text"] { width: 100%; }
.grid .line { flex-wrap: nowrap; align-items: center; }
.grid .line .option { width: auto; }
@container (min-width: 40rem) { .options.columns { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); } }
`;
