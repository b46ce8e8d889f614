// What is downloaded stays small, and no check of ours panics. That nothing computes with floats is asked by wasm/build.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { size } from "./size.mjs";

/** Packed modules, in bytes. `parhelion/full` has no budget. */
const BUDGETS = { verify: 34_816, index: 65_536, full: Infinity };

for (const [entry, budget] of Object.entries(BUDGETS)) {
  test(`${entry} keeps its budget`, (context) => {
    const { name, raw, gzip, scripts } = size(entry);
    context.diagnostic(`${name}: ${gzip} bytes packed (${raw} raw), scripts ${scripts}`);
    assert.ok(gzip <= budget, `${name}: ${gzip} bytes packed, of ${budget}`);
  });
}

// A panic carries the name of its file. In the two small modules wasm/build has looked for those, found
// none of ours, and blanked them out.
for (const name of ["verify", "wallet"]) {
  test(`${name}: panics name no files`, () => assert.doesNotMatch(text(name), /\.rs/));
}

// What is there can panic as far as the compiler sees. `copy_from_slice` in update.rs copies into a
// slice that was cut to the same length; object.rs cuts at most two zeros off "00"; what prost derives
// in pb.rs has arms that nothing reaches.
// An `async` function, of which follow is made, panics where it is asked once more after its end: who has
// ended is asked no more. In exchange.rs nothing is borrowed while something else runs.
const FOLLOW = ["exchange", "fork", "node", "way"].map((file) => `wasm/src/follow/${file}.rs`);
const WRITTEN = ["rpc/src/pb.rs", "rpc/src/write/object.rs"];
const PLACES = ["core/src/ccv/valset_change/update.rs", ...WRITTEN, ...FOLLOW];

test("full: no check of ours panics", () => {
  assert.match(text("full"), /\/sha256\/soft\.rs/, "panics of others have places");
  const found = [...text("full").matchAll(/(?<![\w/-])(?:core|rpc|wasm)\/src\/[\w/-]+\.rs/g)];
  assert.deepEqual([...new Set(found.map(([place]) => place))].sort(), PLACES);
  assert.doesNotMatch(text("full"), /\/(root|home|Users)\//);
});

function text(name) {
  return readFileSync(new URL(`../dist/${name}_bg.wasm`, import.meta.url)).toString("latin1");
}
