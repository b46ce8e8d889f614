// Every recorded case, by the full entry: the same classes and the same answers as the judges gave,
// and the same codes as the other languages. What the package does not offer is counted and named.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import * as parhelion from "parhelion/full";
import { answer, KINDS, LEFT_OUT } from "./kinds.mjs";
import { base64, file, json } from "./helpers.mjs";

const under = (folder, pattern) =>
  readdirSync(new URL(`../../${folder}`, import.meta.url))
    .filter((name) => pattern.test(name))
    .map((name) => `${folder}/${name}`);

const FILES = [
  ...under("testdata/cases", /\.jsonl\.gz$/),
  "testdata/recorded/cases.jsonl.gz",
  ...under("testdata/replay", /\.jsonl$/),
  ...under("testdata/attacks", /\.jsonl$/),
];

const lines = (path) => {
  const bytes = file(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text.split("\n").filter((line) => line.trim() !== "");
};

/** The codes that C answers, in the order of the cases; none where C is not asked. */
const CODES = json("ffi/tests/data/codes.json");

await parhelion.ready();
const seen = new Map();

for (const path of FILES) {
  test(path, () => {
    const wrong = [];
    const codes = CODES[path.split("/").at(-1)];
    for (const [place, line] of lines(path).entries()) {
      const item = JSON.parse(line);
      seen.set(item.kind, (seen.get(item.kind) ?? 0) + 1);
      if (LEFT_OUT.includes(item.kind)) continue;
      const found = answer(item);
      const { ok, class: kind } = item.want;
      const judged = found.class === (ok ? "ok" : kind) && (!ok || found.answer(item.want));
      const code = codes[place];
      // C proves under roots of any length, which no header has.
      const bare = item.kind === "ics23" && base64(item.root ?? "").length !== 32;
      if (code !== null && !bare && code !== found.code) wrong.push(`${item.id}: code ${found.code}, in C ${code}`);
      // Neither verified nor refuted: keys of types that nothing here can check.
      if (!judged && found.class !== "unsupported") wrong.push(`${item.id}: ${found.class} ${found.error ?? ""}, wanted ${kind}`);
    }
    assert.deepEqual(wrong.slice(0, 10), []);
  });
}

test("every kind is offered, or named as left out", (context) => {
  for (const [kind, count] of seen) {
    assert.ok(kind in KINDS || LEFT_OUT.includes(kind), kind);
    context.diagnostic(`${kind}: ${count}${kind in KINDS ? "" : ", left out"}`);
  }
  for (const kind of [...Object.keys(KINDS), ...LEFT_OUT]) assert.ok(seen.get(kind) > 0, kind);
});
