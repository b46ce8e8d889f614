// Consumer chains, from the state of their provider.
import { argument } from "./error.js";
import * as input from "./input.js";
import { module, reader } from "./module.js";
import { stateBytes, TrustedState } from "./state.js";

/** The validator set of a consumer, as its provider's state proves it. */
export class Attested {
  static #made = Symbol("made");
  #answers;
  #question;

  constructor(made, answers, question) {
    if (made !== Attested.#made) throw argument("nothing but attest makes an Attested");
    this.#answers = answers;
    this.#question = question;
    Object.assign(this, answers.attest(...question));
    Object.freeze(this);
  }

  /** Attests the set of a consumer. */
  static by(state, { release = "v7.0.1", consumerId, answers }) {
    const question = [stateBytes(state), input.text(release, "release"), input.text(consumerId, "consumerId")];
    const all = new (module("Answers").Answers)();
    for (const answer of answers) {
      const { key, value, lower, upper } = reader("query")(answer);
      all.add(key, value, lower, upper);
    }
    return new Attested(Attested.#made, all, question);
  }

  /** Asks the module about a block of the consumer. */
  static header(attested, block, settings) {
    if (!(attested instanceof Attested)) throw argument("attested is not an Attested");
    return attested.#answers.header(...attested.#question, block, settings);
  }
}

/**
 * Attests the whole validator set of a consumer, from a trusted header of its provider and the
 * answers of `/abci_query` about the consumer's records. Where one is missing, the error is
 * `NotInSnapshot`, and its `key` what to ask for next.
 */
export const attest = (state, claim) => Attested.by(state, claim);

/** Verifies a block of a consumer by the set that is attested, trusting nothing of the consumer. */
export function verifyConsumerHeader(attested, block, options) {
  const wire = input.wire(block, "lightBlock", "block");
  return new TrustedState(Attested.header(attested, wire, input.settings(options)));
}

/**
 * What the packets of a provider, received in one block, make of a consumer's validators: each of
 * these `{ publicKey, power }`, the packets' data as bytes.
 */
export function applyValsetChange({ validators, packets }) {
  const change = new (module("ValsetChange").ValsetChange)();
  try {
    for (const { publicKey, power } of validators) {
      change.validator(input.wire(publicKey, "publicKey"), input.unsigned(power, "power"));
    }
    for (const packet of packets) change.packet(input.bytes(packet, "packet"));
    return change.apply();
  } finally {
    change.free();
  }
}
