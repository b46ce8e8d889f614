// What is downloaded stays small, and no check of ours panics. That nothing computes with floats is asked by wasm/build.
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

// What is there can panic as far as the compiler sees. `copy_from_slice` in update.rs copies into a
// slice that was cut to the same length; what prost derives in pb.rs has arms that nothing reaches.
const PLACES = { verify: [], wallet: [], full: ["core/src/ccv/valset_change/update.rs", "rpc/src/pb.rs"] };

for (const [name, places] of Object.entries(PLACES)) {
  test(`${name}: no check of ours panics`, () => {
    const text = readFileSync(new URL(`../dist/${name}_bg.wasm`, import.meta.url)).toString("latin1");
    assert.match(text, /\/sha256\/soft\.rs/, "panics of others have places");
    const found = [...text.matchAll(/(?<![\w/-])(?:core|rpc|wasm)\/src\/[\w/-]+\.rs/g)].map(([place]) => place);
    assert.deepEqual([...new Set(found)], places);
    assert.doesNotMatch(text, /\/(root|home|Users)\//);
  });
}
