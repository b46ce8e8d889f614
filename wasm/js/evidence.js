// Evidence: who is provably guilty.
import { argument } from "./error.js";
import * as input from "./input.js";
import { message } from "./document.js";
import { module } from "./module.js";
import { Verifier } from "./verifier.js";

/**
 * Verifies evidence of a double vote: by the validators of the height of the votes, as a full node
 * does, or by the voter's key alone, as a provider chain does.
 */
export function verifyDuplicateVote({ chainId, evidence, validators, publicKey }) {
  const chain = input.text(chainId, "chainId");
  const found = message(evidence, "duplicate_vote", "evidence");
  if ((validators === undefined) === (publicKey === undefined)) {
    throw argument("either validators or publicKey is needed");
  }
  if (publicKey !== undefined) {
    const key = input.wire(publicKey, "publicKey");
    return module("double_vote_by_key").double_vote_by_key(chain, found, key);
  }
  return module("duplicate_vote").duplicate_vote(chain, found, input.wire(validators, "validators"));
}

/** Verifies evidence of an attack on light clients, as a full node does that has the chain. */
export function verifyLightClientAttack({ common, commonValidators, trusted, evidence }, { verifier } = {}) {
  const claim = [
    input.wire(common, "signedHeader", "common"),
    input.wire(commonValidators, "validators", "commonValidators"),
    input.wire(trusted, "signedHeader", "trusted"),
    message(evidence, "light_client_attack", "evidence"),
  ];
  return Verifier.with(verifier, (it) => it.light_client_attack(...claim));
}

/** Verifies two headers of a chain as the provider of a consumer does, and finds who signed both. */
export function verifyMisbehaviour(misbehaviour) {
  return module("misbehaviour").misbehaviour(message(misbehaviour, "misbehaviour", "misbehaviour"));
}
