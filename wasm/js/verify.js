// parhelion/verify: one step of a light client, and nothing else. Takes bytes.
import start, * as glue from "../dist/verify.js";
import { argument, ParhelionError } from "./error.js";
import { settings } from "./input.js";
import { loader, module } from "./module.js";
import { step, TrustedState } from "./state.js";

export { ParhelionError, TrustedState };

export const ready = loader({ start, glue, url: new URL("../dist/verify_bg.wasm", import.meta.url), place: 0 });

/** Verifies a block of any height above the trusted one; the state to store, and to go on from. */
export function verify(state, claim, options) {
  const { trusted, set, block } = step(state, claim);
  if (options?.verifier !== undefined) throw argument("the entry parhelion has verifiers");
  return new TrustedState(module("verify").verify(trusted, set, block, settings(options)));
}

export const version = () => module("version").version();
