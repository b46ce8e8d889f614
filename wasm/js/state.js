// A header that is trusted: as much of it as verification needs.
import { argument } from "./error.js";
import * as input from "./input.js";
import { module } from "./module.js";

const FIELDS = ["chainId", "height", "time", "headerHash", "nextValidatorsHash", "lastBlockHash", "appHash"];

export class TrustedState {
  #bytes;
  #fields;

  /** Reads what `toBytes` gave. */
  constructor(bytes) {
    this.#bytes = input.bytes(bytes, "bytes").slice();
    this.#fields = module("state").state(this.#bytes);
  }

  /** Trusts what this library stored: whoever can write to the store decides what is trusted. */
  static fromBytes(bytes) {
    return new TrustedState(bytes);
  }

  /**
   * Trusts a block because somebody you believe told you the hash of its header. Nothing is verified
   * but that the block has a header of that hash.
   */
  static trustOnFaith(block, hash) {
    const wire = input.wire(block, "lightBlock", "lightBlock");
    return new TrustedState(module("trust").trust(wire, input.hash(hash, "hash")));
  }

  /** Trusts a header in the same way: enough for proofs of state. */
  static trustHeaderOnFaith(header, hash) {
    const wire = input.wire(header, "header");
    return new TrustedState(module("trust_header").trust_header(wire, input.hash(hash, "hash")));
  }

  /** The form in which a state is stored: 256 bytes. */
  toBytes() {
    return this.#bytes.slice();
  }

  /** For a log; `fromBytes` takes no such thing. */
  toJSON() {
    const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").toUpperCase();
    const { chainId, height, headerHash } = this;
    return { chainId, height: String(height), headerHash: headerHash && hex(headerHash) };
  }

  static {
    for (const field of FIELDS) {
      const get = function () {
        const found = this.#fields[field];
        return found instanceof Uint8Array ? found.slice() : found;
      };
      Object.defineProperty(TrustedState.prototype, field, { get, enumerable: true, configurable: true });
    }
  }
}

/** The stored form of a state. */
export function stateBytes(state) {
  if (!(state instanceof TrustedState)) throw argument("state is not a TrustedState");
  return state.toBytes();
}

/** The bytes of what a step is about. */
export function step(state, claim = {}) {
  const { trustedValidators, block } = claim;
  return {
    trusted: stateBytes(state),
    set: trustedValidators === undefined ? undefined : input.wire(trustedValidators, "validators", "trustedValidators"),
    block: input.wire(block, "lightBlock", "block"),
  };
}
