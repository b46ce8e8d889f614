// What is downloaded stays small, and holds no float and no message of a panic of ours.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { size } from "./size.mjs";

/** Packed modules, in bytes. `parhelion/full` has no budget. */
const BUDGETS = { verify: 46_080, index: 65_536, full: Infinity };

for (const [entry, budget] of Object.entries(BUDGETS)) {
  test(`${entry} keeps its budget`, (context) => {
    const { name, raw, gzip, scripts } = size(entry);
    context.diagnostic(`${name}: ${gzip} bytes packed (${raw} raw), scripts ${scripts}`);
    assert.ok(gzip <= budget, `${name}: ${gzip} bytes packed, of ${budget}`);
  });
}

test("no module names a file of ours: no check of ours panics", () => {
  for (const name of ["verify", "wallet", "full"]) {
    const text = readFileSync(new URL(`../dist/${name}_bg.wasm`, import.meta.url)).toString("latin1");
    assert.match(text, /\.rs/, "panics of others have places");
    assert.doesNotMatch(text, /core\/src\/(ccv|client|commit|crypto|evidence|light|proof|types|wire)\//, name);
    assert.doesNotMatch(text, /\/(root|home|Users)\//, name);
  }
});
