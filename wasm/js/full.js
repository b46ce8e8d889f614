// parhelion/full: everything, evidence and consumer chains too, and keys of secp256k1.
import start, * as glue from "../dist/full.js";
import * as json from "./json.js";
import { loader } from "./module.js";

export const ready = loader({
  start,
  glue,
  url: new URL("../dist/full_bg.wasm", import.meta.url),
  place: 2,
  json,
});

export * from "./wallet.js";
