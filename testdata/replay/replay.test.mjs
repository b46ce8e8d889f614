// The runner itself: what it counts, and that it can fail. `PARHELION_REPLAY` names the module;
// scripts/replay-wasm32 sets it.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "replay-"));
after(() => rmSync(folder, { recursive: true }));

const module = process.env.PARHELION_REPLAY;
const good = readFileSync(join(here, "lengths.jsonl"), "utf8").trim().split("\n");
const wrong = good[1].replace('"class":"malformed"', '"class":"invalid"');

function run(...files) {
  const paths = files.map(([name, content]) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  });
  const { status, stdout } = spawnSync(process.execPath, [join(here, "replay.mjs"), module, ...paths], {
    encoding: "utf8",
  });
  return { status, lines: stdout.trim().split("\n") };
}

test("the module imports nothing", () => {
  assert.deepEqual(WebAssembly.Module.imports(new WebAssembly.Module(readFileSync(module))), []);
});

test("cases agree, packed or not", () => {
  const text = good.join("\n");
  const { status, lines } = run(["a.jsonl", text], ["b.jsonl.gz", gzipSync(`${text}\n`)]);
  assert.deepEqual([status, lines], [0, [`${2 * good.length} cases, ${2 * good.length} agree, 0 disagree, 0 unsupported`]]);
});

test("another verdict is a disagreement, and named", () => {
  assert.notEqual(wrong, good[1]);
  const { status, lines } = run(["a.jsonl", `${wrong}\n${good[0]}`]);
  assert.equal(status, 1);
  assert.ok(lines[0].endsWith(`: ${JSON.parse(wrong).id}: disagree`), lines[0]);
  assert.equal(lines[1], "2 cases, 1 agree, 1 disagree, 0 unsupported");
});

test("what is no case is not passed over", () => {
  const { status, lines } = run(["a.jsonl", '{"id":"x"}']);
  assert.equal(status, 1);
  assert.match(lines[0], /: x: bad$/);
});

test("a kind that does not exist is no case", () => {
  const { status, lines } = run(["a.jsonl", '{"id":"x","kind":"other","want":{"ok":true,"class":"ok"}}']);
  assert.equal(status, 1);
  assert.match(lines[0], /: x: bad$/);
});

test("no case at all is a failure, and so is a file that cannot be read", () => {
  assert.equal(run(["a.jsonl", ""]).status, 1);
  assert.notEqual(run(["b.jsonl.gz", "not packed"]).status, 0);
});
