// `<droit-pli>`: a disclosure inside of the calculation, in the page's own tree (no shadow), that draws what it holds only
// once opened: the calculation of a right has thousands of steps.

import { html, nothing, render } from "lit/html.js";
import type { View } from "./common.ts";

export class Fold extends HTMLElement {
  #head: View = nothing;
  #inside: () => View = () => nothing;
  #open: boolean | null = null;

  set tete(head: View) {
    this.#head = head;
    this.#draw();
  }

  set contenu(inside: () => View) {
    this.#inside = inside;
    this.#draw();
  }

  /** Whether it is open at first; what the person did since stands. */
  set ouvert(open: boolean) {
    this.#open ??= open;
    this.#draw();
  }

  connectedCallback(): void {
    this.#draw();
  }

  #draw(): void {
    if (!this.isConnected && this.#open === null) return;
    const open = this.#open ?? false;
    const toggled = (e: Event) => {
      this.#open = (e.target as HTMLDetailsElement).open;
      this.#draw();
    };
    render(
      html`<details ?open=${open} @toggle=${toggled}><summary>${this.#head}</summary>${open ? this.#inside() : nothing}</details>`,
      this,
    );
  }
}

export function defineFold(): void {
  if (!customElements.get("droit-pli")) customElements.define("droit-pli", Fold);
}
