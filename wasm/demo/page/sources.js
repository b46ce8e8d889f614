// Where blocks come from: recordings that ship with the page, pasted JSON, a node. Each gives the
// same: the heights that it has, a block by height, and a clock.

import * as engine from "./engine.js";
import { fromBase64, summary } from "./wire.js";

const SECOND = 1_000_000_000n;

/** What has gone wrong with a source, in words; no verdict. */
export class SourceError extends Error {}

const source = (about, blocks, now) => ({
  ...about,
  heights: [...blocks.keys()].sort(ascending),
  block: async (height) => {
    const found = blocks.get(height);
    if (found === undefined) throw new SourceError(`The source has no block of height ${height}.`);
    return found;
  },
  between: (low, high) =>
    middle([...blocks.keys()].sort(ascending).filter((one) => one > low && one < high)),
  now,
});

const ascending = (a, b) => (a < b ? -1 : Number(a > b));

// Nine sixteenths of the way, as CometBFT's light client has it.
const middle = (heights) => heights[Math.floor((heights.length * 9) / 16)];

// A recording is old: its clock stands ten seconds after its last block.
const after = (blocks) => {
  const last = [...blocks.values()].reduce((a, b) => (a.height > b.height ? a : b));
  return () => last.time + 10n * SECOND;
};

/** The text of a file that ships with the page, unpacked. */
export async function shippedText(name) {
  const answer = await fetch(`data/${name}`);
  if (!answer.ok) throw new SourceError(`data/${name} could not be read.`);
  if (!name.endsWith(".gz")) return answer.text();
  return new Response(answer.body.pipeThrough(new DecompressionStream("gzip"))).text();
}

const rows = (text) =>
  text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

/** One entry of the catalogue. */
export async function shipped(entry) {
  const texts = await Promise.all(entry.files.map(({ name }) => shippedText(name)));
  const blocks = entry.kind === "recorded" ? texts.flatMap(rows).map(recorded) : texts.map(block);
  return of(entry, blocks);
}

function recorded({ light_block: bytes, next_validators: next }) {
  return { ...summary(fromBase64(bytes)), next: next && fromBase64(next) };
}

function block(text) {
  const { lightBlock, nextValidators } = engine.blockFromJson(text);
  return { ...summary(lightBlock), next: nextValidators };
}

function of(about, list) {
  const blocks = new Map(list.map((one) => [one.height, one]));
  // The set after a block is that of the next block, where that is there.
  for (const one of list) one.next ??= blocks.get(one.height + 1n)?.validatorSetBytes;
  return source(about, blocks, after(blocks));
}

/** What somebody pasted: documents one after the other. */
export function pasted(text) {
  const whole = [];
  const commits = [];
  const pages = new Map();
  for (const document of documents(text)) {
    const body = document.result ?? document;
    if (body.signed_header && (body.validators || body.validator_set))
      whole.push(block(JSON.stringify(body)));
    else if (body.signed_header) commits.push(document);
    else if (body.validators) {
      const height = String(body.block_height);
      pages.set(height, [...(pages.get(height) ?? []), JSON.stringify(document)]);
    } else
      throw new SourceError(
        "A document is neither a light block, nor an answer of /commit or /validators.",
      );
  }
  for (const commit of commits) whole.push(joined(commit, pages));
  if (whole.length === 0) throw new SourceError("There is no block in what was pasted.");
  return of({ title: "what was pasted", kind: "pasted", period: 14 * 86_400 }, whole);
}

function joined(commit, pages) {
  const height = String((commit.result ?? commit).signed_header.header?.height);
  const own = pages.get(height);
  if (own === undefined) throw new SourceError(`The validators of height ${height} are missing.`);
  return summary(engine.blockFromAnswers(JSON.stringify(commit), own));
}

// JSON texts that stand one after the other, in a list, or a line each.
function documents(text) {
  try {
    const all = JSON.parse(text);
    return Array.isArray(all) ? all : [all];
  } catch (error) {
    const parts = text.trim().split(/\n(?=\s*\{)/);
    if (text.trim() === "") throw new SourceError("Nothing was pasted.");
    try {
      return parts.map((part) => JSON.parse(part));
    } catch {
      throw new SourceError(`That is not JSON: ${error.message}`);
    }
  }
}

/** A node, asked over RPC. */
export async function node(address) {
  const base = address.trim().replace(/\/+$/, "");
  if (!/^https?:\/\/[^/]/.test(base))
    throw new SourceError("The address of a node begins with http:// or https://.");
  const status = (await ask(base, "/status")).body.result?.sync_info;
  const [low, high] = [status?.earliest_block_height, status?.latest_block_height].map(height);
  const kept = new Map();
  const get = async (at) => {
    if (!kept.has(at)) kept.set(at, await fetched(base, at));
    return kept.get(at);
  };
  return {
    title: base,
    kind: "node",
    period: 14 * 86_400,
    heights: [low, high],
    block: get,
    between: (from, to) => (to - from > 1n ? from + ((to - from) * 9n) / 16n : undefined),
    now: () => BigInt(Date.now()) * 1_000_000n,
  };
}

function height(text) {
  if (!/^\d{1,19}$/.test(text ?? ""))
    throw new SourceError("What answers there is no CometBFT node.");
  return BigInt(text);
}

async function fetched(base, at) {
  const commit = await ask(base, `/commit?height=${at}`);
  const bytes = engine.blockFromAnswers(commit.text, await validators(base, at));
  const one = summary(bytes);
  // The head has no block after it yet: what follows it is not needed.
  one.next = await validators(base, at + 1n).then(engine.validatorsFromAnswers, () => undefined);
  return one;
}

// A hundred pages of a hundred are more than any set has.
async function validators(base, at) {
  const texts = [];
  for (let page = 1, got = 0, total = 1; got < total && page <= 100; page += 1) {
    const { text, body } = await ask(base, `/validators?height=${at}&per_page=100&page=${page}`);
    texts.push(text);
    const count = Number(body.result?.count ?? 0);
    if (!(count > 0)) break;
    got += count;
    total = Number(body.result.total ?? 0);
  }
  return texts;
}

const PATIENCE = 20_000;

async function ask(base, path) {
  let answer;
  try {
    answer = await fetch(base + path, {
      credentials: "omit",
      signal: AbortSignal.timeout(PATIENCE),
    });
  } catch (error) {
    throw new SourceError(unreachable(base, error));
  }
  const text = await answer.text();
  try {
    const body = JSON.parse(text);
    if (body.error)
      throw new SourceError(`The node refuses ${path}: ${body.error.data || body.error.message}`);
    return { text, body };
  } catch (error) {
    if (error instanceof SourceError) throw error;
    throw new SourceError(`The node answers ${path} with ${answer.status}, and no JSON.`);
  }
}

// A browser does not tell a page which of these it was.
function unreachable(base, error) {
  if (error.name === "TimeoutError")
    return `${base} did not answer within ${PATIENCE / 1000} seconds.`;
  const secure = location.protocol === "https:" && base.startsWith("http:");
  return [
    `The browser gave this page no answer of ${base}.`,
    navigator.onLine ? "" : "This machine seems to be offline.",
    secure ? "A page that came over https may not ask a node over http." : "",
    `Either nothing answers there, or the node does not let pages read its answers (CORS): in its config.toml, under [rpc], cors_allowed_origins = ["${location.origin}"], then restart it.`,
    "Or ask by another program, and paste the answers.",
  ]
    .filter(Boolean)
    .join(" ");
}
