// What every entry has.
import type { RefusalName } from "../dist/codes.js";

export type { RefusalName };

/** What to do about an error. `argument`: the call itself was wrong. */
export type ErrorClass = "malformed" | "expired" | "not_enough_trust" | "invalid" | "unsupported" | "argument";

/**
 * Thrown by everything here. What the code carries stands beside it: `tallied`, `needed`, `total`,
 * `index`, `offset`, … are bigints; times are nanoseconds since 1970; `part` names the message that
 * does not decode, or the part of a proof, `key_type` a type of key.
 */
export class ParhelionError extends Error {
  private constructor();
  /** Stable; 0 where the call was wrong, or where JSON is no answer of a node. */
  readonly code: number;
  readonly name: RefusalName | "Argument" | "Answer";
  readonly class: ErrorClass;
  readonly [value: string]: unknown;
}

/** Where the compiled module is: its bytes, its URL, the response of a fetch, or the module. */
export type Source =
  | BufferSource
  | URL
  | string
  | Response
  | Promise<Response>
  | WebAssembly.Module;

/** Nanoseconds since 1970. */
export type Nanos = bigint;

/** What the caller decides. What is left out has its default. */
export interface Options {
  /** The time: never taken from the clock. */
  now: Date | Nanos;
  /**
   * The share of a trusted set that must have signed a block which does not follow directly:
   * numerator and denominator, in [1/3, 1]. Default [1n, 3n].
   */
  trustThreshold?: readonly [bigint, bigint];
  /**
   * Nanoseconds for which a trusted header may be built on; well below the chain's unbonding period.
   * Default two weeks.
   */
  trustingPeriod?: bigint;
  /** Nanoseconds by which a header may be ahead of the time. Default ten seconds. */
  maxClockDrift?: bigint;
}

/**
 * What a node answered: the text, or what `JSON.parse` made of it, with or without its envelope. The
 * entry `parhelion/verify` reads none.
 */
export type Json = string | object;

/**
 * A light block: a protobuf `LightBlock`, or the answers of `/commit` and of all pages of
 * `/validators` of one height.
 */
export type LightBlockInput = Uint8Array | { commit: Json; validators: Json | readonly Json[] } | Json;

/** A protobuf `ValidatorSet`, or the answers of all pages of `/validators` of one height. */
export type ValidatorsInput = Uint8Array | Json | readonly Json[];

/** What is claimed to follow from a trusted state. */
export interface Claim {
  /** The set that follows the trusted header; a block that follows directly needs none. */
  trustedValidators?: ValidatorsInput;
  block: LightBlockInput;
}

/** A header that is trusted: as much of it as verification needs. */
export class TrustedState {
  private constructor();
  /**
   * Trusts a block because somebody you believe told you the hash of its header: 64 hexadecimal
   * digits, or 32 bytes. Nothing is verified but that the block has a header of that hash.
   * @throws {ParhelionError} TrustedHashMismatch, and whatever is wrong with the block's form
   */
  static trustOnFaith(block: LightBlockInput, hash: string | Uint8Array): TrustedState;
  /**
   * Trusts a header in the same way, which is enough for proofs of state: a protobuf `Header`, or the
   * answer of `/header` or `/commit`. Not in `parhelion/verify`.
   */
  static trustHeaderOnFaith(header: Uint8Array | Json, hash: string | Uint8Array): TrustedState;
  /**
   * Trusts what `toBytes` gave. Whoever can write to the store decides what is trusted.
   * @throws {ParhelionError} StateLength, StateVersion, StateChecksum, StateContent
   */
  static fromBytes(bytes: Uint8Array): TrustedState;
  /** The form in which a state is stored: 256 bytes. */
  toBytes(): Uint8Array;
  /** For a log: chain id, height and hash. */
  toJSON(): { chainId: string; height: string; headerHash?: string };
  readonly chainId: string;
  readonly height: bigint;
  readonly time: Nanos;
  /** None where the state comes from an on-chain client. */
  readonly headerHash: Uint8Array | undefined;
  readonly nextValidatorsHash: Uint8Array | undefined;
  readonly lastBlockHash: Uint8Array | undefined;
  /** The root of the state of the application after the block before this one. */
  readonly appHash: Uint8Array | undefined;
}

/** The version of the library. */
export function version(): string;
