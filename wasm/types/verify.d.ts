// parhelion/verify: one step of a light client, and nothing else. Takes bytes.
import type { Claim, Options, Source, TrustedState } from "./common.js";

export * from "./common.js";

/** Loads the module; the one beside this file where nothing is given. */
export function ready(source?: Source): Promise<void>;

/**
 * Verifies a block of any height above the trusted one; the state to store, and to go on from.
 * @throws {ParhelionError} the class `not_enough_trust` means: verify a block in between first
 */
export function verify(state: TrustedState, claim: Claim, options: Options): TrustedState;
