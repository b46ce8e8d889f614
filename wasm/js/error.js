// What everything here throws: an Error with a stable code, and the numbers that belong to it.
import { CODES } from "../dist/codes.js";

export class ParhelionError extends Error {
  constructor(message, code, name, kind) {
    super(message);
    Object.defineProperty(this, "name", { value: name, configurable: true, writable: true });
    this.code = code;
    this.class = kind;
  }
}

/** The error of a call that was wrong; code 0, which no verdict has. */
export const argument = (message) => new ParhelionError(message, 0, "Argument", "argument");

/** The error of JSON that is no answer of a node; code 0. */
export const unreadable = (message) => new ParhelionError(message, 0, "Answer", "malformed");

/** What is still to come of an error that the module is telling. */
const told = new WeakMap();

/** The refusal of a row of the table. Its numbers come next, in the table's order. */
export function refusal(code) {
  const [name, kind, text, ...fields] = CODES[code];
  const error = new ParhelionError(text, code, name, kind);
  told.set(error, { fields, text, shown: [] });
  return error;
}

/** Adds the next number, or name; `shown` is how the message has it. */
export function tell(error, value, shown = String(value)) {
  const { fields, text, shown: list } = told.get(error);
  const field = fields[list.length];
  // `message` is the sentence of every error in JavaScript: which message it was is the `part`.
  error[field === "message" ? "part" : field] = value;
  list.push(`${field} ${shown}`);
  error.message = `${text} (${list.join(", ")})`;
}
