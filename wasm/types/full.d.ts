// parhelion/full: everything, evidence and consumer chains too, and keys of secp256k1.
import type { Json, LightBlockInput, Nanos, Options, TrustedState, ValidatorsInput } from "./common.js";
import type { WithVerifier } from "./wallet.js";

export * from "./wallet.js";

/** Proof that a key signed what no honest validator signs. */
export interface FaultProof {
  /** The address of the key. */
  validator: Uint8Array;
  height: bigint;
  round: number;
  voteType: "prevote" | "precommit";
  fault: "double_vote" | "lunatic" | "forward_lunatic";
}

/** Somebody who signed. */
export interface Signer {
  address: Uint8Array;
  /** The power in the set by which it was found. */
  power: bigint;
  /** The entry of the commit. */
  index: number;
}

/** Evidence: the protobuf message, or its JSON in any form in which it is sent. */
export type EvidenceInput = Uint8Array | Json;

/** A key: a protobuf `PublicKey`, or one as `/validators` has it. */
export type KeyInput = Uint8Array | Json;

/** Verifies evidence of a double vote by the validators of the height of the votes. */
export function verifyDuplicateVote(claim: {
  chainId: string;
  evidence: EvidenceInput;
  validators: ValidatorsInput;
}): FaultProof;
/** Verifies evidence of a double vote by the voter's key alone, as a provider chain does. */
export function verifyDuplicateVote(claim: {
  chainId: string;
  evidence: EvidenceInput;
  publicKey: KeyInput;
}): FaultProof;

/**
 * Verifies evidence of an attack on light clients, as a full node does that has the chain: `common`
 * and `trusted` are its own headers, of the common height and of that of the conflicting block.
 */
export function verifyLightClientAttack(
  claim: {
    common: Uint8Array | Json;
    commonValidators: ValidatorsInput;
    trusted: Uint8Array | Json;
    evidence: EvidenceInput;
  },
  options?: WithVerifier,
): { kind: "lunatic" | "equivocation" | "amnesia"; byzantineValidators: Signer[] };

/** Verifies two headers of a chain as the provider of a consumer does, and finds who signed both. */
export function verifyMisbehaviour(misbehaviour: EvidenceInput): {
  /** What the headers show; none where they do not contradict each other. */
  kind?: "fork" | "time_violation";
  byzantineValidators: Signer[];
};

/** What a client does with a message that it accepts. */
export interface ClientAnswer {
  result: "update" | "duplicate" | "nothing" | "freeze" | "undecided";
  /** The revision and the height that are learned, known already, or missing. */
  revision?: bigint;
  height?: bigint;
  /** Why it freezes. */
  conflict?: "other_header" | "not_after_previous" | "not_before_next" | "fork" | "time_violation";
}

/**
 * What an IBC client would do with a message at this time. `clientState` and `consensusStates` are as
 * they stand in the store of the chain that has it, `message` is an `Any`.
 */
export function clientMessage(
  claim: {
    clientState: Uint8Array;
    /** Each with its height as `revision-height`. */
    consensusStates: Iterable<{ height: string; bytes: Uint8Array }>;
    message: Uint8Array;
  },
  options: { now: Date | Nanos },
): ClientAnswer;

/** A validator of a consumer. */
export interface Member {
  address: Uint8Array;
  keyType: string;
  publicKey: Uint8Array;
  power: bigint;
}

/** The validator set of a consumer, as its provider's state proves it. */
export class Attested {
  private constructor();
  readonly providerChainId: string;
  readonly consumerId: string;
  readonly chainId: string;
  /** The provider's header from whose time on counts how fresh the set is. */
  readonly lockedHeight: bigint;
  readonly lockedTime: Nanos;
  readonly validatorsHash: Uint8Array;
  readonly totalPower: bigint;
  readonly validators: readonly Member[];
}

/**
 * Attests the whole validator set of a consumer, from a trusted header of its provider and the
 * answers of `/abci_query?path="/store/provider/key"&prove=true` about the consumer's records.
 * @throws {ParhelionError} NotInSnapshot where an answer is missing: its `key` is what to ask for
 */
export function attest(
  state: TrustedState,
  claim: {
    consumerId: string;
    answers: Iterable<Json>;
    /** The release of interchain-security that the provider runs. Default v7.0.1. */
    release?: string;
  },
): Attested;

/** Verifies a block of a consumer by the set that is attested, trusting nothing of the consumer. */
export function verifyConsumerHeader(attested: Attested, block: LightBlockInput, options: Options): TrustedState;

/** What the packets of a provider, received in one block, make of a consumer's validators. */
export function applyValsetChange(claim: {
  validators: Iterable<{ publicKey: KeyInput; power: bigint }>;
  /** The data of each packet. */
  packets: Iterable<Uint8Array>;
}): { validatorsHash: Uint8Array; totalPower: bigint; validators: Member[] };

/** Checks a message by its own rules. A header with its commit has to be of this chain. */
export function check(
  message:
    | "header"
    | "commit"
    | "vote"
    | "validator_set"
    | "signed_header"
    | "light_block"
    | "duplicate_vote"
    | "light_client_attack",
  bytes: Uint8Array,
  options?: { chainId?: string },
): void;

/** The hash of a message. */
export function hash(message: "header" | "commit" | "validator_set" | "evidence_list", bytes: Uint8Array): Uint8Array;

/** What is signed of a message. */
export function signBytes(message: "vote" | "proposal" | "extension", bytes: Uint8Array, chainId: string): Uint8Array;

/** Verifies one Ed25519 signature by the rule of ZIP-215, which CometBFT follows. */
export function verifyEd25519(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): void;
