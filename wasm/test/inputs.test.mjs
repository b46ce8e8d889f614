// What callers pass: numbers, options, and the JSON that nodes answered.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as wallet from "parhelion";
import * as small from "parhelion/verify";
import { base64, json, lines, named, thrown } from "./helpers.mjs";

await wallet.ready();

const { TrustedState, verify } = wallet;
const step = named("skip");
const nanos = (time) => BigInt(time.seconds) * 1_000_000_000n + BigInt(time.nanos);
const now = nanos(step.now);
const state = TrustedState.fromBytes(base64(step.state));
const claim = { trustedValidators: base64(step.trusted_validators), block: base64(step.block) };
const refused = (call, name = "Argument") => assert.equal(thrown(call).name, name, String(call));

test("numbers are taken whole or refused", () => {
  const wrong = [
    {},
    { now: new Date(Number.NaN) },
    { now: Number(now) },
    { now: 2n ** 100n },
    { now, trustingPeriod: 2n ** 70n },
    { now, trustingPeriod: 1209600 },
    { now, maxClockDrift: -(2n ** 63n) - 1n },
    { now, trustThreshold: [1n, 2n ** 64n + 3n] },
    { now, trustThreshold: [-1n, 3n] },
    { now, trustThreshold: [1n] },
    { now, verifier: {} },
  ];
  for (const options of wrong) {
    const error = thrown(() => verify(state, claim, options));
    assert.deepEqual([error.name, error.code, error.class], ["Argument", 0, "argument"]);
  }
  const range = thrown(() => verify(state, claim, { now, trustThreshold: [1n, 4n] }));
  assert.deepEqual([range.code, range.numerator, range.denominator], [315, 1n, 4n]);
});

test("options have defaults, and time may be a Date", () => {
  const date = new Date(Number(now / 1_000_000n));
  assert.deepEqual(verify(state, claim, { now: date }).toBytes(), base64(step.want.next));
  const late = new Date(date.getTime() + 15 * 24 * 60 * 60 * 1000);
  assert.equal(thrown(() => verify(state, claim, { now: late })).class, "expired");
});

test("what is no state, and no block, is refused before anything is asked", () => {
  refused(() => verify(state.toBytes(), claim, { now }));
  refused(() => verify(state, {}, { now }));
  refused(() => TrustedState.fromBytes("state"));
  refused(() => TrustedState.fromBytes(new Uint8Array(255)), "StateLength");
  refused(() => TrustedState.trustOnFaith(claim.block, "00"));
  refused(() => TrustedState.trustOnFaith(claim.block, new Uint8Array(31)), "TrustedHashMismatch");
});

test("a state shows what it holds, and nobody can change it", () => {
  const next = verify(state, claim, { now });
  next.headerHash[0] ^= 1;
  next.toBytes()[8] ^= 1;
  assert.deepEqual(next.toBytes(), base64(step.want.next));
  assert.equal(next.height > state.height && next.time > state.time, true);
  assert.deepEqual([next.headerHash.length, next.appHash.length], [32, 32]);
  assert.deepEqual(Object.keys(next.toJSON()), ["chainId", "height", "headerHash"]);
  refused(() => verify(next, claim, { now }), "HeightNotIncreased");
});

test("a block that follows directly needs no trusted validators", () => {
  const adjacent = named("adjacent");
  const from = TrustedState.fromBytes(base64(adjacent.state));
  assert.deepEqual(verify(from, { block: base64(adjacent.block) }, { now: nanos(adjacent.now) }).toBytes(), base64(adjacent.want.next));
  refused(() => verify(state, { block: claim.block }, { now }), "TrustedValidatorsMissing");
});

test("errors do not wear the module out", () => {
  const cut = { ...claim, block: claim.block.slice(0, -1) };
  for (let i = 0; i < 20_000; i += 1) thrown(() => verify(state, cut, { now }));
  assert.deepEqual(verify(state, claim, { now }).toBytes(), base64(step.want.next));
});

const block = (height) => json(`testdata/mainnet/cosmoshub-4_${height}.json`);
const hash = (recorded) => recorded.signed_header.commit.block_id.hash;
const later = { now: new Date("2021-12-08T03:00:00Z") };

test("a light block is read from what a node answered, in each shape of it", () => {
  const { signed_header, validators } = block(8619996);
  const page = { block_height: "8619996", validators, count: String(validators.length), total: String(validators.length) };
  const half = Math.ceil(validators.length / 2);
  const pages = [validators.slice(0, half), validators.slice(half)].map((part) => ({ ...page, validators: part }));
  const envelope = (result) => JSON.stringify({ jsonrpc: "2.0", id: -1, result });
  const shapes = [
    block(8619996),
    JSON.stringify(block(8619996)),
    { commit: { signed_header, canonical: true }, validators },
    { commit: envelope({ signed_header, canonical: true }), validators: page },
    { commit: { signed_header }, validators: pages.map(envelope) },
  ];
  const states = shapes.map((shape) => TrustedState.trustOnFaith(shape, hash(shapes[0])).toBytes());
  for (const found of states) assert.deepEqual(found, states[0]);
  const commit = { signed_header };
  const faults = [
    { commit, validators: [pages[0]] },
    { commit, validators: [pages[0], pages[0]] },
    { commit, validators: [pages[0], { ...pages[1], block_height: "1" }] },
    { commit: envelope({}), validators },
    { commit: JSON.stringify({ error: { code: -32603, message: "Internal error", data: "height 1" } }), validators },
    { commit: "{", validators },
    { commit: { signed_header: { ...signed_header, header: { ...signed_header.header, height: 2 ** 60 } } }, validators },
    { commit: { signed_header: { ...signed_header, header: { ...signed_header.header, time: "2021-02-29T00:00:00Z" } } }, validators },
    { commit: { signed_header: { ...signed_header, header: { ...signed_header.header, app_hash: "0g" } } }, validators },
    { commit, validators: [{ ...validators[0], pub_key: { type: "toString", value: "" } }] },
    { commit, validators: [{ ...validators[0], pub_key: { ...validators[0].pub_key, value: "AB==" } }] },
  ];
  for (const fault of faults) {
    const error = thrown(() => TrustedState.trustOnFaith(fault, hash(shapes[0])));
    assert.ok(["Answer", "MissingPart"].includes(error.name), `${error.name}: ${error.message}`);
    assert.equal(error.class, "malformed");
  }
});

test("headers follow forwards, backwards and in a window", () => {
  const [first, second, third] = [8619996, 8619997, 8619998].map(block);
  const from = TrustedState.trustOnFaith(first, hash(first));
  const window = wallet.verifyWindow(from, [second, third], later);
  assert.deepEqual([window.error, window.verified.map((next) => next.height)], [undefined, [8619997n, 8619998n]]);
  const [middle] = window.verified;
  assert.deepEqual(verify(from, { block: second }, later).toBytes(), middle.toBytes());
  const back = wallet.verifyBackwards(middle, first);
  assert.equal(Buffer.from(back.headerHash).toString("hex").toUpperCase(), hash(first));
  third.signed_header.commit.signatures[1].signature = third.signed_header.commit.signatures[0].signature;
  const broken = wallet.verifyWindow(from, [second, third, first], later);
  assert.deepEqual([broken.verified.length, broken.error.name], [1, "WrongSignature"]);
  const cut = wallet.verifyWindow(from, [second, new Uint8Array(1)], later);
  assert.deepEqual([cut.verified.length, cut.error.class], [1, "malformed"]);
});

test("a commit is verified, and examined", () => {
  const { signed_header, validators } = block(8619996);
  const { header, commit } = signed_header;
  const own = { chainId: header.chain_id, validators, commit: { signed_header } };
  const tally = wallet.verifyCommit({ ...own, blockId: commit.block_id, height: 8619996n });
  assert.ok(tally.tallied > tally.needed && tally.total >= tally.tallied);
  const entries = wallet.examineCommit(own);
  const signed = entries.filter(({ status }) => status === "signed");
  assert.equal(entries.length, validators.length);
  assert.ok(signed.reduce((sum, { power }) => sum + power, 0n) >= tally.tallied);
  wallet.verifyCommit(own, { trustThreshold: [2n, 3n] });
  refused(() => wallet.verifyCommit({ ...own, blockId: commit.block_id, height: 1n }), "CommitHeight");
  refused(() => wallet.verifyCommit(own, { rule: "some" }));
});

test("an answer of /abci_query is proven, as a node served it", () => {
  const answers = json("testdata/ics/aurora-1_78.commit.json");
  const header = TrustedState.trustHeaderOnFaith(answers, (answers.result ?? answers).signed_header.commit.block_id.hash);
  const proofs = lines("testdata/ics/aurora-1_77.proofs.jsonl");
  const proven = proofs.map((answer) => wallet.provenAnswer(header, answer));
  assert.ok(proven.some(({ value }) => value) && proven.some(({ value }) => !value));
  for (const { chainId, height } of proven) assert.deepEqual([chainId, height], ["aurora-1", 77n]);
  const other = JSON.parse(proofs[proven.findIndex(({ value }) => value)]);
  const { response } = other.result ?? other;
  response.value = "AAAA";
  refused(() => wallet.provenAnswer(header, other), "ValueMismatch");
  delete response.proofOps;
  refused(() => wallet.provenAnswer(header, other), "Answer");
});

test("the smallest entry takes bytes alone, and says so", async () => {
  const other = await import("../js/module.js?alone");
  assert.match(thrown(() => other.reader("lightBlock")).message, /takes bytes/);
  assert.equal(typeof small.verify, "function");
});
