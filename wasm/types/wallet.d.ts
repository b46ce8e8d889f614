// What the entries for wallets and for everything have in common.
import type { Claim, Json, Options, ParhelionError, Source, TrustedState, ValidatorsInput } from "./common.js";

export * from "./common.js";

/** Loads the module; the one beside this file where nothing is given. */
export function ready(source?: Source): Promise<void>;

/** Makes verification several times faster where there is more than one, and changes no verdict. */
export class Verifier {
  /** A verifier that remembers so many keys, of about 220 bytes each: 1 to 100,000, 256 by default. */
  constructor(keys?: number);
  /** Gives its memory back. It cannot be used after that. */
  free(): void;
}

/** With a verifier, or with one for this call. */
export interface WithVerifier {
  verifier?: Verifier;
}

/**
 * Verifies a block of any height above the trusted one; the state to store, and to go on from.
 * @throws {ParhelionError} the class `not_enough_trust` means: verify a block in between first
 */
export function verify(state: TrustedState, claim: Claim, options: Options & WithVerifier): TrustedState;

/**
 * Verifies the header before the trusted one, by its hash: a protobuf `Header`, or the answer of
 * `/header` or `/commit`.
 */
export function verifyBackwards(state: TrustedState, header: Uint8Array | Json): TrustedState;

/** How far a window was verified. */
export interface Window {
  /** The states after the headers that were verified, from the first on. */
  verified: TrustedState[];
  /** Why the block after them was not; none where all were. */
  error?: ParhelionError;
}

/** Verifies blocks that follow one another directly, in one batch. */
export function verifyWindow(
  state: TrustedState,
  blocks: Iterable<Claim["block"]>,
  options: Options & WithVerifier,
): Window;

/** A power that was counted, and found to be enough. */
export interface Tally {
  /** The power of the signers that were counted, until they were enough. */
  tallied: bigint;
  /** The power that had to be exceeded. */
  needed: bigint;
  total: bigint;
  /** The entries that were looked at. */
  entries: number;
}

/** A commit with the set that is to have signed it. */
export interface CommitClaim {
  chainId: string;
  validators: ValidatorsInput;
  /** A protobuf `Commit`, or the answer of `/commit`. */
  commit: Uint8Array | Json;
}

/**
 * Verifies a commit by the set of its height.
 *
 * `light` counts the votes for the block until they are enough, `light_all` checks all of them,
 * `full` those for no block too.
 */
export function verifyCommit(
  claim: CommitClaim & {
    /** What the caller expects: a protobuf `BlockID`, or one in JSON. */
    blockId: Uint8Array | Json;
    height: bigint;
  },
  options?: { rule?: "light" | "light_all" | "full" } & WithVerifier,
): Tally;
/** Verifies that more than this share of a trusted set signed a commit. */
export function verifyCommit(
  claim: CommitClaim,
  options: { trustThreshold: readonly [bigint, bigint]; rule?: "light" | "light_all" } & WithVerifier,
): Tally;

/** What an entry of a commit is found to be. */
export interface CommitEntry {
  index: number;
  address: Uint8Array;
  power: bigint;
  status: "absent" | "signed" | "signed_nil" | "wrong_address" | "wrong_signature" | "unsupported";
}

/** Every entry of a commit with its validator, whatever is found. */
export function examineCommit(claim: CommitClaim): CommitEntry[];

/** What was proven of a chain's state. */
export interface Proven {
  chainId: string;
  /** The height of the state: the one before the header's. */
  height: bigint;
  store: Uint8Array;
  key: Uint8Array;
  /** None where nothing is stored under the key. */
  value?: Uint8Array;
}

/** Proves that a store holds a value under a key, by a protobuf `MerkleProof` of ICS-23. */
export function membership(
  state: TrustedState,
  claim: { store: string | Uint8Array; key: string | Uint8Array; value: Uint8Array; proof: Uint8Array },
): Proven;

/** Proves that a store holds nothing under a key. */
export function absence(
  state: TrustedState,
  claim: { store: string | Uint8Array; key: string | Uint8Array; proof: Uint8Array },
): Proven;

/**
 * Proves an answer of `/abci_query?…&prove=true` as a node served it: its value, or that there is
 * none. The answer is of the height before the state's.
 */
export function provenAnswer(state: TrustedState, answer: Json): Proven;
