// The package as its users get it: packed, installed into an empty folder, and used from there.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "parhelion-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const npm = (cwd, ...call) => execFileSync("npm", [...call, "--no-audit", "--no-fund"], { cwd, encoding: "utf8" });
const node = (file) => execFileSync(process.execPath, [file], { cwd: folder, encoding: "utf8" });

test("it is packed, and installed without a network", () => {
  const [{ filename, files }] = JSON.parse(npm(root, "pack", "--json", "--pack-destination", folder));
  const paths = files.map(({ path }) => path);
  for (const path of ["README.md", "LICENSE-MIT", "dist/wallet_bg.wasm", "types/index.d.ts", "js/full.js"]) {
    assert.ok(paths.includes(path), path);
  }
  for (const path of paths) assert.match(path, /^(js|types|dist)\/|^(README\.md|package\.json|LICENSE-(MIT|APACHE))$/);
  writeFileSync(join(folder, "package.json"), '{"name":"wallet","private":true,"type":"module"}\n');
  npm(folder, "install", "--offline", join(folder, filename));
});

test("the first example of the README runs there, as it stands", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const example = /```js\n([\s\S]*?)```/.exec(readme)[1];
  for (const name of ["cosmoshub-4_8619996.json", "cosmoshub-4_8619997.json"]) {
    cpSync(join(root, "../testdata/mainnet", name), join(folder, name));
  }
  writeFileSync(join(folder, "first.js"), example);
  assert.equal(node("first.js"), "verified cosmoshub-4 8619997n\nrefused WrongSignature 406 invalid 1n\n");
});

test("a worker loads it, from a module that was compiled elsewhere, too", () => {
  writeFileSync(
    join(folder, "worker.js"),
    `import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ready, version } from "parhelion/full";
if (isMainThread) {
  const module = await WebAssembly.compile(await readFile(fileURLToPath(import.meta.resolve("parhelion/full.wasm"))));
  for (const workerData of [undefined, module]) {
    const worker = new Worker(new URL(import.meta.url), { workerData });
    worker.on("message", (text) => console.log(text));
    await new Promise((done) => worker.on("exit", done));
  }
} else {
  await ready(workerData);
  parentPort.postMessage(version());
}
`,
  );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal(node("worker.js"), `${version}\n${version}\n`);
});

test("ready takes bytes, a response and a failed load that is tried again", () => {
  writeFileSync(
    join(folder, "ready.js"),
    `import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ready, version } from "parhelion";
const bytes = await readFile(fileURLToPath(import.meta.resolve("parhelion/index.wasm")));
await ready(new Uint8Array(4)).then(() => console.log("loaded nothing"), (error) => console.log(error.name));
await ready(new Response(bytes, { headers: { "content-type": "application/wasm" } }));
console.log(version());
`,
  );
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal(node("ready.js"), `CompileError\n${version}\n`);
});

test("its declarations hold, and wrong calls do not compile", () => {
  cpSync(join(root, "test/types.ts"), join(folder, "types.ts"));
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--lib", "es2022,dom"];
  try {
    execFileSync(process.execPath, [tsc, ...options, "types.ts"], { cwd: folder, encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout);
  }
});

test("the version is the crate's", () => {
  const manifest = readFileSync(join(root, "../Cargo.toml"), "utf8");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal(version, manifest.match(/^version = "(.*)"/m)[1]);
});
