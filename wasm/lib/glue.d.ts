// The JavaScript that wasm-bindgen writes: `cargo xtask wasm` makes it, the bundler puts it in the place of this name.
declare module "droit-glue" {
  export { default, Droit } from "../pkg/web/droit.js";
}
