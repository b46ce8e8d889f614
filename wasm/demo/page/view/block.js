// One step in full: the header, what each check found, and who signed.

import { rows } from "../checks.js";
import {
  bar,
  byId,
  h,
  mark,
  number,
  refusal,
  sentence,
  share,
  short,
  spoken,
  time,
} from "../dom.js";
import { hex } from "../wire.js";

/** Shows none. */
export function clear() {
  byId("block-title").textContent = "Block";
  byId("block-body").replaceChildren(h("p", { class: "soft" }, "No block was chosen."));
}

/** Shows a step, with its examined commit where there is one. */
export function show(step, order, signers) {
  byId("block-title").textContent = `Block ${number(step.block.height)}`;
  byId("block-body").replaceChildren(
    step.error
      ? refusal(step.error)
      : h("p", { class: "accepted" }, mark("ok", ""), ` ${accepted(step)}`),
    facts(step),
    h("h3", { id: "checks-title" }, "Checks, in order"),
    checks(rows(step, order, signers), step.error),
    h("h3", { id: "signers-title" }, "Who signed"),
    signers
      ? signed(signers)
      : h(
          "p",
          { class: "soft" },
          "The commit could not be examined: its entries are not those of the set.",
        ),
  );
}

function accepted({ kind, from, block, millis }) {
  if (kind === "trust")
    return "Trusted on faith: somebody named this height and hash. Everything else follows from it.";
  const how = {
    adjacent: "It follows the trusted block directly.",
    skip: "Enough of the trusted set signed it too.",
    backwards: "The trusted header above names its hash.",
  };
  return `Verified from height ${number(from.block.height)} in ${millis.toFixed(1)} ms. ${how[kind]}`;
}

function facts({ block, hash }) {
  const { header } = block;
  const long = (value) => h("span", { class: "mono hash" }, hex(value) || "none");
  return h(
    "dl",
    { class: "facts" },
    fact("Chain", block.chainId),
    fact("Time", time(block.time)),
    fact("Round", number(block.commit.round?.value ?? 0n)),
    fact("Hash", h("span", { class: "mono hash" }, hash ?? "none")),
    hash !== block.hash &&
      fact("Signed hash", h("span", { class: "mono hash" }, block.hash || "none")),
    fact("Validators", long(header.validatorsHash?.value)),
    fact("Next validators", long(header.nextValidatorsHash?.value)),
    fact("State before it", long(header.appHash?.value)),
  );
}

const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));

const OUTCOMES = {
  ok: ["ok", "Passed: "],
  refused: ["no", "Refused: "],
  here: ["no", "Refused here, or at the other row with this code: "],
  open: ["none", "Not known: "],
  after: ["none", "Not reached: "],
};

function checks(list, error) {
  return h(
    "ol",
    { class: "checks", "aria-labelledby": "checks-title" },
    list.map((row) => {
      const [kind, words] = OUTCOMES[row.outcome];
      const bad = kind === "no";
      return h(
        "li",
        { class: row.outcome },
        mark(kind, words),
        h("span", { class: "looked" }, row.looked),
        h(
          "span",
          { class: "found" },
          bad
            ? `${error.code} ${error.name}: ${sentence(error)}`
            : row.outcome === "ok"
              ? row.found
              : "",
        ),
      );
    }),
  );
}

const STATUS = {
  signed: ["signed", "signed"],
  signed_nil: ["nil", "signed for no block"],
  absent: ["absent", "absent"],
  wrong_address: ["wrong", "names another validator"],
  wrong_signature: ["wrong", "wrong signature"],
  unsupported: ["wrong", "key not supported"],
};

/** Sums of an examined commit, for showing. What counts, the package has summed for itself. */
export function tally(entries) {
  const total = entries.reduce((sum, { power }) => sum + power, 0n);
  const of = (kind) =>
    entries
      .filter(({ status }) => STATUS[status][0] === kind)
      .reduce((sum, { power }) => sum + power, 0n);
  return {
    entries,
    total,
    signed: of("signed"),
    nil: of("nil"),
    absent: of("absent"),
    wrong: of("wrong"),
  };
}

function signed({ entries, total, ...sums }) {
  const kinds = ["signed", "nil", "absent", "wrong"];
  const names = {
    signed: "signed the block",
    nil: "signed for no block",
    absent: "absent",
    wrong: "wrong",
  };
  const present = kinds.filter((kind) => sums[kind] > 0n);
  const needed = (total * 2n) / 3n;
  const greatest = entries.reduce((max, { power }) => (power > max ? power : max), 1n);
  return h(
    "div",
    {},
    h(
      "div",
      { class: "whole" },
      bar(
        present.map((kind) => [kind, sums[kind]]),
        total,
        needed,
      ),
    ),
    h(
      "ul",
      { class: "legend" },
      present.map((kind) =>
        h(
          "li",
          {},
          h("span", { class: `key ${kind}`, "aria-hidden": "true" }),
          `${names[kind]} `,
          h("b", {}, share(sums[kind], total)),
        ),
      ),
      h(
        "li",
        { class: "soft" },
        h("span", { class: "key needed", "aria-hidden": "true" }),
        `needed: more than ${number(needed)} of ${number(total)}`,
      ),
    ),
    h(
      "div",
      { class: "scroll", role: "region", tabindex: "0", "aria-labelledby": "signers-title" },
      h(
        "table",
        { class: "signers" },
        h("caption", { class: "spoken" }, `Entries of the commit, ${entries.length}`),
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            ["Place", "Validator", "Power", "Entry"].map((name) => h("th", { scope: "col" }, name)),
          ),
        ),
        h(
          "tbody",
          {},
          entries.map((entry, index) => line(entry, index, greatest)),
        ),
      ),
    ),
  );
}

function line({ address, power, status }, index, greatest) {
  const [kind, words] = STATUS[status];
  const full = hex(address);
  return h(
    "tr",
    {},
    h("td", { class: "place" }, String(index)),
    h(
      "th",
      { scope: "row", class: "mono", title: full },
      h("span", { "aria-hidden": "true" }, short(full)),
      spoken(full),
    ),
    h("td", { class: "power" }, h("span", {}, number(power)), bar([[kind, power]], greatest)),
    h("td", { class: "entry" }, h("span", { class: `key ${kind}`, "aria-hidden": "true" }), words),
  );
}
