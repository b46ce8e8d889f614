// parhelion: what a wallet needs. Takes bytes, or the JSON that a node answered.
export * from "./wallet.js";
