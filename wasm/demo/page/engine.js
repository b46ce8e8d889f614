// The package, as the page calls it. Every verdict on the page comes through here.

import * as api from "./pkg/js/full.js";
// What turns JSON into the bytes that are shown, and in which a bit can be flipped.
import { message } from "./pkg/js/document.js";
import * as json from "./pkg/js/json.js";
import { hex, slice, validatorSet } from "./wire.js";

export const { ready, version } = api;

let verifier;
const quick = () => (verifier ??= new api.Verifier());

export const trust = (block, hash) => api.TrustedState.trustOnFaith(block.bytes, hash);

export function verify(state, trustedValidators, block, options, now) {
  return api.verify(state, { trustedValidators, block }, { ...options, now, verifier: quick() });
}

export function backwards(state, { bytes, block }) {
  return api.verifyBackwards(state, slice(bytes, block.signedHeader.header));
}

/** The hash of a block's header, whatever its commit names; none where the header has none. */
export function headerHash({ bytes, block }) {
  try {
    return hex(api.hash("header", slice(bytes, block.signedHeader.header)));
  } catch (error) {
    if (!error.code) throw error;
    return undefined;
  }
}

export function examine({ chainId, validatorSetBytes: validators, commitBytes: commit }) {
  return api.examineCommit({ chainId, validators, commit });
}

/** The members of a set, for showing. */
export function members(bytes) {
  return validatorSet(bytes).validators.map(({ address, power }) => ({
    address: address.value,
    power: power?.value ?? 0n,
  }));
}

export const membership = (state, store, key, value, proof) =>
  api.membership(state, { store, key, value, proof }).height;
export const absence = (state, store, key, proof) =>
  api.absence(state, { store, key, proof }).height;

/** A recorded document: a light block, and the set that follows it where that is there. */
export function blockFromJson(text) {
  const { signed_header, validators, validator_set, next_validators } = JSON.parse(text);
  const lightBlock = json.lightBlock({
    signed_header,
    validators: validators ?? validator_set?.validators,
  });
  return { lightBlock, nextValidators: next_validators && json.validators(next_validators) };
}

export const blockFromAnswers = (commit, validators) => json.lightBlock({ commit, validators });
export const validatorsFromAnswers = (pages) => json.validators(pages);

/** The bytes of one piece of evidence in JSON, in any form in which it is sent. */
export function evidenceBytes(value) {
  const name = /"vote_?a"/i.test(JSON.stringify(value)) ? "duplicate_vote" : "light_client_attack";
  return message(value, name, "evidence");
}

export const duplicateVote = ({ chainId, validatorSetBytes: validators }, evidence) =>
  api.verifyDuplicateVote({ chainId, validators, evidence });

export const duplicateVoteByKey = (chainId, publicKey, evidence) =>
  api.verifyDuplicateVote({ chainId, publicKey, evidence });

/** Against the chain's own blocks of the common height and of that of the conflicting block. */
export function attack(common, trusted, evidence) {
  const claim = {
    common: common.signedHeaderBytes,
    commonValidators: common.validatorSetBytes,
    trusted: trusted.signedHeaderBytes,
    evidence,
  };
  return api.verifyLightClientAttack(claim, { verifier: quick() });
}
