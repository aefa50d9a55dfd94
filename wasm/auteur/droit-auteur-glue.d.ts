// The glue that wasm-bindgen writes for the form with the compiler, as far as the page uses it.
declare module "droit-auteur-glue" {
  export default function initialise(from: { module_or_path: URL | Uint8Array }): Promise<unknown>;
  export class Atelier {
    constructor(files: string);
    files(): string;
    source(file: string): string | undefined;
    check(file: string, content: string): string;
    examples(): string;
    effect(situation: string, month: string): string;
    begin(month: string): void;
    add(lines: string): string;
    static format(content: string): string;
  }
}
