// Reads protobuf for showing it: which value stands where. It checks nothing and nothing relies on
// it; what is true, the package says. Bytes that it cannot read become an exception.

const DECODER = new TextDecoder();

const VERSION = { 1: ["block", "int"], 2: ["app", "int"] };
const TIME = { 1: ["seconds", "int"], 2: ["nanos", "int"] };
const PARTS = { 1: ["total", "int"], 2: ["hash", "bytes"] };
const BLOCK_ID = { 1: ["hash", "bytes"], 2: ["parts", PARTS] };
const HEADER = {
  1: ["version", VERSION],
  2: ["chainId", "text"],
  3: ["height", "int"],
  4: ["time", TIME],
  5: ["lastBlockId", BLOCK_ID],
  6: ["lastCommitHash", "bytes"],
  7: ["dataHash", "bytes"],
  8: ["validatorsHash", "bytes"],
  9: ["nextValidatorsHash", "bytes"],
  10: ["consensusHash", "bytes"],
  11: ["appHash", "bytes"],
  12: ["lastResultsHash", "bytes"],
  13: ["evidenceHash", "bytes"],
  14: ["proposerAddress", "bytes"],
};
const COMMIT_SIG = {
  1: ["flag", "int"],
  2: ["address", "bytes"],
  3: ["time", TIME],
  4: ["signature", "bytes"],
};
const COMMIT = {
  1: ["height", "int"],
  2: ["round", "int"],
  3: ["blockId", BLOCK_ID],
  4: ["signatures", COMMIT_SIG, "many"],
};
const KEY = { 1: ["ed25519", "bytes"], 2: ["secp256k1", "bytes"] };
const VALIDATOR = {
  1: ["address", "bytes"],
  2: ["key", KEY],
  3: ["power", "int"],
  4: ["priority", "int"],
};
const SIGNED_HEADER = { 1: ["header", HEADER], 2: ["commit", COMMIT] };
const VALIDATOR_SET = { 1: ["validators", VALIDATOR, "many"], 2: ["proposer", VALIDATOR] };
const LIGHT_BLOCK = { 1: ["signedHeader", SIGNED_HEADER], 2: ["validatorSet", VALIDATOR_SET] };
const VOTE = {
  1: ["type", "int"],
  2: ["height", "int"],
  3: ["round", "int"],
  4: ["blockId", BLOCK_ID],
  5: ["time", TIME],
  6: ["address", "bytes"],
  7: ["index", "int"],
  8: ["signature", "bytes"],
};
const DUPLICATE_VOTE = {
  1: ["voteA", VOTE],
  2: ["voteB", VOTE],
  3: ["totalPower", "int"],
  4: ["power", "int"],
  5: ["time", TIME],
};
const ATTACK = {
  1: ["conflictingBlock", LIGHT_BLOCK],
  2: ["commonHeight", "int"],
  3: ["byzantine", VALIDATOR, "many"],
  4: ["totalPower", "int"],
  5: ["time", TIME],
};
const EVIDENCE = { 1: ["duplicateVote", DUPLICATE_VOTE], 2: ["lightClientAttack", ATTACK] };
const EVIDENCE_LIST = { 1: ["evidence", EVIDENCE, "many"] };

/** A light block. Each value is `{ value, start, end }`, each message has `start` and `end` too. */
export const lightBlock = (bytes) => read(LIGHT_BLOCK, bytes);
export const validatorSet = (bytes) => read(VALIDATOR_SET, bytes);
export const duplicateVote = (bytes) => read(DUPLICATE_VOTE, bytes);
export const attack = (bytes) => read(ATTACK, bytes);
export const evidence = (bytes) => read(EVIDENCE, bytes);
export const evidenceList = (bytes) => read(EVIDENCE_LIST, bytes);

function read(schema, bytes, start = 0, end = bytes.length) {
  const message = { start, end };
  for (const [name, , many] of Object.values(schema)) if (many) message[name] = [];
  for (let at = start; at < end;) {
    const [tag, begin] = varint(bytes, at, end);
    const [payload, stop] = extent(bytes, Number(tag & 7n), begin, end);
    at = stop;
    const known = schema[Number(tag >> 3n)];
    if (known === undefined) continue;
    const [name, kind, many] = known;
    const value =
      typeof kind === "object"
        ? read(kind, bytes, payload, stop)
        : { value: leaf(kind, bytes, payload, stop), start: payload, end: stop };
    if (many) message[name].push(value);
    else message[name] = value;
  }
  return message;
}

function leaf(kind, bytes, start, end) {
  if (kind === "int") return BigInt.asIntN(64, varint(bytes, start, end)[0]);
  const part = bytes.subarray(start, end);
  return kind === "text" ? DECODER.decode(part) : part;
}

// Where the payload of a field begins and ends.
function extent(bytes, wire, begin, end) {
  if (wire === 0) return [begin, varint(bytes, begin, end)[1]];
  const fixed = { 1: 8, 5: 4 }[wire];
  const [length, start] = fixed ? [BigInt(fixed), begin] : varint(bytes, begin, end);
  if (!fixed && wire !== 2) throw new RangeError(`no wire type ${wire}`);
  if (length > BigInt(end - start)) throw new RangeError("the bytes end inside a value");
  return [start, start + Number(length)];
}

function varint(bytes, at, end) {
  let value = 0n;
  for (let shift = 0n; shift < 70n; shift += 7n, at += 1) {
    if (at >= end) throw new RangeError("the bytes end inside a value");
    value |= BigInt(bytes[at] & 0x7f) << shift;
    if (bytes[at] < 0x80) return [BigInt.asUintN(64, value), at + 1];
  }
  throw new RangeError("an integer has more than 64 bits");
}

/** The bytes of a message or of a value. */
export const slice = (bytes, { start, end }) => bytes.subarray(start, end);

/** What the pages show of a light block, with empty values where a field is absent. */
export function summary(bytes) {
  const block = lightBlock(bytes);
  const { header = {}, commit = { signatures: [] } } = block.signedHeader ?? {};
  const validators = block.validatorSet?.validators ?? [];
  return {
    bytes,
    block,
    header,
    commit,
    validators,
    chainId: header.chainId?.value ?? "",
    height: header.height?.value ?? 0n,
    time: nanos(header.time),
    hash: hex(commit.blockId?.hash?.value),
    signedHeaderBytes: block.signedHeader ? slice(bytes, block.signedHeader) : new Uint8Array(),
    commitBytes: commit.start === undefined ? new Uint8Array() : slice(bytes, commit),
    validatorSetBytes: block.validatorSet ? slice(bytes, block.validatorSet) : new Uint8Array(),
  };
}

/** Nanoseconds since 1970. */
export function nanos(time) {
  return (time?.seconds?.value ?? 0n) * 1_000_000_000n + (time?.nanos?.value ?? 0n);
}

export function hex(bytes = new Uint8Array()) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .toUpperCase();
}

export function fromHex(text) {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new RangeError("not hexadecimal");
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export function fromBase64(text) {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
}
