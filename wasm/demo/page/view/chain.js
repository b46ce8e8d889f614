// The chain of trust, drawn: arcs over the heights, and the same as a list of steps.

import { byId, h, mark, number, share, short, spoken, svg, time } from "../dom.js";

const KINDS = {
  trust: ["trusted on faith", "its hash is the one named"],
  adjacent: ["adjacent", "from the block before"],
  skip: ["skip", "over blocks that nobody looked at"],
  backwards: ["backwards", "the block above names its hash"],
};

/** Empties the drawing. */
export function clear() {
  byId("steps").replaceChildren();
  byId("arcs").replaceChildren();
}

/** Adds a step to the list; `choose` is called when it is chosen. */
export function add(step, signers, choose) {
  const refused = step.error !== undefined;
  const button = h(
    "button",
    { type: "button", class: "step", onclick: () => choose(step) },
    ...face(step, signers),
  );
  const item = h("li", { class: `${step.kind}${refused ? " refused" : ""}` }, button);
  step.button = button;
  byId("steps").append(item);
}

function face(step, signers) {
  const { block, from, error } = step;
  const [name, why] = KINDS[step.kind];
  const hop = from === undefined ? name : `${name} ${distance(from.block.height, block.height)}`;
  const outcome = error
    ? [mark("no", "Refused: "), h("span", { class: "no" }, `${error.code} ${error.name}`)]
    : [
        mark("ok", "Accepted: "),
        h("span", {}, signers ? `${share(signers.signed, signers.total)} signed` : why),
      ];
  return [
    h("span", { class: "height" }, spoken("Height "), number(block.height)),
    h("span", { class: "kind" }, hop),
    h("span", { class: "when" }, time(block.time).replace(/\.\d+/, "").replace("T", " ")),
    h("span", { class: "hash mono" }, spoken("Hash "), short(block.hash)),
    h("span", { class: "outcome" }, ...outcome),
  ];
}

const distance = (from, to) => (to > from ? `+${number(to - from)}` : `−${number(from - to)}`);

/** Marks the step that is shown in full. */
export function choose(steps, chosen) {
  for (const step of steps) {
    if (step === chosen) step.button.setAttribute("aria-current", "true");
    else step.button.removeAttribute("aria-current");
  }
}

/** Draws the steps as arcs over a line of heights. */
export function arcs(steps) {
  const box = byId("arcs");
  const width = Math.max(box.clientWidth, 200);
  const heights = steps.map(({ block }) => block.height);
  const low = heights.reduce((a, b) => (b < a ? b : a));
  const high = heights.reduce((a, b) => (b > a ? b : a));
  const x = (height) =>
    10 +
    (high > low ? Number(((height - low) * 10_000n) / (high - low)) / 10_000 : 0) * (width - 20);
  // What was refused lies below, so that it does not hide what holds.
  const hops = steps
    .filter(({ from }) => from !== undefined)
    .map((step) => ({ step, from: x(step.from.block.height), to: x(step.block.height) }))
    .sort((a, b) => Number(a.step.error === undefined) - Number(b.step.error === undefined));
  const [above, below] = [false, true].map((refused) =>
    Math.max(0, ...hops.filter(({ step }) => (step.error !== undefined) === refused).map(rise)),
  );
  const ground = above + 10;
  const size = ground + Math.max(below, 10) + 22;
  box.replaceChildren(
    svg(
      "svg",
      {
        viewBox: `0 0 ${width} ${size}`,
        width,
        height: size,
        role: "img",
        "aria-label": described(steps, low, high),
      },
      svg("path", { class: "ground", d: `M4 ${ground}H${width - 4}` }),
      hops.map((hop) => arc(hop, ground)),
      steps.map((step) => dot(step, x(step.block.height), ground)),
      label(number(low), 10, size, "start"),
      label(high > low ? number(high) : "", width - 10, size, "end"),
    ),
  );
}

// How far an arc is from the ground at most.
function rise({ step, from, to }) {
  const reach = Math.abs(to - from);
  return step.error ? Math.min(24, 6 + reach * 0.08) : Math.min(64, 8 + reach * 0.2);
}

function arc(hop, ground) {
  const {
    step: { kind, error },
    from,
    to,
  } = hop;
  // The curve's own summit is at three quarters of its handles.
  const handle = ground + (error ? 1 : -1) * rise(hop) * (4 / 3);
  const lean = (to - from) * 0.2;
  const d = `M${from} ${ground}C${from + lean} ${handle} ${to - lean} ${handle} ${to} ${ground}`;
  return svg("path", { class: `arc ${error ? "refused" : kind}`, d });
}

function dot({ kind, error }, x, ground) {
  return svg("circle", {
    class: `dot ${error ? "refused" : kind}`,
    cx: x,
    cy: ground,
    r: kind === "trust" ? 5.5 : 3,
  });
}

function label(text, x, bottom, anchor) {
  return svg("text", { class: "label", x, y: bottom - 4, "text-anchor": anchor }, text);
}

function described(steps, low, high) {
  const count = (kind) => steps.filter((step) => step.kind === kind && !step.error).length;
  const parts = [
    ["adjacent", "adjacent"],
    ["skip", "skipping"],
    ["backwards", "backwards"],
  ]
    .filter(([kind]) => count(kind) > 0)
    .map(([kind, name]) => `${count(kind)} ${name}`);
  const refused = steps.filter(({ error }) => error).length;
  return `Heights ${number(low)} to ${number(high)}; steps: ${parts.join(", ") || "none"}; refused: ${refused}. The list below says the same.`;
}
