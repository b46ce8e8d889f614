// Evidence in JSON, as nodes, relayers and the commands of the Cosmos SDK write it.
import { argument, unreadable } from "./error.js";
import * as input from "./input.js";
import { module } from "./module.js";

/** The wire bytes of a message of this name: as they are, or of JSON. */
export function message(value, name, field) {
  if (typeof value !== "string" && (typeof value !== "object" || value === null)) {
    throw argument(`${field} is neither bytes nor JSON`);
  }
  if (value instanceof Uint8Array || value instanceof ArrayBuffer || ArrayBuffer.isView(value)) {
    return input.bytes(value, field);
  }
  const json = typeof value === "string" ? value : JSON.stringify(value);
  const found = module("document").document(json);
  if (found.message !== name) throw unreadable(`\`${field}\` is a ${found.message}, and no ${name}`);
  return found.bytes;
}
