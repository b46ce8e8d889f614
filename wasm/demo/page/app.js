// The page: what is asked for, the steps that answer it, and which of them is shown.

import * as engine from "./engine.js";
import { byId, h, mark, number, parseTime, refusal, short, time } from "./dom.js";
import { node, pasted, shipped, SourceError } from "./sources.js";
import * as blockView from "./view/block.js";
import * as chainView from "./view/chain.js";
import * as evidenceView from "./view/evidence.js";
import * as flipView from "./view/flip.js";
import * as stateView from "./view/state.js";
import { walk } from "./walk.js";

const DAY = 86_400_000_000_000n;
const form = byId("ask");
const sources = new Map();
let catalogue;
let steps = [];
let asked = 0;

async function main() {
  const [answer] = await Promise.all([fetch("data/catalogue.json"), engine.ready()]);
  catalogue = await answer.json();
  byId("about").textContent =
    `Parhelion ${engine.version()}. The page asks nobody anything but the node that you name; it works offline once it was loaded.`;
  offer();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run();
  });
  form.addEventListener("change", changed);
  evidenceView.start(catalogue.evidence, sourceOf);
  await Promise.all([stateView.start(catalogue.proofs), chosenNetwork().then(run)]);
}

function offer() {
  const groups = [...new Set(catalogue.sources.map(({ group }) => group))];
  byId("network").replaceChildren(
    ...groups.map((group) =>
      h(
        "optgroup",
        { label: group },
        catalogue.sources
          .filter((one) => one.group === group)
          .map(({ id, title }) => h("option", { value: id }, title)),
      ),
    ),
  );
}

const from = () => form.elements.namedItem("from").value;

async function changed({ target }) {
  if (target.name === "from") {
    for (const panel of form.querySelectorAll(".panel"))
      panel.hidden = panel.dataset.from !== from();
    for (const id of ["trusted", "target", "clock", "period"]) byId(id).value = "";
    if (from() === "shipped") await chosenNetwork();
  }
  if (target.id === "network") await chosenNetwork().then(run);
  if (target.id === "pasted-files") {
    const texts = await Promise.all([...target.files].map((file) => file.text()));
    byId("pasted").value = texts.join("\n");
  }
}

const entry = (id = byId("network").value) => catalogue.sources.find((one) => one.id === id);

// Fills in what the recording says of itself.
async function chosenNetwork() {
  const { about, files } = entry();
  byId("network-about").textContent = about;
  byId("network-files").replaceChildren(
    ...files.map(({ from: path, name, sha256 }) =>
      h(
        "li",
        {},
        h("a", { href: `data/${name}`, download: name }, path),
        h("span", { class: "soft mono", title: sha256 }, ` sha256 ${short(sha256, 8, 4)}`),
      ),
    ),
  );
  const source = await sourceOf(entry().id);
  const first = await source.block(source.heights[0]);
  byId("trusted").value = `${first.height}:${first.hash}`;
  byId("target").value = String(source.heights[source.heights.length - 1]);
  byId("clock").value = time(source.now());
  byId("period").value = String(source.period / 86_400);
}

/** The source of a name, or the one that the form says. */
function sourceOf(id) {
  if (id === undefined && from() === "pasted") return pasted(byId("pasted").value);
  if (id === undefined && from() === "node") return node(byId("endpoint").value);
  const one = entry(id);
  if (!sources.has(one.id)) sources.set(one.id, shipped(one));
  return sources.get(one.id);
}

async function run() {
  const mine = ++asked;
  const verdict = byId("verdict");
  verdict.replaceChildren("Verifying.");
  chainView.clear();
  blockView.clear();
  flipView.clear();
  steps = [];
  try {
    const source = await sourceOf();
    const question = await wanted(source);
    const last = await walk(question, (step) => mine === asked && add(step));
    if (mine === asked) conclude(question, last);
  } catch (error) {
    if (
      !(error instanceof SourceError) &&
      !(error instanceof RangeError) &&
      error.code === undefined
    )
      throw error;
    if (mine === asked) verdict.replaceChildren(refusal(error));
  }
}

// What the form asks for. What is left empty follows from the source.
async function wanted(source) {
  const [low, high] = [source.heights[0], source.heights[source.heights.length - 1]];
  const value = (id) => byId(id).value.trim();
  const trusted =
    value("trusted") === "" ? await firstOf(source, low, high) : headerOf(value("trusted"));
  const target = value("target") === "" ? high : whole(value("target"), "the height");
  const days =
    value("period") === ""
      ? BigInt(source.period) / 86_400n
      : whole(value("period"), "the trusting period");
  return {
    source,
    trusted,
    target,
    way: value("way"),
    now: value("clock") === "" ? source.now() : parseTime(value("clock")),
    options: {
      trustThreshold: value("threshold").split("/").map(BigInt),
      trustingPeriod: days * DAY,
    },
  };
}

// The first block of a recording; of a node, which has no first, one a little below its head.
async function firstOf(source, low, high) {
  const start = source.kind === "node" && high - low > 20n ? high - 20n : low;
  const { height, hash } = await source.block(start);
  return { height, hash };
}

function headerOf(text) {
  const match = /^(\d{1,19})\s*:\s*([0-9a-f]{64})$/i.exec(text);
  if (!match)
    throw new SourceError(
      "The trusted header is written HEIGHT:HASH, the hash in 64 hexadecimal digits.",
    );
  return { height: BigInt(match[1]), hash: match[2] };
}

function whole(text, what) {
  if (!/^\d{1,19}$/.test(text))
    throw new SourceError(`${what[0].toUpperCase()}${what.slice(1)} is not a whole number.`);
  return BigInt(text);
}

function add(step) {
  step.signers = examined(step.block);
  step.hash = engine.headerHash(step.block);
  step.trusting = step.kind === "skip" ? byTrusted(step, step.signers) : undefined;
  steps.push(step);
  chainView.add(step, step.signers, choose);
}

// A commit whose entries are not those of the set cannot be examined.
function examined(block) {
  try {
    return blockView.tally(engine.examine(block));
  } catch (error) {
    if (error.code === undefined) throw error;
    return undefined;
  }
}

// The power that signers have in the set which the trusted header announced.
function byTrusted({ from: { block } }, signers) {
  const set = engine.members(block.next);
  const signed = new Set(
    (signers?.entries ?? [])
      .filter(({ status }) => status === "signed")
      .map(({ address }) => String(address)),
  );
  const sum = (some) => some.reduce((total, { power }) => total + power, 0n);
  return { signed: sum(set.filter(({ address }) => signed.has(String(address)))), total: sum(set) };
}

function conclude({ source, target }, last) {
  chainView.arcs(steps);
  const refused = steps.filter(({ error }) => error).length;
  const made = steps.length - refused - 1;
  const took = steps.reduce((sum, { millis }) => sum + millis, 0);
  byId("verdict").replaceChildren(
    last.error
      ? refusal(last.error)
      : h(
          "p",
          { class: "accepted" },
          mark("ok", ""),
          h(
            "b",
            {},
            ` Height ${number(target)} of ${last.block.chainId || source.title} is verified`,
          ),
          ` in ${made} ${made === 1 ? "step" : "steps"} and ${took.toFixed(1)} ms.`,
          refused > 0
            ? ` ${refused} ${refused === 1 ? "skip was" : "skips were"} too far, so a block in between was verified first.`
            : "",
        ),
  );
  choose(last);
}

function choose(step) {
  chainView.choose(steps, step);
  blockView.show(step, catalogue.order, step.signers);
  flipView.show(step);
}

addEventListener("resize", () => steps.length > 0 && chainView.arcs(steps));

// Nothing depends on it: without one, the page is online only.
if ("serviceWorker" in navigator) navigator.serviceWorker.register("sw.js").catch(() => {});

main().catch((error) => {
  byId("verdict").replaceChildren(refusal(error));
  throw error;
});
