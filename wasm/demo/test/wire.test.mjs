// The reader that only shows: every value is found where it stands.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { parts } from "../page/parts.js";
import {
  evidenceList,
  fromBase64,
  fromHex,
  hex,
  lightBlock,
  slice,
  summary,
} from "../page/wire.js";

const recorded = new URL("../../../testdata/recorded/", import.meta.url);
const networks = readdirSync(recorded, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const rows = (path) =>
  gunzipSync(readFileSync(new URL(path, recorded)))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("recorded blocks are read as CometBFT described them", () => {
  for (const { name } of networks) {
    const { chain_id: chainId, heights } = JSON.parse(
      readFileSync(new URL(`${name}/MANIFEST.json`, recorded)),
    );
    const blocks = new Map(
      rows(`${name}/light_blocks.jsonl.gz`).map((row) => [String(row.height), row]),
    );
    for (const { height, round, validators, power } of heights) {
      const block = summary(fromBase64(blocks.get(String(height)).light_block));
      assert.equal(block.chainId, chainId);
      assert.equal(block.height, BigInt(height));
      assert.equal(block.commit.round?.value ?? 0n, BigInt(round));
      assert.equal(block.validators.length, validators);
      // The manifest is read as numbers, which have 53 bits.
      const total = block.validators.reduce((sum, one) => sum + one.power.value, 0n);
      assert.equal(Number(total), power);
    }
  }
});

test("each part is a place of its own, inside of its message", () => {
  const { bytes, block, ...rest } = summary(
    fromBase64(rows("nil-votes/light_blocks.jsonl.gz")[3].light_block),
  );
  const places = parts(rest)
    .map(([, , place]) => place)
    .sort((a, b) => a.start - b.start);
  assert.equal(places.length, 11 + 4 * 7);
  for (const [index, { start, end }] of places.entries()) {
    assert.ok(start < end && end <= bytes.length);
    assert.ok(index === 0 || places[index - 1].end <= start);
  }
  assert.equal(
    hex(slice(bytes, block.signedHeader.header.appHash)),
    hex(rest.header.appHash.value),
  );
});

test("a list of evidence is taken apart into its own bytes", () => {
  for (const { list, evidence } of rows("evidence-lists/evidence.jsonl.gz")) {
    const bytes = fromBase64(list);
    const found = evidenceList(bytes).evidence.map(({ duplicateVote }) =>
      hex(slice(bytes, duplicateVote)),
    );
    assert.deepEqual(
      found,
      evidence.map((item) => hex(fromBase64(item.bytes))),
    );
  }
});

test("broken bytes are an exception, and no endless loop", () => {
  const whole = fromBase64(rows("nil-votes/light_blocks.jsonl.gz")[0].light_block);
  assert.throws(() => lightBlock(whole.subarray(0, whole.length - 1)), RangeError);
  assert.throws(() => lightBlock(Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f)), RangeError);
  assert.throws(() => lightBlock(new Uint8Array(20).fill(0xff)), RangeError);
  assert.throws(() => lightBlock(Uint8Array.of(0x0b)), RangeError);
  assert.throws(() => fromHex("0g"), RangeError);
});
