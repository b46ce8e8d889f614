// Single messages: whether they obey the rules of their own, what their hash is, and what is signed.
import { argument } from "./error.js";
import * as input from "./input.js";
import { module } from "./module.js";

const known = (found, message) => {
  if (found === undefined || found === false) throw argument(`${message} is no message that this is for`);
  return found;
};

/** Checks a message by its own rules. A header with its commit has to be of this chain. */
export function check(message, bytes, { chainId = "" } = {}) {
  const name = input.text(message, "message");
  known(module("check").check(name, input.bytes(bytes, "bytes"), input.text(chainId, "chainId")), name);
}

/** The hash of a header, a commit, a validator set or a list of evidence. */
export function hash(message, bytes) {
  const name = input.text(message, "message");
  return known(module("hash").hash(name, input.bytes(bytes, "bytes")), name);
}

/** What is signed of a vote, a proposal, or the extension of a vote. */
export function signBytes(message, bytes, chainId) {
  const name = input.text(message, "message");
  const chain = input.text(chainId, "chainId");
  return known(module("sign_bytes").sign_bytes(name, chain, input.bytes(bytes, "bytes")), name);
}

/** Verifies one Ed25519 signature by the rule of ZIP-215, which CometBFT follows. */
export function verifyEd25519(publicKey, message, signature) {
  module("ed25519").ed25519(
    input.bytes(publicKey, "publicKey"),
    input.bytes(message, "message"),
    input.bytes(signature, "signature"),
  );
}
