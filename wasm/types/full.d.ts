// parhelion/full: everything, evidence and consumer chains too, and keys of secp256k1.
export * from "./wallet.js";
