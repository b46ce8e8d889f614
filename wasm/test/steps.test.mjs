// The steps that every binding answers alike, in each entry: ffi/tests/data/steps.json.
import assert from "node:assert/strict";
import { test } from "node:test";
import startVerify from "../dist/verify.js";
import startWallet from "../dist/wallet.js";
import * as full from "parhelion/full";
import * as verifyOnly from "parhelion/verify";
import * as wallet from "parhelion";
import { base64, named, steps, thrown } from "./helpers.mjs";

const entries = { "parhelion/verify": verifyOnly, parhelion: wallet, "parhelion/full": full };
/** The modules that hand out memory themselves: src/memory.rs. The greatest that is loaded answers. */
const small = { "parhelion/verify": startVerify, parhelion: startWallet };

const nanos = ({ now }) => BigInt(now.seconds) * 1_000_000_000n + BigInt(now.nanos);

function options(step) {
  const { trust_numerator, trust_denominator, trusting_period, max_clock_drift } = step.options;
  return {
    trustThreshold: [BigInt(trust_numerator), BigInt(trust_denominator)],
    trustingPeriod: BigInt(trusting_period),
    maxClockDrift: BigInt(max_clock_drift),
    now: nanos(step),
  };
}

function run(entry, step, change = {}) {
  const { trustedValidators, ...rest } = change;
  const claim = { trustedValidators: base64(step.trusted_validators), block: base64(step.block) };
  if ("trustedValidators" in change) claim.trustedValidators = trustedValidators;
  const state = entry.TrustedState.fromBytes(base64(step.state));
  return entry.verify(state, claim, { ...options(step), ...rest });
}

function check(entry, step, change) {
  if (step.want.code === 0) {
    assert.deepEqual(run(entry, step, change).toBytes(), base64(step.want.next));
    return;
  }
  const error = thrown(() => run(entry, step, change));
  assert.ok(error instanceof Error && error instanceof entry.ParhelionError);
  const { code, name, message, class: kind } = error;
  const { want } = step;
  assert.deepEqual({ code, name, message, kind }, { code: want.code, name: want.name, message: want.message, kind: want.class });
  for (const [field, text] of Object.entries(want.values)) {
    const value = error[field === "message" ? "part" : field];
    assert.equal(typeof value, /^-?\d+$/.test(text) ? "bigint" : "string", field);
    assert.equal(String(value), text, field);
  }
}

test("nothing answers before it is loaded", () => {
  for (const entry of Object.values(entries)) {
    assert.match(thrown(() => entry.version()).message, /await ready\(\)/);
  }
});

for (const [name, entry] of Object.entries(entries)) {
  test(`${name} is loaded`, async () => {
    await entry.ready();
    await entry.ready();
  });
  for (const step of steps) {
    test(`${name}: ${step.name}: ${step.want.name ?? "verified"}`, () => check(entry, step));
  }
  if (!(name in small)) continue;
  test(`${name}: what a call has given back is there for the next`, async () => {
    const { memory } = await small[name]();
    const round = () => steps.forEach((step) => check(entry, step));
    round();
    const { byteLength } = memory.buffer;
    for (let rounds = 0; rounds < 50; rounds++) round();
    assert.equal(memory.buffer.byteLength, byteLength);
  });
}

test("with a verifier the answers are the same, twice", () => {
  const verifier = new wallet.Verifier(1);
  for (const step of [...steps, ...steps]) check(wallet, step, { verifier });
  verifier.free();
  assert.equal(thrown(() => run(wallet, named("skip"), { verifier })).name, "Argument");
  for (const keys of [0, 100_001, 1.5, "1"]) {
    const error = thrown(() => new wallet.Verifier(keys));
    assert.deepEqual([error.name, error.class], ["Argument", "argument"]);
  }
});
