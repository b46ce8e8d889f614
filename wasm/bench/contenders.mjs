// Who checks signatures: three libraries and two interfaces of Node one by one, and parhelion a whole
// header at a time.
import { createHash, createPublicKey, verify as verifyByNode } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as noble from "@noble/ed25519";
import * as noble2 from "noble-ed25519-2";
import * as wire from "../js/json.js";
import { block, claim, json, now, trusted, trustedHash, votes } from "./votes.mjs";

const require = createRequire(import.meta.url);
const version = (name) => require(`./node_modules/${name}/package.json`).version;

/** Each checks one vote. Keys are prepared where an interface has something to prepare. */
export async function libraries() {
  // Both take a SHA-512 from outside; that of Node is the fastest there is.
  const sha512 = (bytes) => Uint8Array.from(createHash("sha512").update(bytes).digest());
  noble.hashes.sha512 = sha512;
  noble2.etc.sha512Sync = (...parts) => sha512(noble2.etc.concatBytes(...parts));
  const sodium = require("libsodium-wrappers");
  await sodium.ready;
  const { subtle } = globalThis.crypto;
  const [web, native] = [new Map(), new Map()];
  for (const { key } of votes) {
    web.set(key, await subtle.importKey("raw", key, "Ed25519", false, ["verify"]));
    const jwk = { kty: "OKP", crv: "Ed25519", x: Buffer.from(key).toString("base64url") };
    native.set(key, createPublicKey({ format: "jwk", key: jwk }));
  }
  return [
    {
      name: `@noble/ed25519 ${version("noble-ed25519-2")}`,
      verify: ({ signature, message, key }) => noble2.verify(signature, message, key),
    },
    {
      name: `@noble/ed25519 ${version("@noble/ed25519")}`,
      verify: ({ signature, message, key }) => noble.verify(signature, message, key),
    },
    {
      name: `libsodium-wrappers ${version("libsodium-wrappers")}`,
      verify: ({ signature, message, key }) => sodium.crypto_sign_verify_detached(signature, message, key),
    },
    {
      name: `WebCrypto of Node ${process.versions.node}`,
      verify: ({ signature, message, key }) => subtle.verify("Ed25519", web.get(key), signature, message),
    },
    {
      name: `node:crypto (OpenSSL ${process.versions.openssl}, native)`,
      verify: ({ signature, message, key }) => verifyByNode(null, message, native.get(key), signature),
    },
  ];
}

/**
 * Entries of the package, each with the greatest module that it loads: where there are several in a
 * process, the greatest answers for all. So each has a copy of its own.
 */
let loaded;
export const entries = () => (loaded ??= copies());

async function copies() {
  const folder = mkdtempSync(join(tmpdir(), "parhelion-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const load = async (file) => {
    const copy = join(folder, file);
    for (const part of ["js", "dist", "package.json"]) {
      cpSync(fileURLToPath(new URL(`../${part}`, import.meta.url)), join(copy, part), { recursive: true });
    }
    const entry = await import(pathToFileURL(join(copy, "js", file)).href);
    await entry.ready();
    return entry;
  };
  return { verify: await load("verify.js"), wallet: await load("index.js"), full: await load("full.js") };
}

/** All votes of the commit in one batch, from bytes. */
export async function batches() {
  const { wallet, full } = await entries();
  const { chainId, height } = claim;
  const [validators, commit] = [wire.validators(claim.validators), wire.commit(claim.commit)];
  const bytes = { chainId, height, validators, commit, blockId: wire.blockId(claim.blockId) };
  const of = (name, entry, verifier) => {
    return { name, verify: () => entry.verifyCommit(bytes, { rule: "light_all", verifier }) };
  };
  return [
    of("parhelion, verifyCommit", wallet, new wallet.Verifier(512)),
    of("parhelion/full, verifyCommit", full, new full.Verifier(512)),
  ];
}

/** Each verifies the whole header: parses it, hashes what it names, and checks its signatures. */
export async function headers() {
  const { verify, wallet, full } = await entries();
  const of = (name, entry, options = {}, claim = { block }) => {
    const state = entry.TrustedState.trustOnFaith(trusted, trustedHash);
    return { name, verify: () => entry.verify(state, claim, { now, ...options }) };
  };
  const warm = (entry) => ({ verifier: new entry.Verifier(512) });
  return [
    of("parhelion/verify", verify),
    of("parhelion", wallet),
    of("parhelion, with a Verifier", wallet, warm(wallet)),
    of("parhelion/full", full),
    of("parhelion/full, with a Verifier", full, warm(full)),
    of("parhelion/full, with a Verifier, from JSON", full, warm(full), { block: json }),
  ];
}
