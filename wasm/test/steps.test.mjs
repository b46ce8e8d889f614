// The package as Node loads it, on the steps that every binding answers alike:
// ffi/tests/data/steps.json. scripts/wasm builds it first.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Verifier, verify, version } from "../pkg/node/parhelion.js";
import * as web from "../pkg/web/parhelion.js";

const steps = JSON.parse(readFileSync(new URL("../../ffi/tests/data/steps.json", import.meta.url)));
const bytes = (text) => new Uint8Array(Buffer.from(text, "base64"));
const named = (name) => steps.find((step) => step.name === name);

const options = ({ options: o }) => ({
  trustThreshold: [BigInt(o.trust_numerator), BigInt(o.trust_denominator)],
  trustingPeriod: BigInt(o.trusting_period),
  maxClockDrift: BigInt(o.max_clock_drift),
});
const nanos = ({ now }) => BigInt(now.seconds) * 1_000_000_000n + BigInt(now.nanos);

function run(step, change = {}, module = { verify }) {
  const call = {
    state: bytes(step.state),
    trustedValidators: bytes(step.trusted_validators),
    block: bytes(step.block),
    options: options(step),
    now: nanos(step),
    ...change,
  };
  return module.verify(call.state, call.trustedValidators, call.block, call.options, call.now);
}

function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}

function check(step, module) {
  if (step.want.code === 0) {
    assert.deepEqual(run(step, {}, module), bytes(step.want.next));
    return;
  }
  const error = thrown(() => run(step, {}, module));
  assert.ok(error instanceof Error);
  const { code, name, message, class: kind } = error;
  const { want } = step;
  assert.deepEqual({ code, name, message, kind }, { code: want.code, name: want.name, message: want.message, kind: want.class });
  for (const [field, text] of Object.entries(want.values)) {
    const value = error[field === "message" ? "part" : field];
    assert.equal(typeof value, /^-?\d+$/.test(text) ? "bigint" : "string", field);
    assert.equal(String(value), text, field);
  }
}

for (const step of steps) {
  test(`${step.name}: ${step.want.name ?? "verified"}`, () => check(step));
}

test("the module for browsers answers alike", () => {
  web.initSync({ module: readFileSync(new URL("../pkg/web/parhelion_bg.wasm", import.meta.url)) });
  for (const step of steps) check(step, web);
});

test("with a verifier the answers are the same, twice", () => {
  const verifier = new Verifier(1);
  for (const step of [...steps, ...steps]) check(step, verifier);
  verifier.free();
  const other = new Verifier();
  check(named("skip"), other);
  other.free();
  for (const keys of [0, 100_001]) {
    const error = thrown(() => new Verifier(keys));
    assert.deepEqual([error.name, error.class], ["Argument", "argument"]);
  }
});

test("the state goes on: what comes out goes in", () => {
  const next = run(named("skip"));
  assert.equal(next.length, 256);
  assert.equal(thrown(() => run(named("skip"), { state: next })).name, "HeightNotIncreased");
});

test("a block that follows directly needs no trusted validators", () => {
  const step = named("adjacent");
  assert.deepEqual(run(step, { trustedValidators: undefined }), bytes(step.want.next));
  const error = thrown(() => run(named("skip"), { trustedValidators: undefined }));
  assert.equal(error.name, "TrustedValidatorsMissing");
});

test("options have defaults, and time may be a Date", () => {
  const step = named("skip");
  const now = new Date(Number(nanos(step) / 1_000_000n));
  for (const options of [undefined, {}]) {
    assert.deepEqual(run(step, { options, now }), bytes(step.want.next));
  }
  const late = new Date(now.getTime() + 15 * 24 * 60 * 60 * 1000);
  assert.equal(thrown(() => run(step, { options: {}, now: late })).class, "expired");
});

test("numbers are taken whole or refused", () => {
  const step = named("skip");
  const wrong = [
    { now: new Date(NaN) },
    { now: Number(nanos(step)) },
    { now: 2n ** 64n },
    { options: { trustingPeriod: 2n ** 70n } },
    { options: { trustingPeriod: 1209600 } },
    { options: { maxClockDrift: -(2n ** 63n) - 1n } },
    { options: { trustThreshold: [1n, 2n ** 64n + 3n] } },
    { options: { trustThreshold: [-1n, 3n] } },
    { options: { trustThreshold: [1n] } },
  ];
  for (const change of wrong) {
    const error = thrown(() => run(step, change));
    assert.deepEqual([error.name, error.code, error.class], ["Argument", 0, "argument"]);
  }
  const range = thrown(() => run(step, { options: { trustThreshold: [1n, 4n] } }));
  assert.deepEqual([range.code, range.numerator, range.denominator], [315, 1n, 4n]);
});

test("errors do not wear the module out", () => {
  const step = named("cut off");
  for (let i = 0; i < 20_000; i += 1) thrown(() => run(step));
  check(named("skip"));
});

test("the version is the crate's", () => {
  const manifest = readFileSync(new URL("../../Cargo.toml", import.meta.url), "utf8");
  assert.equal(version(), manifest.match(/^version = "(.*)"/m)[1]);
});
