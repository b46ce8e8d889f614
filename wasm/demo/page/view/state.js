// A value of a chain's state, proven under a header.

import * as engine from "../engine.js";
import { byId, h, mark, number, refusal, short } from "../dom.js";
import { shippedText } from "../sources.js";
import { fromBase64, fromHex, hex, summary } from "../wire.js";

/** Sets the part up, with the proofs of the catalogue. */
export function start(list) {
  const select = h(
    "select",
    { id: "proof", onchange: () => show(list[Number(select.value)]) },
    list.map(({ title }, index) => h("option", { value: String(index) }, title)),
  );
  byId("state-body").replaceChildren(
    h("label", { for: "proof" }, "Recorded proof"),
    select,
    h("div", { id: "proof-body" }),
  );
  return show(list[0]);
}

async function show(entry) {
  const [proof, block] = await Promise.all([read(entry), shippedText(entry.block.name)]);
  const light = summary(engine.blockFromJson(block).lightBlock);
  const state = engine.trust(light, light.hash);
  const verify = (change) => verdict(state, proof, change);
  byId("proof-body").replaceChildren(
    h(
      "dl",
      { class: "facts" },
      fact("Header", `${light.chainId}, height ${number(light.height)}, trusted on faith`),
      fact("App hash", mono(hex(light.header.appHash?.value))),
      fact("Store", mono(proof.store)),
      fact("Key", mono(proof.key)),
      fact("Value", proof.value ? mono(hex(proof.value)) : "none: it is to be absent"),
      fact("Proof", `${number(proof.proof.length)} bytes`),
    ),
    h(
      "p",
      { class: "actions" },
      h(
        "button",
        { class: "main", type: "button", onclick: () => verify("none") },
        "Verify the proof",
      ),
      h(
        "button",
        { type: "button", onclick: () => verify("value") },
        proof.value ? "Claim another value" : "Claim that it is there",
      ),
      h("button", { type: "button", onclick: () => verify("key") }, "Claim another key"),
    ),
    h("div", { id: "proof-verdict", role: "status", "aria-live": "polite" }),
  );
}

const fact = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
const mono = (text) => h("span", { class: "mono hash" }, text);

async function read({ file, index }) {
  const {
    store,
    key,
    value,
    merkle_proof_b64: proof,
  } = JSON.parse(await shippedText(file.name))[index];
  return {
    store,
    key,
    value: value === null ? undefined : fromHex(value),
    proof: fromBase64(proof),
  };
}

/** The package's answer; `change` says what else is claimed: "none", "value" or "key". */
export function ask(state, { store, key, value, proof }, change) {
  // Far from the key: what lies beside an absent key may be absent by the same proof.
  const claimed = change === "key" ? `A${key.slice(1)}` : key;
  const other = value
    ? value.map((byte, index) => (index === 0 ? byte ^ 1 : byte))
    : Uint8Array.of(1);
  const wanted = change === "value" ? other : value;
  return wanted === undefined
    ? engine.absence(state, store, claimed, proof)
    : engine.membership(state, store, claimed, wanted, proof);
}

function verdict(state, proof, change) {
  const place = byId("proof-verdict");
  try {
    const height = ask(state, proof, change);
    const what = proof.value ? `holds the value ${short(hex(proof.value))}` : "holds nothing there";
    place.replaceChildren(
      h(
        "div",
        { class: "still" },
        h("p", { class: "headline" }, mark("ok", "Accepted: "), h("b", {}, "Proven")),
        h(
          "p",
          {},
          `After block ${number(height)} the store ${what}. The header of height ${number(height + 1n)} names this state.`,
        ),
      ),
    );
  } catch (error) {
    if (error.code === undefined) throw error;
    place.replaceChildren(refusal(error));
  }
}
