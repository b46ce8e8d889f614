// Commits, by themselves.
import { argument } from "./error.js";
import * as input from "./input.js";
import { module } from "./module.js";
import { Verifier } from "./verifier.js";

const RULES = { light: 0, light_all: 1, full: 2 };

/**
 * Verifies a commit by the set of its height, or, where `trustThreshold` is given, that enough of a
 * trusted set signed it.
 */
export function verifyCommit(claim, options = {}) {
  const chainId = input.text(claim.chainId, "chainId");
  const set = input.wire(claim.validators, "validators");
  const commit = input.wire(claim.commit, "commit");
  const { rule = "light", trustThreshold, verifier } = options;
  if (trustThreshold !== undefined) {
    const [numerator, denominator] = input.threshold(trustThreshold);
    if (rule !== "light" && rule !== "light_all") throw argument('rule is not "light" or "light_all"');
    const all = rule === "light_all";
    return Verifier.with(verifier, (it) => it.trusting(chainId, set, commit, numerator, denominator, all));
  }
  if (!Object.hasOwn(RULES, rule)) throw argument('rule is not "light", "light_all" or "full"');
  const id = input.wire(claim.blockId, "blockId");
  const height = input.signed(claim.height, "height");
  return Verifier.with(verifier, (it) => it.commit(chainId, set, id, height, commit, RULES[rule]));
}

/** Every entry of a commit with its validator: who signed, who did not, whose signature is bad. */
export function examineCommit({ chainId, validators, commit }) {
  const set = input.wire(validators, "validators");
  return module("examine").examine(input.text(chainId, "chainId"), set, input.wire(commit, "commit"));
}
