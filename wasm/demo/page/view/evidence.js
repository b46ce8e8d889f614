// Evidence: one of those that ship with the page, or files that somebody drops; and its verdict.

import { judge, pieces } from "../evidence.js";
import { bar, byId, h, mark, number, refusal, share, short, spoken, time } from "../dom.js";
import { shippedText, SourceError } from "../sources.js";
import { fromBase64, hex, nanos } from "../wire.js";

/** Sets the part up. `sourceOf` gives the source of a name; without one, the one that is chosen. */
export function start(list, sourceOf) {
  const select = h("select", { id: "recorded-evidence" }, ...grouped(list));
  const files = h("input", {
    type: "file",
    id: "evidence-files",
    multiple: true,
    onchange: () => dropped(files.files, sourceOf),
  });
  const zone = h(
    "div",
    { class: "drop" },
    h(
      "p",
      {},
      "Drop a file of evidence here, JSON or protobuf: two votes by one validator, or an attack on a light client.",
    ),
    h("label", { class: "file" }, "Choose a file", files),
  );
  dropping(zone, sourceOf);
  byId("evidence-body").replaceChildren(
    h(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          recorded(list[Number(select.value)], sourceOf);
        },
      },
      h("label", { for: "recorded-evidence" }, "Recorded evidence"),
      select,
      h("p", { class: "actions" }, h("button", { class: "main", type: "submit" }, "Judge it")),
    ),
    zone,
    h("div", { id: "evidence-verdict", role: "status", "aria-live": "polite" }),
  );
}

function grouped(list) {
  const names = [...new Set(list.map(({ group }) => group))];
  return names.map((name) =>
    h(
      "optgroup",
      { label: name },
      list.flatMap(({ group, title }, index) =>
        group === name ? [h("option", { value: String(index) }, title)] : [],
      ),
    ),
  );
}

function dropping(zone, sourceOf) {
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    dropped(event.dataTransfer.files, sourceOf);
  });
}

async function dropped(files, sourceOf) {
  await telling(async () => {
    const cards = [];
    for (const file of files) {
      const bytes = new Uint8Array(await file.arrayBuffer());
      for (const piece of pieces(bytes))
        cards.push(card(file.name, piece, await judge(piece, await sourceOf())));
    }
    return cards;
  });
}

async function recorded(entry, sourceOf) {
  await telling(async () => {
    const text = await shippedText(entry.file.name);
    const { bytes, name } = await piece(entry, text);
    const source = entry.source === undefined ? undefined : await sourceOf(entry.source);
    const trusted = entry.trusted === undefined ? undefined : BigInt(entry.trusted);
    const cards = [];
    for (const one of pieces(bytes)) cards.push(card(name, one, await judge(one, source, trusted)));
    return cards;
  });
}

async function piece(entry, text) {
  if (entry.line === undefined) return { bytes: new TextEncoder().encode(text), name: entry.title };
  const row = JSON.parse(text.trim().split("\n")[entry.line]);
  const encoded = entry.field === undefined ? row.evidence[entry.index].bytes : row[entry.field];
  return { bytes: fromBase64(encoded), name: entry.title };
}

async function telling(work) {
  const place = byId("evidence-verdict");
  try {
    place.replaceChildren(...(await work()));
  } catch (error) {
    if (!(error instanceof SourceError) && error.code === undefined) throw error;
    place.replaceChildren(refusal(error));
  }
}

function card(name, piece, { against, total, fault, guilty, claimed, error }) {
  return h(
    "article",
    { class: "case" },
    h("h3", {}, name),
    piece.kind === "duplicateVote" ? votes(piece.read) : blocks(piece.read),
    h("p", { class: "soft" }, `Held against ${against}.`),
    error ? refusal(error) : proven(fault, guilty, total, claimed),
  );
}

function proven(fault, guilty, total, claimed) {
  if (guilty.length === 0) {
    return h(
      "p",
      { class: "accepted" },
      mark("ok", "Accepted: "),
      ` The attack is real: ${fault}. Its votes convict nobody by themselves.`,
    );
  }
  const one = guilty.length === 1;
  return h(
    "div",
    {},
    h(
      "p",
      { class: "guilty" },
      mark("no", ""),
      h("b", {}, ` Proven: ${fault}. `),
      `${guilty.length} ${one ? "validator is" : "validators are"} guilty.`,
    ),
    h(
      "table",
      { class: "signers" },
      h("caption", { class: "spoken" }, "The guilty"),
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          ["Validator", claimed ? "Power, as claimed" : "Power", "Share"].map((title) =>
            h("th", { scope: "col" }, title),
          ),
        ),
      ),
      h(
        "tbody",
        {},
        guilty.map(({ address, power }) =>
          h(
            "tr",
            {},
            h(
              "th",
              { scope: "row", class: "mono", title: hex(address) },
              h("span", { "aria-hidden": "true" }, short(hex(address), 12, 8)),
              spoken(hex(address)),
            ),
            h(
              "td",
              { class: "power" },
              h("span", {}, number(power)),
              total ? bar([["wrong", power]], total) : null,
            ),
            h("td", {}, total ? share(power, total) : ""),
          ),
        ),
      ),
    ),
  );
}

const TYPES = { 1: "prevote", 2: "precommit" };

function votes({ voteA, voteB }) {
  const block = (vote) => hex(vote.blockId?.hash?.value) || "no block";
  return h(
    "dl",
    { class: "facts" },
    fact(
      "Height, round",
      `${number(voteA.height?.value ?? 0n)}, ${number(voteA.round?.value ?? 0n)}`,
    ),
    fact("Type", TYPES[voteA.type?.value] ?? "another"),
    fact("Vote A, for", h("span", { class: "mono hash" }, block(voteA))),
    fact("Vote B, for", h("span", { class: "mono hash" }, block(voteB))),
  );
}

function blocks({ conflictingBlock, commonHeight, time: at }) {
  const { header, commit } = conflictingBlock.signedHeader;
  return h(
    "dl",
    { class: "facts" },
    fact("Common height", number(commonHeight?.value ?? 0n)),
    fact("Its time", time(nanos(at))),
    fact(
      "Forged block",
      `height ${number(header.height?.value ?? 0n)}, round ${number(commit?.round?.value ?? 0n)}`,
    ),
    fact("Its hash", h("span", { class: "mono hash" }, hex(commit?.blockId?.hash?.value))),
  );
}

const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
