// parhelion: what a wallet needs. Takes bytes, or the JSON that a node answered.
import start, * as glue from "../dist/wallet.js";
import * as json from "./json.js";
import { loader } from "./module.js";

export const ready = loader({
  start,
  glue,
  url: new URL("../dist/wallet_bg.wasm", import.meta.url),
  place: 1,
  json,
});

export * from "./wallet.js";
