// Which recordings the page ships, and where each is from. The files are copied from `testdata/` byte
// for byte; `testdata/README.md` and `testdata/recorded/README.md` say how they came there.

import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";

const NETWORKS = [
  [
    "joins-and-leaves",
    "40 heights: validators join and leave until none of the first four is left.",
  ],
  [
    "validators-150",
    "150 validators, 11 of them replaced every five blocks; a few absent, a few nil.",
  ],
  [
    "third-absent",
    "A total power of 100, of which up to 33 are absent: 67 is the least that commits.",
  ],
  ["nil-votes", "One or two of seven validators vote for no block."],
  ["absent-proposer", "One of four validators is never there; its rounds fail."],
  ["high-rounds", "Blocks that were committed in rounds up to 2,147,483,647."],
  ["mixed-keys", "Ed25519 and secp256k1 keys in one set."],
  ["late-start", "The first height is 5,000,000,000; the greatest total power that there is."],
  ["double-votes", "One of four validators votes twice, in every way."],
  ["light-client-attacks", "Seventeen attacks on a light client, of every kind."],
];

const CHAINS = [
  [
    "cosmoshub-4",
    "Cosmos Hub",
    ["8619996", "8619997", "8619998"],
    "Three blocks in a row, of 2021-12-08.",
  ],
  ["celestia", "Celestia", ["10000", "10020"], "Two blocks of 2023-11-01, twenty heights apart."],
  [
    "mocha-4-early",
    "Celestia's test network, its first minutes",
    ["5", "10"],
    "Two blocks of 2023-09-06.",
  ],
  ["mocha-4", "Celestia's test network", ["2279100", "2279130"], "Two blocks of 2024-07-16."],
];

const DAY = 86_400;

/** Copies the recordings into `folder`, and writes `catalogue.json` beside them. */
export function ship(root, folder) {
  mkdirSync(folder, { recursive: true });
  const file = (path) => copied(root, folder, path);
  const sources = [
    ...NETWORKS.map(([name, about]) => network(name, about, file)),
    ...CHAINS.map(([id, title, heights, about]) => chain(id, title, heights, about, file)),
  ];
  const catalogue = {
    sources,
    evidence: [...attacks(root, file), ...doubleVotes(root, file), ...publicVotes(file)],
    proofs: proofs(root, file),
    order: order(readFileSync(join(root, "docs/order-of-checks.md"), "utf8")),
  };
  writeFileSync(join(folder, "catalogue.json"), `${JSON.stringify(catalogue)}\n`);
}

function copied(root, folder, path) {
  const bytes = readFileSync(join(root, "testdata", path));
  // The light blocks of all networks have one name.
  const name = path.startsWith("recorded/")
    ? `${basename(dirname(path))}.${basename(path)}`
    : basename(path);
  writeFileSync(join(folder, name), bytes);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  return { name, from: `testdata/${path}`, sha256 };
}

// The first block of a recorded network has the time of its genesis document, whenever that was
// written: a period of weeks would end before the second.
function network(name, about, file) {
  const blocks = file(`recorded/${name}/light_blocks.jsonl.gz`);
  return {
    id: name,
    group: "Recorded networks",
    title: name,
    about,
    kind: "recorded",
    files: [blocks],
    period: 365 * DAY,
  };
}

function chain(id, title, heights, about, file) {
  const prefix = id.replace(/-early$/, "");
  const files = heights.map((height) => file(`mainnet/${prefix}_${height}.json`));
  return { id, group: "Public chains", title, about, kind: "public", files, period: 21 * DAY };
}

// Attacks that the chain took as evidence, or could have: with what each is held against.
function attacks(root, file) {
  const network = "light-client-attacks";
  const recorded = file(`recorded/${network}/light_client_attacks.jsonl.gz`);
  return lines(root, `recorded/${network}/light_client_attacks.jsonl.gz`).map((attack, line) => ({
    title: attack.name,
    group: "Attacks on a light client",
    file: recorded,
    line,
    field: "against_primary",
    source: network,
    trusted: attack.honest_height,
  }));
}

function doubleVotes(root, file) {
  const network = "double-votes";
  const recorded = file(`recorded/${network}/evidence.jsonl.gz`);
  const votes = [];
  lines(root, `recorded/${network}/evidence.jsonl.gz`).forEach(({ evidence }, line) => {
    evidence.forEach((item, index) => {
      if (item.votes === undefined) return;
      const title = `height ${item.height}: ${item.votes}`;
      votes.push({
        title,
        group: "Two votes by one validator",
        file: recorded,
        line,
        index,
        source: network,
      });
    });
  });
  return votes;
}

// Evidence that stood in blocks of public chains; of the voter, the key alone is at hand.
function publicVotes(file) {
  return [["osmosis-1_15317185", "Osmosis, in block 15,317,185"]].map(([name, title]) => ({
    title,
    group: "Two votes by one validator, public",
    file: file(`mainnet/${name}.evidence.json`),
  }));
}

function proofs(root, file) {
  const recorded = file("mainnet/ICS23_PROOFS.json");
  return JSON.parse(text(root, "mainnet/ICS23_PROOFS.json")).map((proof, index) => ({
    title: `${proof.chain}: ${proof.value === null ? "a packet that was not received" : "a packet that was sent"}`,
    file: recorded,
    index,
    block: file(`mainnet/${proof.chain}_${proof.height}.json`),
  }));
}

/** The tables of `docs/order-of-checks.md`, by the name of the function. */
export function order(page) {
  const tables = {};
  for (const part of page.split(/^## /m).slice(1)) {
    const name = /`([^`]+)`/.exec(part.split("\n", 1)[0])?.[1];
    const rows = [...part.matchAll(/^\| \d+ \| (.+?) \| `(\w+)` \| (\d+) \|/gm)];
    if (name)
      tables[name] = rows.map(([, looked, error, code]) => ({ looked, error, code: Number(code) }));
  }
  return tables;
}

function text(root, path) {
  return readFileSync(join(root, "testdata", path), "utf8");
}

function lines(root, path) {
  const gzipped = readFileSync(join(root, "testdata", path));
  return gunzipSync(gzipped)
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}
