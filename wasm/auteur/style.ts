import { css } from "lit";

export const style = css`
  :host { display: block; font-family: system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; color: #1f2430; line-height: 1.45; }
  * { box-sizing: border-box; }
  .page { display: grid; grid-template-columns: minmax(0, 3fr) minmax(18rem, 2fr); gap: 1.25rem; align-items: start; }
  @media (max-width: 60rem) { .page { grid-template-columns: minmax(0, 1fr); } }
  .tools { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: end; margin-bottom: .5rem; }
  label { display: grid; gap: .15rem; font-size: .9rem; font-weight: 600; min-width: 0; max-width: 100%; }
  select, input, button { font: inherit; padding: .35rem .6rem; border: 1px solid #6b7280; border-radius: .25rem; background: #fff; color: inherit; max-width: 100%; min-width: 0; }
  select, input { font-weight: 400; width: 100%; }
  button { cursor: pointer; }
  button.main { background: #1d4f6e; border-color: #1d4f6e; color: #fff; font-weight: 600; }
  button:disabled { opacity: .6; cursor: default; }
  :is(select, input, button, .place):focus-visible { outline: 3px solid #1d4f6e; outline-offset: 2px; }
  .editor { border: 1px solid #6b7280; border-radius: .25rem; overflow: hidden; background: #fff; }
  .editor .cm-editor { height: min(75vh, 48rem); font-size: .95rem; }
  .editor .cm-editor.cm-focused { outline: 3px solid #1d4f6e; outline-offset: -3px; }
  .editor .cm-scroller { font-family: ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; }
  section { border: 1px solid #c9ced6; border-radius: .4rem; padding: .75rem 1rem; margin-bottom: 1rem; background: #fff; }
  h2 { font-size: 1.05rem; margin: 0 0 .5rem; }
  ul { list-style: none; margin: 0; padding: 0; }
  li { padding: .4rem 0; border-top: 1px solid #e3e6ea; overflow-wrap: anywhere; }
  li:first-child { border-top: 0; }
  .tag { display: inline-block; font-size: .8rem; font-weight: 700; padding: 0 .4rem; border-radius: .2rem; border: 1px solid currentColor; margin-right: .35rem; }
  .erreur { color: #9b1c1c; } .avertissement { color: #7a4a00; } .ok { color: #1d5e2a; }
  .place { background: none; border: 0; padding: 0; color: #1d4f6e; text-decoration: underline; text-align: left; }
  .small { font-size: .88rem; color: #434b57; margin: .25rem 0 .5rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-size: .9rem; }
  th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid #e3e6ea; vertical-align: top; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  td.wide { min-width: 14rem; }
  progress { width: 100%; }
`;
