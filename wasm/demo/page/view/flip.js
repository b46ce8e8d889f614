// Alters one bit of a block, and shows what the package says of it then.

import { byId, h, mark, number, refusal, sentence } from "../dom.js";
import { parts } from "../parts.js";
import { downward, forward } from "../walk.js";
import { hex, slice } from "../wire.js";

// Shown at most: a longer value is shown by its first bytes.
const SHOWN = 64;

/** Offers nothing. */
export const clear = () => said("Choose a block that was verified.");

const said = (text) => byId("flip-body").replaceChildren(h("p", { class: "soft" }, text));

/** Offers the parts of a step's block. */
export function show(step) {
  if (step.error) return said("This block is refused as it is. Choose one that was verified.");
  if (step.from === undefined)
    return said("This block was trusted on faith, by its hash. Choose one that was verified.");
  const found = parts(step.block);
  const wanted = Math.max(
    0,
    found.findIndex(([, name]) => name === "app hash"),
  );
  const select = h(
    "select",
    { id: "flip-part", onchange: () => choose(step, found[Number(select.value)]) },
    grouped(found, wanted),
  );
  byId("flip-body").replaceChildren(
    h(
      "p",
      { class: "soft" },
      `One bit of block ${number(step.block.height)}, as it came over the wire. Nothing else changes.`,
    ),
    h(
      "form",
      {
        id: "flip-form",
        onsubmit: (event) => {
          event.preventDefault();
          once(step, found[Number(select.value)]);
        },
      },
      h("label", { for: "flip-part" }, "Part"),
      select,
      h("fieldset", { class: "cells" }, h("legend", {}, "Byte"), h("div", { id: "flip-bytes" })),
      h(
        "fieldset",
        { class: "cells" },
        h("legend", {}, "Bit, the greatest first"),
        h("div", { id: "flip-bits" }),
      ),
      h(
        "p",
        { class: "actions" },
        h("button", { class: "main", type: "submit" }, "Flip it and verify"),
        h("button", { type: "button", onclick: () => each(step, found) }, "One bit in every part"),
      ),
    ),
    h("div", { id: "flip-verdict", role: "status", "aria-live": "polite" }),
  );
  choose(step, found[wanted]);
}

function grouped(found, wanted) {
  const groups = new Map();
  found.forEach(([group, name], index) => {
    if (!groups.has(group)) groups.set(group, h("optgroup", { label: group }));
    groups
      .get(group)
      .append(h("option", { value: String(index), selected: index === wanted }, name));
  });
  return [...groups.values()];
}

function choose(step, [, , place]) {
  const bytes = [
    ...step.block.bytes.subarray(place.start, Math.min(place.end, place.start + SHOWN)),
  ];
  byId("flip-bytes").replaceChildren(
    ...bytes.map((byte, index) =>
      cell("byte", index, hex([byte]), index === 0, `byte ${index}, `, () => bits(byte)),
    ),
  );
  bits(bytes[0]);
}

function bits(byte) {
  const chosen = byId("flip-bits").querySelector("input:checked")?.value ?? "0";
  byId("flip-bits").replaceChildren(
    ...[7, 6, 5, 4, 3, 2, 1, 0].map((bit) =>
      cell("bit", bit, String((byte >> bit) & 1), String(bit) === chosen, `bit ${bit}, `),
    ),
  );
}

// A radio button: one stop for the tabulator, arrows go on from there.
function cell(name, value, text, checked, words, onchange = () => {}) {
  return h(
    "label",
    { class: "cell" },
    h("input", { type: "radio", name, value, checked, "aria-label": words + text, onchange }),
    h("span", { "aria-hidden": "true" }, text),
  );
}

/** The step again, with one bit of its block flipped. */
export function flipped(step, at, bit) {
  const bytes = step.block.bytes.slice();
  bytes[at] ^= 1 << bit;
  // A bit of a value moves no value: each part is where it was.
  const signedHeaderBytes = slice(bytes, step.block.block.signedHeader);
  const block = { ...step.block, bytes, signedHeaderBytes };
  return step.kind === "backwards"
    ? downward(step.from, block)
    : forward(step.from, block, step.options, step.now);
}

const picked = (name) =>
  Number(byId("flip-form").querySelector(`input[name="${name}"]:checked`).value);

function once(step, [, name, place]) {
  const [byte, bit] = [picked("byte"), picked("bit")];
  const again = flipped(step, place.start + byte, bit);
  byId("flip-verdict").replaceChildren(
    h("p", { class: "what" }, `Bit ${bit} of byte ${byte} of the ${name}:`),
    again.error ? refusal(again.error) : still(name),
  );
}

function still(name) {
  return h(
    "div",
    { class: "still" },
    h("p", { class: "headline" }, mark("ok", "Accepted: "), h("b", {}, "Still verified")),
    h(
      "p",
      {},
      `The verdict does not rest on the ${name}. Signatures are checked until more than two thirds of the power stand, in the order of the set; what comes after is not needed.`,
    ),
  );
}

function each(step, found) {
  // Of each list, the first.
  const chosen = found.filter(
    ([group], index) =>
      ["Header", "Commit"].includes(group) ||
      found.findIndex(([other]) => other === group) === index,
  );
  byId("flip-verdict").replaceChildren(
    h(
      "div",
      { class: "scroll plain" },
      h(
        "table",
        { class: "flips" },
        h("caption", {}, "The lowest bit of the first byte of each part"),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Part", "Verdict"].map((name) => h("th", { scope: "col" }, name)),
          ),
        ),
        h(
          "tbody",
          {},
          chosen.map(([, name, place]) => {
            const { error } = flipped(step, place.start, 0);
            return h(
              "tr",
              {},
              h("th", { scope: "row" }, name),
              h(
                "td",
                {},
                error
                  ? [mark("no", "Refused: "), ` ${error.code} ${error.name}: ${sentence(error)}`]
                  : [mark("ok", "Accepted: "), " still verified"],
              ),
            );
          }),
        ),
      ),
    ),
  );
}
