// ffi/tests/data/questions.jsonl: for each code that C answers, the call that it answered so, field by
// field. The same call in the full entry gets the same code.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as parhelion from "parhelion/full";
import { base64, lines } from "./helpers.mjs";
import { headerOf } from "./kinds.mjs";

const RULES = [, "full", "light", "light_all", "light", "light_all"];
const MESSAGES = [
  ,
  "header",
  "commit",
  "vote",
  "validator_set",
  "signed_header",
  "light_block",
  "duplicate_vote",
  "light_client_attack",
  "evidence_list",
];

/** Codes that no call here gets, each group with its reason. */
const NOT_REACHED = {
  "answers of nodes are read in JavaScript, whose errors have no number": [3],
  "memory for lists is as large as it takes": [525, 740],
  "answers are looked up by their keys: one that is missing is NotInSnapshot": [647, 753],
};

/** In base64; or so many zeros. */
function bytesOf(field) {
  if (field === null) return undefined;
  return typeof field === "number" ? new Uint8Array(field) : base64(field);
}

const text = (bytes) => Buffer.from(bytes ?? []).toString();
const number = (bytes) => Buffer.from(bytes).readBigUInt64LE();
const signed = (bytes) => BigInt.asIntN(64, number(bytes));
const state = (bytes) => parhelion.TrustedState.fromBytes(bytes);

/** Four fields of options, and two of a time. */
function options(fields, at) {
  const [numerator, denominator] = fields.slice(at, at + 2).map(number);
  const [trustingPeriod, maxClockDrift] = fields.slice(at + 2, at + 4).map(signed);
  return { trustThreshold: [numerator, denominator], trustingPeriod, maxClockDrift, now: time(fields, at + 4) };
}

const time = (fields, at) => signed(fields[at]) * 1_000_000_000n + number(fields[at + 1]);

function triples(fields, at) {
  const all = [];
  for (; at + 2 < fields.length; at += 3) all.push(fields.slice(at, at + 3));
  return all;
}

/** The answer of a node with a proof: `MerkleProof` has its two operations as fields of number 1. */
function answer([key, value, proof]) {
  const base64 = (bytes) => Buffer.from(bytes ?? []).toString("base64");
  const ops = [];
  for (let at = 0; at < proof.length; ) {
    let length = 0;
    let shift = 0;
    do length |= (proof[++at] & 127) << shift;
    while (((shift += 7), proof[at] > 127));
    ops.push(proof.slice(at + 1, (at += length + 1)));
  }
  const [iavl, simple] = ops;
  const proofOps = [
    { type: "ics23:iavl", key: base64(key), data: base64(iavl) },
    { type: "ics23:simple", key: base64(Buffer.from("provider")), data: base64(simple) },
  ];
  return { response: { code: 0, key: base64(key), value: base64(value), proofOps: { ops: proofOps } } };
}

const attest = (f, at) =>
  parhelion.attest(state(f[0]), {
    release: text(f[1]),
    consumerId: String(number(f[2])),
    answers: triples(f, at).map(answer),
  });

const ASKS = {
  Verify: (f) => parhelion.verify(state(f[0]), { trustedValidators: f[1], block: f[2] }, options(f, 3)),
  Backwards: (f) => parhelion.verifyBackwards(state(f[0]), headerOf(f[1])),
  Window(f) {
    const { error } = parhelion.verifyWindow(state(f[0]), f.slice(7), options(f, 1));
    if (error) throw error;
  },
  Commit: (f) =>
    parhelion.verifyCommit(
      { chainId: text(f[0]), validators: f[1], blockId: f[2], height: signed(f[3]), commit: f[4] },
      { rule: RULES[number(f[5])] },
    ),
  Trusting: (f) =>
    parhelion.verifyCommit(
      { chainId: text(f[0]), validators: f[1], commit: f[2] },
      { trustThreshold: [number(f[3]), number(f[4])], rule: RULES[number(f[5])] },
    ),
  Examine: (f) => parhelion.examineCommit({ chainId: text(f[0]), validators: f[1], commit: f[2] }),
  Check(f) {
    const message = MESSAGES[number(f[0])];
    // A list of evidence is checked where it is hashed.
    if (message === "evidence_list") parhelion.hash(message, f[2]);
    else parhelion.check(message, f[2], f[1] && { chainId: text(f[1]) });
  },
  Hash: (f) => parhelion.hash(MESSAGES[number(f[0])], f[1]),
  DuplicateVote: (f) => parhelion.verifyDuplicateVote({ chainId: text(f[0]), validators: f[1], evidence: f[2] }),
  DuplicateVoteByKey: (f) => parhelion.verifyDuplicateVote({ chainId: text(f[0]), publicKey: f[1], evidence: f[2] }),
  Attack: (f) =>
    parhelion.verifyLightClientAttack({ common: f[0], commonValidators: f[1], trusted: f[2], evidence: f[3] }),
  Misbehaviour: (f) => parhelion.verifyMisbehaviour(f[0]),
  StateProof([root, store, key, value, proof, under]) {
    const claim = { store, key, proof };
    return value ? parhelion.membership(state(under), { ...claim, value }) : parhelion.absence(state(under), claim);
  },
  ClientMessage(f) {
    const known = triples(f, 4).map(([revision, height, bytes]) => ({ height: `${number(revision)}-${number(height)}`, bytes }));
    return parhelion.clientMessage({ clientState: f[0], consensusStates: known, message: f[1] }, { now: time(f, 2) });
  },
  ValsetChange(f) {
    const validators = [];
    for (let at = 0; at < f[1].length; at += 40) {
      const publicKey = new Uint8Array([0x0a, 32, ...f[1].slice(at, at + 32)]);
      validators.push({ publicKey, power: number(f[1].slice(at + 32, at + 40)) });
    }
    return parhelion.applyValsetChange({ validators, packets: f.slice(2) });
  },
  Attest: (f) => attest(f, 4),
  ConsumerHeader: (f) => parhelion.verifyConsumerHeader(attest(f, 11), f[4], options(f, 5)),
  Trust: (f) => parhelion.TrustedState.trustOnFaith(f[0], f[1]),
  Info: (f) => state(f[0]),
};

await parhelion.ready();
for (const line of lines("ffi/tests/data/questions.jsonl")) {
  const { ask, fields, want } = JSON.parse(line);
  const why = Object.keys(NOT_REACHED).find((why) => NOT_REACHED[why].includes(want.code));
  test(`${want.code} by ${ask}${why ? `: not reached: ${why}` : ""}`, () => {
    let code;
    try {
      ASKS[ask]?.(fields.map(bytesOf));
    } catch (error) {
      ({ code } = error);
      if (!(error instanceof parhelion.ParhelionError)) throw error;
    }
    if (why) assert.notEqual(code, want.code);
    else assert.equal(code, want.code);
  });
}
