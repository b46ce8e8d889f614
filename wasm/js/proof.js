// What a chain's state holds: proofs that lead to the app hash of a trusted header.
import * as input from "./input.js";
import { module, reader } from "./module.js";
import { stateBytes } from "./state.js";

/** Bytes, or a text as UTF-8: stores have names. */
const named = (value, name) => (typeof value === "string" ? new TextEncoder().encode(value) : input.bytes(value, name));

/** Proves that a store holds a value under a key, at the height before that of the header. */
export function membership(state, { store, key, value, proof }) {
  return module("membership").membership(
    stateBytes(state),
    named(store, "store"),
    named(key, "key"),
    input.bytes(value, "value"),
    input.bytes(proof, "proof"),
  );
}

/** Proves that a store holds nothing under a key, at the height before that of the header. */
export function absence(state, { store, key, proof }) {
  const name = named(store, "store");
  return module("absence").absence(stateBytes(state), name, named(key, "key"), input.bytes(proof, "proof"));
}

/** Proves an answer of `/abci_query` as a node served it: its value, or that there is none. */
export function provenAnswer(state, answer) {
  const { store, key, value, lower, upper } = reader("query")(answer);
  return module("answer").answer(stateBytes(state), store, key, value, lower, upper);
}
