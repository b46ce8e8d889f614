// The parts of a light block in which a bit can be flipped.

/** Group, name, and place in the block's bytes; for the summary of a block. */
export function parts({ header, commit, validators }) {
  const list = [
    ["Header", "chain id", header.chainId],
    ["Header", "height", header.height],
    ["Header", "time, seconds", header.time?.seconds],
    ["Header", "last block's hash", header.lastBlockId?.hash],
    ["Header", "last commit's hash", header.lastCommitHash],
    ["Header", "data hash", header.dataHash],
    ["Header", "validators' hash", header.validatorsHash],
    ["Header", "next validators' hash", header.nextValidatorsHash],
    ["Header", "app hash", header.appHash],
    ["Header", "proposer's address", header.proposerAddress],
    ["Commit", "hash that was signed", commit.blockId?.hash],
    ["Commit", "round", commit.round],
    ...commit.signatures.flatMap((entry, index) => [
      ["Signatures", `signature ${index}`, entry.signature],
      ["Times of votes", `time of vote ${index}`, entry.time?.nanos],
    ]),
    ...validators.flatMap(({ key, power }, index) => [
      ["Keys", `key of validator ${index}`, key?.ed25519 ?? key?.secp256k1],
      ["Powers", `power of validator ${index}`, power],
    ]),
  ];
  return list.filter(([, , place]) => place !== undefined && place.end > place.start);
}
