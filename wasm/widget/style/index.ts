// One sheet, built in script: a policy without `unsafe-inline` allows it, and every element of the page shares it.

import { base } from "./base.ts";
import { forms } from "./forms.ts";
import { print } from "./print.ts";
import { resultsStyle } from "./results.ts";

let made: CSSStyleSheet | null = null;

export function sheet(): CSSStyleSheet {
  if (!made) {
    made = new CSSStyleSheet();
    made.replaceSync([base, forms, resultsStyle, print].join("\n"));
  }
  return made;
}
