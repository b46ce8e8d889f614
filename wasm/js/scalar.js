// Numbers, bytes and times, as the RPC of CometBFT writes them.
import { unreadable } from "./error.js";

const wrong = (field, why) => unreadable(`\`${field}\` is ${why}`);

/** The object, which the text of an answer may be. */
export function object(value, field) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong(field, "not an object");
  return value;
}

/** A list of objects; none for `null`. */
export function objects(value, field) {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw wrong(field, "not a list");
  return value.map((item) => object(item, field));
}

/** A text; empty where there is none. */
export function string(value, field) {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw wrong(field, "not a string");
  return value;
}

/**
 * An integer of so many bits: a string of one, as CometBFT writes all that need 64 bits, or a number
 * that JavaScript has whole. 0 where there is none.
 */
export function integer(value, field, bits, signed) {
  const number = whole(value ?? 0);
  if (number === undefined) throw wrong(field, "not an integer, or a string of one");
  const fits = signed ? BigInt.asIntN(bits, number) : BigInt.asUintN(bits, number);
  if (fits !== number) throw wrong(field, "out of the range of its type");
  return number;
}

function whole(value) {
  if (typeof value === "string") return /^-?(0|[1-9]\d{0,19})$/.test(value) ? BigInt(value) : undefined;
  return Number.isSafeInteger(value) ? BigInt(value) : undefined;
}

/** Bytes in hexadecimal: hashes and addresses. */
export function hex(value, field) {
  const text = string(value, field);
  if (text.length % 2 !== 0 || /[^0-9a-f]/i.test(text)) throw wrong(field, "not hexadecimal");
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.substr(2 * at, 2), 16));
}

/** Bytes in base64: keys, signatures and values. */
export function base64(value, field) {
  const text = string(value, field);
  if (!/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) throw wrong(field, "not base64");
  const binary = atob(text);
  // Bits that no byte takes up are zero.
  if (btoa(binary.slice(binary.length - (binary.length % 3))) !== (binary.length % 3 ? text.slice(-4) : "")) {
    throw wrong(field, "not base64");
  }
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z$/;

/** A time: seconds since 1970, and nanoseconds. Go's zero time where there is none. */
export function time(value, field) {
  const text = string(value, field) || "0001-01-01T00:00:00Z";
  const [, year, month, day, hour, minute, second, decimals = ""] = TIME.exec(text) ?? [];
  // Two digits of a year are those of the last century, in Date.UTC alone.
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  const exists = Number(year) >= 1 && !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 19) === text.slice(0, 19);
  if (!exists) throw wrong(field, "not a time such as 2021-12-08T01:51:39.4Z");
  return { seconds: BigInt(date.getTime() / 1000), nanos: BigInt(decimals.padEnd(9, "0")) };
}
