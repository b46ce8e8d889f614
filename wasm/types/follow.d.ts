// A chain, followed over the RPC of its nodes.
import type { Nanos, Options, ParhelionError, TrustedState } from "./common.js";

/** Whom to ask, where to begin, and what it may cost. */
export interface FollowOptions {
  /** The node whose blocks are verified: `http://…`, `https://…`. */
  primary: string | URL;
  /**
   * Nodes with whose blocks they are compared, each run by somebody else. `"none"` compares with
   * nobody: a fork that enough validators signed goes unnoticed.
   */
  witnesses: readonly (string | URL)[] | "none";
  /** Where to begin: a state that was stored. Either this or `trust`. */
  state?: TrustedState;
  /** Where to begin: a header that you believe in. Compare several sources that do not know each other. */
  trust?: { height: bigint; hash: string | Uint8Array };
  options?: Omit<Options, "now"> & {
    /**
     * Nanoseconds that the chain may take for a block: a witness that is behind is waited for so
     * long, and twice the drift. Default ten seconds.
     */
    maxBlockLag?: bigint;
  };
  /** The time; that of the clock by default. */
  now?: () => Date | Nanos;
  /** Ends it: the iterator throws the signal's reason. */
  signal?: AbortSignal;
  fetch?: typeof globalThis.fetch;
  /** Milliseconds between two looks at the head. Default 2000. */
  pollInterval?: number;
  /** Verifies each header, not only as many as the changes of the validators ask for. */
  sequential?: boolean;
  /** Milliseconds for one attempt at a request. Default 5000. */
  timeout?: number;
  /** Attempts at one request, where another may succeed. Default 5. */
  attempts?: number;
  /** Bytes in an answer, at most. Default, and never more than, 64 MiB. */
  maxAnswerBytes?: number;
}

/** A header that was verified, and compared with the witnesses. */
export interface FollowedHeader {
  height: bigint;
  time: Nanos;
  hash: Uint8Array;
  /** Store it: it is where to begin the next time. */
  state: TrustedState;
  /** How many witnesses have it, or, with `sequential`, a header above it that leads to it by hashes. */
  witnesses: number;
}

/** What is held against one side of a fork, for the other to judge. */
export interface Accusation {
  /** Whose block conflicts. */
  accused: string;
  /** Who has another. */
  accuser: string;
  kind: "lunatic" | "equivocation" | "amnesia";
  /** Who is guilty, if the accuser is right. */
  byzantineValidators: { address: Uint8Array; power: bigint }[];
  /** The power of the set that is judged by. */
  totalVotingPower: bigint;
  /** A protobuf `LightClientAttackEvidence`. */
  evidence: Uint8Array;
  /** The same for `/broadcast_evidence` of a node on the accuser's side. */
  json: string;
}

/**
 * Two nodes have different headers, and each can prove its own: one of them lies, and a third of the
 * validators with it. Nothing can be trusted until somebody has found out which. Its code is 0 and
 * its name `Fork`.
 */
export class ForkError extends ParhelionError {
  private constructor();
  readonly name: "Fork";
  readonly primary: string;
  readonly witness: string;
  /** The last header that both have. */
  readonly common: { height: bigint; hash?: Uint8Array };
  readonly accusations: readonly Accusation[];
  /** Of whom nothing is proven, and why. */
  readonly unproven: readonly { accused: string; why: string }[];
}

/**
 * Follows a chain: yields its present head when that is verified, and each new one that is seen.
 *
 * A primary that does not answer gives its place to a witness, one that sends what is wrong is
 * dropped; what may pass is tried again. Throws what is left to say after that: a `ParhelionError`
 * whose `way` has the heights `from` and `to`, and the `peer` and what it said (`why`) where it was
 * somebody's fault.
 * @throws {ParhelionError} NoWitnesses, NoResponse, NotConfirmed and the other codes of the client,
 * and those of verification
 * @throws {ForkError} where a witness can prove another header
 */
export function follow(options: FollowOptions): AsyncGenerator<FollowedHeader, never, void>;
