// The few functions by which the module hands out objects and errors.
import { refusal, tell, unreadable } from "./error.js";

export { refusal, unreadable as fault };

const SECOND = 1_000_000_000n;

/** A signed number of 128 bits. */
export const value = (error, low, high) => tell(error, (high << 64n) + BigInt.asUintN(64, low));

/** A name. */
export const name = (error, text) => tell(error, text);

/** A time: nanoseconds since 1970 for the caller, seconds and a fraction in the message. */
export function moment(error, seconds, nanos) {
  tell(error, seconds * SECOND + BigInt(nanos), `${seconds}+0.${String(nanos).padStart(9, "0")}`);
}

export const record = () => ({});
export const list = () => [];
export const push = (to, item) => void to.push(item);
export const text = (to, field, string) => void (to[field] = string);
export const bytes = (to, field, found) => void (to[field] = found.slice());
export const number = (to, field, found) => void (to[field] = BigInt.asUintN(64, found));
export const signed = (to, field, found) => void (to[field] = found);
export const index = (to, field, found) => void (to[field] = found);
export const member = (to, field, object) => void (to[field] = object);
export const time = (to, field, seconds, nanos) =>
  void (to[field] = seconds * SECOND + BigInt(nanos));

