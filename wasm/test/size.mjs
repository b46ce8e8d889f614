// How large an entry of the package is, in bytes: its module, the module packed, and all scripts that
// it imports, packed together.
//
//     node size.mjs verify|index|full
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const MODULES = { verify: "verify", index: "wallet", full: "full" };
const NAMES = { verify: "parhelion/verify", index: "parhelion", full: "parhelion/full" };
const packed = (bytes) => execFileSync("gzip", ["-9nc"], { input: bytes, maxBuffer: 1e8 }).length;

/** The files that are imported, from this one on. */
function scripts(url, found = new Map()) {
  if (found.has(url.href)) return found;
  const text = readFileSync(url, "utf8");
  found.set(url.href, text);
  for (const [, path] of text.matchAll(/from\s+["'](\.[^"']+)["']/g)) scripts(new URL(path, url), found);
  return found;
}

export function size(entry) {
  const module = readFileSync(new URL(`../dist/${MODULES[entry]}_bg.wasm`, import.meta.url));
  const texts = [...scripts(new URL(`../js/${entry}.js`, import.meta.url)).values()];
  return { name: NAMES[entry], raw: module.length, gzip: packed(module), scripts: packed(texts.join("\n")) };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { name, raw, gzip, scripts } = size(process.argv[2]);
  console.log(name, raw, gzip, scripts);
}
