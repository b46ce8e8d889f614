// What is asked by each kind of case, with the functions of the package.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import * as parhelion from "parhelion/full";
import { base64 } from "./helpers.mjs";

/** Kinds that the package does not offer. */
export const LEFT_OUT = ["power_shaping"];

/** One for all cases, and small: keys are forgotten, and asked for again. */
let shared;
const verifier = () => (shared ??= new parhelion.Verifier(16));

/** A verdict: its class, and whether the answer is the one that is wanted. */
export function answer(item) {
  try {
    const { value, is = () => true } = KINDS[item.kind](item);
    return { class: "ok", code: 0, answer: (want) => is(value, want) };
  } catch (error) {
    if (!(error instanceof parhelion.ParhelionError)) throw error;
    assert.ok(error.code > 0, `${item.id}: ${error.message}`);
    return { class: classOf(item, error), code: error.code, error: error.message };
  }
}

/** In some kinds the place decides the class: see testdata/README.md. */
function classOf({ kind, message }, error) {
  if (error.class === "unsupported") return error.class;
  if (kind === "basic" || (kind === "hash" && message === "evidence_list")) return "malformed";
  // What a piece of evidence says of its own headers is asked when it is read.
  const reading = error.class === "malformed" || (error.code >= 303 && error.code <= 322);
  if (EVIDENCE.includes(kind)) return reading ? "malformed" : "invalid";
  if (kind === "client_update") {
    if (error.stage !== "verified") return "malformed";
    return error.class === "malformed" ? "invalid" : error.class;
  }
  return error.class;
}

const EVIDENCE = ["duplicate_vote", "light_client_attack", "consumer_double_vote", "consumer_misbehaviour"];

const hex = (bytes) => Buffer.from(bytes).toString("hex");
const bytes = (text) => base64(text ?? "");
const fraction = (text) => text.split("/").map(BigInt);
const nothing = () => ({});

/** A time with nanoseconds, in nanoseconds since 1970. */
function nanos(text) {
  const [, whole, decimals = ""] = /^(.*?)(?:\.(\d+))?Z$/.exec(text);
  const date = new Date(0);
  const [year, month, day, hour, minute, second] = whole.split(/[-T:]/).map(Number);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return BigInt(date.getTime()) * 1_000_000n + BigInt(decimals.padEnd(9, "0"));
}

/** Refuses what is no signed header, and not what is one that is wrong. */
function formed(text) {
  try {
    parhelion.check("signed_header", bytes(text));
  } catch (error) {
    if (error.class !== "invalid") throw error;
  }
}

/** The fields of a message, by number: bytes or numbers. Of one that stands twice, the last. */
function fields(message) {
  const found = new Map();
  let place = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = message[place++];
      value += BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (place < message.length) {
    const tag = Number(varint());
    const kind = tag & 7;
    if (kind === 0) found.set(tag >> 3, varint());
    else if (kind === 2) {
      const end = Number(varint()) + place;
      found.set(tag >> 3, message.slice(place, (place = end)));
    } else place += kind === 1 ? 8 : 4;
  }
  return found;
}

export const headerOf = (signed) => fields(signed).get(1) ?? new Uint8Array();

/** What a state keeps of a header, by the header's own bytes. */
function fieldsOf(header) {
  const found = fields(header);
  const text = (field) => found.get(field) ?? new Uint8Array();
  const time = fields(text(4));
  const last = fields(text(5));
  return {
    chainId: Buffer.from(text(2)).toString(),
    height: BigInt(found.get(3) ?? 0),
    seconds: BigInt.asIntN(64, time.get(1) ?? 0n),
    nanos: Number(time.get(2) ?? 0n),
    hashes: { next: text(9), last: last.get(1) },
  };
}

/** The state of a trusted header; also of one that has no hash, as it would have been stored. */
function trusted(text) {
  formed(text);
  const header = headerOf(bytes(text));
  try {
    return parhelion.TrustedState.trustHeaderOnFaith(header, parhelion.hash("header", header));
  } catch (error) {
    if (error.name !== "NoHeaderHash") throw error;
  }
  return stateOf(fieldsOf(header));
}

/** A state as it would have been stored. */
function stateOf({ chainId, height, seconds = 1_700_000_000n, nanos: rest = 0, hashes = {}, appHash }) {
  const stored = new Uint8Array(256);
  const view = new DataView(stored.buffer);
  stored.set(Buffer.from("PHTS"));
  const places = { next: [1, 32], last: [4, 96] };
  let bits = appHash ? 8 : 0;
  for (const [name, [bit, place]] of Object.entries(places)) {
    if (!hashes[name]?.length) continue;
    bits |= bit;
    stored.set(hashes[name], place);
  }
  view.setUint16(4, 1, true);
  view.setUint16(6, bits, true);
  view.setBigUint64(8, height, true);
  view.setBigInt64(16, seconds, true);
  view.setUint32(24, rest, true);
  stored.set([chainId.length, appHash?.length ?? 0], 28);
  stored.set(appHash ?? [], 128);
  stored.set(Buffer.from(chainId), 192);
  stored.set(createHash("sha256").update(stored.subarray(0, 248)).digest().subarray(0, 8), 248);
  return parhelion.TrustedState.fromBytes(stored);
}

/** Asks without a verifier and with one: it must not change a verdict. */
function twice(ask) {
  const alone = verdict(() => ask({}));
  const together = verdict(() => ask({ verifier: verifier() }));
  assert.deepEqual(together, alone, "the verifier must not change a verdict");
  if (alone.error) throw alone.thrown;
  return alone.value;
}

function verdict(ask) {
  try {
    const value = ask();
    return { value: value instanceof parhelion.TrustedState ? hex(value.toBytes()) : value };
  } catch (error) {
    if (!(error instanceof parhelion.ParhelionError)) throw error;
    const verdict = { error: error.message, code: error.code };
    return Object.defineProperty(verdict, "thrown", { value: error });
  }
}

/** The members of a set as a case writes them. */
function members(found) {
  return found.map(({ keyType, publicKey, power }) => {
    const head = keyType === "ed25519" ? [0x0a, 0x20] : [0x12, 0x21];
    return { power: String(power), public_key: Buffer.from([...head, ...publicKey]).toString("base64") };
  });
}

const byzantine = ({ byzantineValidators: found }) => found.map(({ address }) => hex(address));

/** For each kind: the call, the value that comes out, and whether it is the one that is wanted. */
export const KINDS = {
  light(item) {
    const state = trusted(item.trusted);
    const claim = { trustedValidators: bytes(item.trusted_next), block: bytes(item.untrusted) };
    const options = {
      trustThreshold: fraction(item.trust_level),
      trustingPeriod: BigInt(item.trusting_period),
      maxClockDrift: BigInt(item.max_clock_drift),
      now: nanos(item.now),
    };
    twice((rest) => parhelion.verify(state, claim, { ...options, ...rest }));
    return nothing();
  },
  backwards({ trusted: known, untrusted }) {
    const state = trusted(known);
    formed(untrusted);
    parhelion.verifyBackwards(state, headerOf(bytes(untrusted)));
    return nothing();
  },
  ics23({ proof, root, path = [], value }) {
    // A root of another length than 32 is none, however long it is.
    const state = stateOf({ chainId: "a-1", height: 7n, appHash: bytes(root).slice(0, 64) });
    const [store, key] = path.length === 2 ? path.map(bytes) : [bytes(""), bytes("")];
    const claim = { store, key, proof: bytes(proof) };
    if (value === undefined || value === null) {
      const absent = parhelion.absence(state, claim);
      assert.deepEqual([absent.height, absent.value], [6n, undefined]);
    } else {
      const proven = parhelion.membership(state, { ...claim, value: bytes(value) });
      assert.equal(hex(proven.value), hex(bytes(value)));
    }
    assert.equal(path.length, 2, "a path of two names");
    return nothing();
  },
  commit(item) {
    const { variant, chain_id: chainId } = item;
    const claim = { chainId, validators: bytes(item.validators), commit: bytes(item.commit) };
    const own = { ...claim, blockId: bytes(item.block_id), height: BigInt(item.height ?? 0) };
    const trustThreshold = item.trust_level && fraction(item.trust_level);
    twice((rest) =>
      variant.startsWith("trusting")
        ? parhelion.verifyCommit(claim, { ...rest, trustThreshold, rule: variant === "trusting" ? "light" : "light_all" })
        : parhelion.verifyCommit(own, { ...rest, rule: variant }),
    );
    return nothing();
  },
  basic: ({ message, bytes: wire, chain_id: chainId }) => {
    parhelion.check(message, bytes(wire), { chainId });
    return nothing();
  },
  hash: ({ message, bytes: wire }) => ({
    value: hex(parhelion.hash(message, bytes(wire))),
    is: (found, want) => found === want.hash.toLowerCase(),
  }),
  sign_bytes: ({ message, bytes: wire, chain_id }) => ({
    value: hex(parhelion.signBytes(message, bytes(wire), chain_id)),
    is: (found, want) => found === hex(bytes(want.bytes)),
  }),
  ed25519({ public_key, message, signature }) {
    parhelion.verifyEd25519(bytes(public_key), bytes(message), bytes(signature));
    return nothing();
  },
  duplicate_vote({ chain_id: chainId, evidence, validators }) {
    parhelion.verifyDuplicateVote({ chainId, evidence: bytes(evidence), validators: bytes(validators) });
    return nothing();
  },
  consumer_double_vote({ chain_id: chainId, evidence, public_key }) {
    parhelion.verifyDuplicateVote({ chainId, evidence: bytes(evidence), publicKey: bytes(public_key) });
    return nothing();
  },
  light_client_attack(item) {
    const claim = {
      common: bytes(item.common),
      commonValidators: bytes(item.common_validators),
      trusted: bytes(item.trusted),
      evidence: bytes(item.evidence),
    };
    const value = byzantine(twice((rest) => parhelion.verifyLightClientAttack(claim, rest)));
    return { value, is: (found, want) => found.join() === (want.byzantine ?? []).join() };
  },
  consumer_misbehaviour({ misbehaviour }) {
    const value = byzantine(parhelion.verifyMisbehaviour(bytes(misbehaviour)));
    return { value, is: (found, want) => found.join() === (want.byzantine ?? []).join() };
  },
  client_update(item) {
    const consensusStates = item.consensus_states.map(({ height, bytes: wire }) => ({ height, bytes: bytes(wire) }));
    const claim = { clientState: bytes(item.client_state), consensusStates, message: bytes(item.message) };
    const { result } = parhelion.clientMessage(claim, { now: nanos(item.now) });
    return { value: result, is: (found, want) => want.result === undefined || found === want.result };
  },
  valset_change({ validators, packets }) {
    const before = validators.map(({ public_key, power }) => ({ publicKey: bytes(public_key), power: BigInt(power) }));
    const value = parhelion.applyValsetChange({ validators: before, packets: packets.map(bytes) });
    const is = (found, want) =>
      hex(found.validatorsHash) === want.hash.toLowerCase() &&
      JSON.stringify(members(found.validators)) === JSON.stringify(want.validators.map(sorted));
    return { value, is };
  },
};

const sorted = ({ power, public_key }) => ({ power, public_key });
