// What the entries for wallets and for everything have in common.
import { module } from "./module.js";

export { examineCommit, verifyCommit } from "./commit.js";
export { ParhelionError } from "./error.js";
export { verify, verifyBackwards, verifyWindow } from "./light.js";
export { absence, membership, provenAnswer } from "./proof.js";
export { TrustedState } from "./state.js";
export { Verifier } from "./verifier.js";

/** The version of the library. */
export const version = () => module("version").version();
