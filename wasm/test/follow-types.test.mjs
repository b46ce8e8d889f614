// The declarations of follow, by the compiler of TypeScript: test/follow-types.ts.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

test("the declarations of follow allow what it takes, and nothing else", () => {
  const flags = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--lib", "es2023,dom,esnext"];
  const compiler = path("../node_modules/typescript/bin/tsc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [compiler, ...flags, path("follow-types.ts")]);
  assert.equal(status, 0, `${stdout}${stderr}`);
});
