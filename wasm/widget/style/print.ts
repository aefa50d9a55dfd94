// On paper only the sheet remains.

export const print = `
@media print {
  :host { color: #000; background: #fff; font-size: 11pt; container-type: normal; }
  .frame { padding: 0; max-width: none; }
  header, footer, nav, .side, .actions, .file, .history { display: none !important; }
  .sheets > h2, .sheets > .field { display: none; }
  .columns-2 { display: block; }
  .sheet { border: 0; padding: 0; max-width: none; }
  .sheet table { display: table; font-size: 8.5pt; width: 100%; }
  h3, h4, h5 { break-after: avoid; }
  li, tr, .contact, .pairs > div { break-inside: avoid; }
  .pairs.long, .reasons { font-size: 9.5pt; }
  .sheet > h3 { font-size: 16pt; }
  .sheet h3 { font-size: 13pt; }
  .mark, .source, .note { color: #000; }
  .tab-resultats .side, .tab-resultats .detail { display: block !important; background: none; }
}
`;
