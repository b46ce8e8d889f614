// What the tests share: the modules, loaded once, and the steps that every binding answers alike.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

export const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url));
export const json = (path) => JSON.parse(file(path));
export const lines = (path) => file(path).toString().split("\n").filter((line) => line !== "");
export const base64 = (text) => new Uint8Array(Buffer.from(text, "base64"));

/** ffi/tests/data/steps.json */
export const steps = json("ffi/tests/data/steps.json");
export const named = (name) => steps.find((step) => step.name === name);

/** The error that a call throws. */
export function thrown(call) {
  try {
    call();
  } catch (error) {
    return error;
  }
  assert.fail("nothing was thrown");
}
