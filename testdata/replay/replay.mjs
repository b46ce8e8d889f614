// Replays cases inside the wasm32 module of this crate: the same engine where addresses have 32
// bits. Node alone, no packages.
//
//     node replay.mjs MODULE.wasm FILE...        FILE: .jsonl, or .jsonl.gz
//
// Prints what disagrees, then `N cases, M agree, K disagree, U unsupported`. Exit status: 0 where
// none disagrees and there was a case at all, 1 otherwise, 64 for a wrong call.
import { createReadStream, readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

const OUTCOMES = ["agree", "disagree", "unsupported", "bad"];

/** One line at a time, whatever the size of the file. */
async function* lines(path) {
  const file = createReadStream(path);
  const unpacked = createGunzip();
  // A file that cannot be read must end the loop below with its error.
  const input = path.endsWith(".gz") ? file.on("error", (e) => unpacked.destroy(e)).pipe(unpacked) : file;
  let failure;
  input.on("error", (error) => (failure = error));
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line !== "") yield line;
  }
  if (failure) throw failure;
}

class Replay {
  constructor(module) {
    this.module = module;
    this.start();
  }

  start() {
    this.exports = new WebAssembly.Instance(this.module, {}).exports;
  }

  /** The name of an outcome; after a trap the instance is not used again. */
  outcome(line) {
    const { memory, parhelion_alloc, parhelion_replay, parhelion_free } = this.exports;
    const bytes = new TextEncoder().encode(line);
    try {
      const pointer = parhelion_alloc(bytes.length);
      new Uint8Array(memory.buffer, pointer, bytes.length).set(bytes);
      const outcome = parhelion_replay(pointer, bytes.length);
      parhelion_free(pointer, bytes.length);
      return OUTCOMES[outcome];
    } catch (trap) {
      if (!(trap instanceof WebAssembly.RuntimeError)) throw trap;
      this.start();
      return `trap: ${trap.message}`;
    }
  }
}

const name = (line) => line.match(/"id":\s*"([^"]*)"/)?.[1] ?? line.slice(0, 60);

const [path, ...files] = process.argv.slice(2);
if (!path || files.length === 0) {
  console.error("replay.mjs MODULE.wasm FILE...");
  process.exit(64);
}
const replay = new Replay(new WebAssembly.Module(readFileSync(path)));
const count = { agree: 0, disagree: 0, unsupported: 0 };
let cases = 0;
for (const file of files) {
  for await (const line of lines(file)) {
    const outcome = replay.outcome(line);
    cases += 1;
    if (outcome === "agree" || outcome === "unsupported") {
      count[outcome] += 1;
    } else {
      // A trap and a line that is no case are disagreements too, and say what they are.
      count.disagree += 1;
      console.log(`${file}: ${name(line)}: ${outcome}`);
    }
  }
}
const { agree, disagree, unsupported } = count;
console.log(`${cases} cases, ${agree} agree, ${disagree} disagree, ${unsupported} unsupported`);
process.exitCode = disagree > 0 || cases === 0 ? 1 : 0;
