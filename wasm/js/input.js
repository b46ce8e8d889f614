// What the caller passes, as the module takes it: numbers are taken whole or refused, never cut.
import { argument } from "./error.js";
import { reader } from "./module.js";

const SECOND = 1_000_000_000n;
const DAY = 86_400n * SECOND;
const U64 = 64;

/** Whether it is a bigint of so many bits. */
export const fits = (value, bits, signed) =>
  typeof value === "bigint" && (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;

/** @throws where it is none of 64 bits. */
export function unsigned(value, name) {
  if (!fits(value, U64, false)) throw argument(`${name} is not a bigint from 0 to 2^64-1`);
  return value;
}

/** @throws where it is none of 64 bits. */
export function signed(value, name) {
  if (!fits(value, U64, true)) throw argument(`${name} is not a bigint of 64 bits`);
  return value;
}

/** @throws where it is no text. */
export function text(value, name) {
  if (typeof value !== "string") throw argument(`${name} is not a string`);
  return value;
}

/** Bytes, of whatever view of them. */
export function bytes(value, name) {
  if (value instanceof Uint8Array) return value;
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  throw argument(`${name} is not a Uint8Array`);
}

/** The wire bytes of a message: as they are, or of the JSON that a node answered. */
export function wire(value, kind, name = kind) {
  if (value instanceof Uint8Array || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return bytes(value, name);
  }
  if (value === undefined || value === null) throw argument(`${name} is missing`);
  return reader(kind)(value);
}

/** 32 bytes, or 64 digits of them. */
export function hash(value, name) {
  if (typeof value !== "string") return bytes(value, name);
  if (!/^([0-9a-f]{2}){32}$/i.test(value)) throw argument(`${name} is not a hash of 64 hexadecimal digits`);
  return Uint8Array.from(value.match(/../g), (digits) => Number.parseInt(digits, 16));
}

/** Seconds and nanoseconds since 1970: of a Date, or of nanoseconds. */
export function moment(now, name = "now") {
  if (now instanceof Date) {
    if (Number.isNaN(now.getTime())) throw argument(`${name} is an invalid date`);
    return split(BigInt(now.getTime()) * 1_000_000n);
  }
  if (typeof now !== "bigint") throw argument(`${name} is neither a Date nor a bigint`);
  const [seconds, nanos] = split(now);
  if (!fits(seconds, U64, true)) throw argument(`${name} is out of range`);
  return [seconds, nanos];
}

function split(nanos) {
  const rest = ((nanos % SECOND) + SECOND) % SECOND;
  return [(nanos - rest) / SECOND, Number(rest)];
}

/** A fraction of two bigints. */
export function threshold(pair) {
  if (!Array.isArray(pair) || pair.length !== 2) {
    throw argument("trustThreshold is not two bigints from 0 to 2^64-1");
  }
  return pair.map((term) => unsigned(term, "a term of trustThreshold"));
}

/** What the caller decides, as the bytes that `settings` in src/input.rs reads. */
export function settings(options = {}) {
  const { trustThreshold = [1n, 3n], trustingPeriod = 14n * DAY, maxClockDrift = 10n * SECOND } = options;
  const [numerator, denominator] = threshold(trustThreshold);
  const period = signed(trustingPeriod, "trustingPeriod");
  const drift = signed(maxClockDrift, "maxClockDrift");
  const [seconds, nanos] = moment(options.now);
  return new Uint8Array(BigInt64Array.of(numerator, denominator, period, drift, seconds, BigInt(nanos)).buffer);
}
