// Files of evidence: which kind each is, what it is to be held against, and the verdict of the package.

import * as engine from "./engine.js";
import { SourceError } from "./sources.js";
import * as wire from "./wire.js";

/**
 * The pieces of evidence in a file: `{ kind, bytes, read, key, chainId }`; `kind` is "duplicateVote" or
 * "attack", `key` the voter's where the file has it.
 */
export function pieces(bytes) {
  const text = asText(bytes);
  const found = text === undefined ? fromWire(bytes) : fromJson(text);
  if (found.length === 0)
    throw new SourceError(
      "There is no evidence in this file: neither JSON nor protobuf of two votes, or of an attack on a light client.",
    );
  return found;
}

function asText(bytes) {
  const first = bytes.find((byte) => byte > 0x20);
  return first === 0x7b || first === 0x5b ? new TextDecoder().decode(bytes) : undefined;
}

// An answer of /block, a recording that has the voter's key beside the evidence, or the evidence alone.
function fromJson(text) {
  const whole = parsed(text);
  const body = whole.result ?? whole;
  const list = body.block?.evidence?.evidence ?? body.evidence?.evidence ?? body.evidence ?? body;
  const { chain_id: chainId, pub_key: key } = body;
  const beside = key === undefined ? {} : { key, chainId };
  return [list]
    .flat()
    .flatMap((one) =>
      fromWire(engine.evidenceBytes(one)).map((piece) => ({ ...piece, ...beside })),
    );
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new SourceError(`That is not JSON: ${error.message}`);
  }
}

const known = (kind, bytes) => ({
  kind,
  bytes,
  read: kind === "duplicateVote" ? wire.duplicateVote(bytes) : wire.attack(bytes),
});

// Protobuf does not say what it is: the first reading that has the parts of its kind is taken.
function fromWire(bytes) {
  const readings = [
    () => isVotes(wire.duplicateVote(bytes)) && [known("duplicateVote", bytes)],
    () => isAttack(wire.attack(bytes)) && [known("attack", bytes)],
    () => wrapped(bytes, wire.evidence(bytes)),
    () => wire.evidenceList(bytes).evidence.flatMap((one) => wrapped(bytes, one) || []),
  ];
  for (const reading of readings) {
    const found = attempted(reading);
    if (found && found.length > 0) return found;
  }
  return [];
}

function attempted(reading) {
  try {
    return reading();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function wrapped(bytes, { duplicateVote, lightClientAttack }) {
  if (duplicateVote && isVotes(duplicateVote))
    return [known("duplicateVote", wire.slice(bytes, duplicateVote))];
  if (lightClientAttack && isAttack(lightClientAttack))
    return [known("attack", wire.slice(bytes, lightClientAttack))];
  return undefined;
}

const isVotes = ({ voteA, voteB }) =>
  voteA?.signature !== undefined && voteB?.signature !== undefined;
const isAttack = ({ conflictingBlock }) =>
  conflictingBlock?.signedHeader?.header?.chainId !== undefined;

/** Judges one piece against the blocks of `source`. `trusted` names the height of the chain's own header. */
export async function judge(piece, source, trusted) {
  return piece.kind === "duplicateVote" ? votes(piece, source) : attack(piece, source, trusted);
}

async function votes({ bytes, read, key, chainId }, source) {
  const height = read.voteA.height?.value ?? 0n;
  const block = key === undefined ? await within(source, height, "the validators") : undefined;
  const against = block
    ? `the validators of height ${height} in ${source.title}`
    : "the voter's key, which the file has beside it";
  const proof = () =>
    block ? engine.duplicateVote(block, bytes) : engine.duplicateVoteByKey(chainId, key, bytes);
  const total = read.totalPower?.value;
  return verdict(against, total, () => {
    const { validator, fault } = proof();
    // By the key alone, nothing says which power the voter has but the evidence.
    const claimed = block === undefined;
    return {
      fault: fault.replaceAll("_", " "),
      claimed,
      guilty: [{ address: validator, power: read.power?.value ?? 0n }],
    };
  });
}

async function attack({ bytes, read }, source, wanted) {
  const common = await within(source, read.commonHeight?.value ?? 0n, "the common block");
  const conflicting = read.conflictingBlock.signedHeader.header.height?.value ?? 0n;
  const head = source.heights[source.heights.length - 1];
  const trusted = await within(
    source,
    wanted ?? (conflicting > head ? head : conflicting),
    "the chain's own block",
  );
  const against = `blocks ${common.height} and ${trusted.height} of ${source.title}`;
  return verdict(against, read.totalPower?.value, () => {
    const { kind, byzantineValidators } = engine.attack(common, trusted, bytes);
    return { fault: kind, guilty: byzantineValidators };
  });
}

async function within(source, height, what) {
  try {
    return await source.block(height);
  } catch (error) {
    if (!(error instanceof SourceError)) throw error;
    throw new SourceError(
      `To judge it, ${what} of height ${height} must be at hand, and ${source.title} has none. Choose the source that has it.`,
    );
  }
}

function verdict(against, total, run) {
  try {
    return { against, total, ...run() };
  } catch (error) {
    if (!error.code) throw error;
    return { against, total, error };
  }
}
