// Puts the page together in one folder that any static server can serve: the page, the package, the
// recordings, and the list of all files, by which the service worker keeps them for use offline.
//
//   node wasm/demo/assemble.mjs FOLDER

import { createHash } from "node:crypto";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { ship } from "./catalogue.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");

// What the entry `parhelion/full` is made of.
const PACKAGE = /^(js\/(?!index|verify\.)[\w-]+\.js|dist\/(codes|full)\.js|dist\/full_bg\.wasm)$/;

export function assemble(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(here, "page"), folder, { recursive: true });
  if (!existsSync(join(root, "wasm/dist")))
    throw new Error("there is no wasm/dist: scripts/wasm builds it");
  for (const part of ["js", "dist"]) {
    for (const name of files(join(root, "wasm", part)).map((name) => `${part}/${name}`)) {
      if (PACKAGE.test(name))
        cpSync(join(root, "wasm", name), join(folder, "pkg", name), { recursive: true });
    }
  }
  ship(root, join(folder, "data"));
  list(folder);
}

// Another name for the cache whenever a byte has changed.
function list(folder) {
  const names = files(folder)
    .filter((name) => name !== "sw.js")
    .sort();
  const hash = createHash("sha256");
  for (const name of names)
    hash
      .update(name)
      .update("\0")
      .update(readFileSync(join(folder, name)));
  const version = hash.digest("hex").slice(0, 16);
  const worker = readFileSync(join(folder, "sw.js"), "utf8");
  const filled = worker
    .replace("[/* files */]", JSON.stringify(names))
    .replace("/* version */", version);
  writeFileSync(join(folder, "sw.js"), filled);
}

function files(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath ?? entry.path, entry.name)));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.length !== 3) {
    console.error("usage: node wasm/demo/assemble.mjs FOLDER");
    process.exit(64);
  }
  assemble(resolve(process.argv[2]));
}
