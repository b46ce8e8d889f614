// Headers that follow from a trusted one.
import * as input from "./input.js";
import { module } from "./module.js";
import { stateBytes, step, TrustedState } from "./state.js";
import { Verifier } from "./verifier.js";

/** Calls `ask` with the settings and a verifier of the module. */
export function asked(options, ask) {
  const call = input.settings(options);
  return Verifier.with(options?.verifier, (verifier) => ask(verifier, call));
}

/** Verifies a block of any height above the trusted one; the state to store, and to go on from. */
export function verify(state, claim, options) {
  const { trusted, set, block } = step(state, claim);
  return asked(options, (verifier, call) => new TrustedState(verifier.verify(trusted, set, block, call)));
}

/** Verifies the header before the trusted one, by its hash alone; the state of it. */
export function verifyBackwards(state, header) {
  const wire = input.wire(header, "header");
  return new TrustedState(module("backwards").backwards(stateBytes(state), wire));
}

/**
 * Verifies blocks that follow one another directly, in one batch: the states of those that were
 * verified, from the first on, and why the block after them was not.
 */
export function verifyWindow(state, blocks, options) {
  const wires = Array.from(blocks, (block) => input.wire(block, "lightBlock", "block"));
  const joined = new Uint8Array(wires.reduce((length, wire) => length + wire.length, 0));
  wires.reduce((place, wire) => (joined.set(wire, place), place + wire.length), 0);
  const lengths = Uint32Array.from(wires, (wire) => wire.length);
  const trusted = stateBytes(state);
  return asked(options, (verifier, call) => {
    const { states, error } = verifier.window(trusted, joined, lengths, call);
    return { verified: states.map((item) => new TrustedState(item.state)), error };
  });
}
