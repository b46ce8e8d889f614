// What the page says of chains, flipped bits, evidence and proofs.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { duplicateVote } from "../page/wire.js";
import { choose, open, picture, start, steps, verdict, verify } from "./browser.mjs";

const testdata = new URL("../../../testdata/", import.meta.url);
const read = (path) => readFileSync(new URL(path, testdata));
const rows = (path) =>
  gunzipSync(read(path))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

let demo;
let opened;
let page;
before(async () => {
  demo = await start();
  opened = await open(demo);
  page = opened.page;
});
after(async () => {
  await demo?.stop();
  assert.deepEqual(opened?.complaints, []);
});

test("a chain whose whole set is replaced is verified over a block in between", async () => {
  await choose(page, "joins-and-leaves");
  assert.deepEqual(await steps(page), [
    { kind: "trust", height: "1", outcome: "Accepted: 100.00 % signed" },
    { kind: "skip refused", height: "40", outcome: "Refused: 302 NotEnoughTrust" },
    { kind: "skip", height: "23", outcome: "Accepted: 100.00 % signed" },
    { kind: "skip", height: "40", outcome: "Accepted: 100.00 % signed" },
  ]);
  assert.match(
    await page.locator("#arcs svg").getAttribute("aria-label"),
    /2 skipping; refused: 1/,
  );
});

test("each block is verified from the one before", async () => {
  await choose(page, "joins-and-leaves");
  await page.selectOption("#way", "each");
  await verify(page, "in 39 steps");
  const made = await steps(page);
  assert.equal(made.length, 40);
  assert.ok(made.slice(1).every(({ kind }) => kind === "adjacent"));
  await picture(page, "each");
});

test("every recording is verified", async () => {
  const names = await page
    .locator("#network option")
    .evaluateAll((options) => options.map(({ value }) => value));
  assert.equal(names.length, 14);
  for (const name of names) {
    await choose(page, name);
    await picture(page, `chain-${name}`);
  }
});

test("the checks stand in the order of the documentation, and say what they found", async () => {
  await choose(page, "cosmoshub-4");
  await page.selectOption("#way", "each");
  await verify(page, "in 2 steps");
  await page.locator("#steps button").nth(1).click();
  const checks = await page.locator(".checks li").allInnerTexts();
  assert.match(checks[1], /trusting period[^]*25 s old, 21 d allowed/);
  assert.match(checks[9], /announced/);
  assert.equal(checks.length, 15);
  assert.equal(await page.locator(".checks li.ok").count(), 15);
});

test("who signed is told apart from who was absent or voted for no block", async () => {
  await choose(page, "nil-votes");
  assert.match(await page.locator(".legend").innerText(), /signed for no block/);
  assert.equal(
    await page.locator(".signers .entry", { hasText: "signed for no block" }).count(),
    1,
  );
  await choose(page, "third-absent");
  const last = JSON.parse(read("recorded/third-absent/MANIFEST.json")).heights.at(-1);
  assert.equal(await page.locator("#block-body .signers tbody tr").count(), last.validators);
  assert.equal(await page.locator(".signers .entry", { hasText: "absent" }).count(), last.absent);
  const signed = (last.power_for_block * 100) / last.power;
  assert.match(
    await page.locator(".legend").innerText(),
    new RegExp(`signed the block ${signed.toFixed(2)} %`),
  );
});

test("blocks below the trusted one are verified by hash", async () => {
  await choose(page, "cosmoshub-4");
  const block = JSON.parse(read("mainnet/cosmoshub-4_8619998.json"));
  await page.fill("#trusted", `8619998:${block.signed_header.commit.block_id.hash}`);
  await page.fill("#target", "8619996");
  await verify(page, "is verified");
  assert.deepEqual(
    (await steps(page)).map(({ kind }) => kind),
    ["trust", "backwards", "backwards"],
  );
  await picture(page, "backwards");
});

test("another hash than the block's is not trusted", async () => {
  await choose(page, "nil-votes");
  const [height, hash] = (await page.inputValue("#trusted")).split(":");
  await page.fill(
    "#trusted",
    `${height}:${hash.replace(/^./, (digit) => (digit === "0" ? "1" : "0"))}`,
  );
  assert.match(await verify(page, "Refused"), /319\s+TrustedHashMismatch/);
  assert.deepEqual(
    (await steps(page)).map(({ kind }) => kind),
    ["trust refused"],
  );
});

test("the clock decides: too late is expired, too early is the future", async () => {
  await choose(page, "cosmoshub-4");
  await page.fill("#target", "8619997");
  await page.locator("summary", { hasText: "Clock" }).click();
  await page.fill("#clock", "2021-12-30T00:00:00Z");
  assert.match(await verify(page, "Refused"), /301\s+HeaderExpired\s+expired/);
  await page.fill("#clock", "2021-12-08T01:51:35Z");
  assert.match(
    await verify(page, "Refused"),
    /309\s+TimeFromFuture\s+invalid[^]*2021-12-08T01:51:46/,
  );
  await picture(page, "future");
});

test("a threshold that no set reaches is asked of blocks in between", async () => {
  await choose(page, "joins-and-leaves");
  await page.locator("#threshold").evaluate((one) => {
    one.value = "1/1";
  });
  await verify(page, "skips were too far");
});

test("a flipped bit is refused with code, name, sentence and numbers", async () => {
  await choose(page, "validators-150");
  const flip = async (part) => {
    await page.selectOption("#flip-part", { label: part });
    await page.locator("#flip-verdict").evaluate((place) => place.replaceChildren());
    await page.click("#flip-form button[type=submit]");
    await page.locator("#flip-verdict .headline").waitFor();
    return page.locator("#flip-verdict").innerText();
  };
  assert.match(await flip("app hash"), /305\s+CommitHashMismatch\s+invalid/);
  assert.match(
    await flip("key of validator 0"),
    /222\s+ValidatorAddressMismatch\s+malformed[^]*index\s+0/,
  );
  assert.match(await flip("signature 0"), /406\s+WrongSignature\s+invalid[^]*index\s+0/);
  assert.match(await flip("validators' hash"), /CommitHashMismatch/);
  await picture(page, "flip");
  // Two thirds are reached before the last entry: its signature is not looked at.
  const last = (await page.locator("#flip-part option").allInnerTexts())
    .filter((name) => name.startsWith("signature"))
    .pop();
  assert.match(await flip(last), /Still verified/);
});

test("one bit in every part", async () => {
  await choose(page, "cosmoshub-4");
  await page.click("text=One bit in every part");
  const lines = await page.locator(".flips tbody tr").allInnerTexts();
  assert.equal(lines.length, 15);
  for (const line of lines) assert.match(line, /\d{3} [A-Z]\w+: /);
  await picture(page, "flips");
});

test("the flipped bit is the one that was chosen", async () => {
  await choose(page, "cosmoshub-4");
  await page.selectOption("#flip-part", { label: "time, seconds" });
  const cells = page.locator("#flip-bytes input");
  await cells.nth(1).check({ force: true });
  await page.locator("#flip-bits input[value='3']").check({ force: true });
  await page.click("#flip-form button[type=submit]");
  assert.match(
    await page.locator("#flip-verdict").innerText(),
    /^Bit 3 of byte 1 of the time, seconds:/,
  );
});

test("an attack convicts who signed it, by power", async () => {
  await page.selectOption("#recorded-evidence", { label: "lunatic, another app hash" });
  await page.click("#evidence button[type=submit]");
  await page.locator("#evidence-verdict .guilty").waitFor();
  const attack = rows("recorded/light-client-attacks/light_client_attacks.jsonl.gz")[0];
  const told = await page
    .locator("#evidence-verdict tbody th")
    .evaluateAll((cells) => cells.map(({ title }) => title.toLowerCase()));
  assert.deepEqual(told, attack.byzantine);
  assert.match(await page.locator("#evidence-verdict .guilty").innerText(), /Proven: lunatic\./);
  await picture(page, "attack");
});

test("every recorded piece of evidence gets a verdict, and those that the chain took are proven", async () => {
  const count = await page.locator("#recorded-evidence option").count();
  const attacks = rows("recorded/light-client-attacks/light_client_attacks.jsonl.gz");
  assert.equal(count, attacks.length + 6 + 1);
  for (let index = 0; index < count; index += 1) {
    await page.locator("#evidence-verdict").evaluate((place) => place.replaceChildren());
    await page.selectOption("#recorded-evidence", { value: String(index) });
    await page.click("#evidence button[type=submit]");
    await page.locator("#evidence-verdict .case").waitFor();
    const text = await page.locator("#evidence-verdict").innerText();
    // Evidence of amnesia names nobody, and on the wire that is refused.
    const amnesia = attacks[index]?.kind === "amnesia";
    assert.match(text, amnesia ? /NobodyGuilty/ : /Proven: [^]* guilty/, `${index}: ${text}`);
  }
  await picture(page, "public-double-vote");
});

const dropped = (name, buffer, mimeType = "application/octet-stream") =>
  page.setInputFiles("#evidence-files", { name, mimeType, buffer });

async function told(name) {
  await page.locator("#evidence-verdict h3", { hasText: name }).first().waitFor();
  return page.locator("#evidence-verdict").innerText();
}

test("files of evidence: protobuf, lists, and broken ones", async () => {
  await choose(page, "double-votes");
  const [block] = rows("recorded/double-votes/evidence.jsonl.gz");
  const bytes = Buffer.from(block.evidence[0].bytes, "base64");
  await dropped("vote.pb", bytes);
  assert.match(await told("vote.pb"), /Proven: double vote\. 1 validator is guilty/);
  await dropped("list.pb", Buffer.from(block.list, "base64"));
  assert.match(await told("list.pb"), /Proven: double vote/);
  const broken = Buffer.from(bytes);
  broken[duplicateVote(bytes).voteB.signature.start] ^= 1;
  await dropped("broken.pb", broken);
  assert.match(await told("broken.pb"), /406\s+WrongSignature/);
  await dropped("none.bin", Buffer.from("nothing of the kind"));
  await page
    .locator("#evidence-verdict", { hasText: "There is no evidence in this file" })
    .waitFor();
  await choose(page, "nil-votes");
  await dropped("other.pb", bytes);
  assert.match(await told("other.pb"), /509\s+NotAValidator/);
  await choose(page, "late-start");
  await dropped("elsewhere.pb", bytes);
  await page
    .locator("#evidence-verdict", { hasText: "the validators of height 2 must be at hand" })
    .waitFor();
});

test("a file of JSON that is dropped on the page", async () => {
  const text = read("mainnet/osmosis-1_15317185.evidence.json").toString();
  const transfer = await page.evaluateHandle((content) => {
    const data = new DataTransfer();
    data.items.add(new File([content], "osmosis.json", { type: "application/json" }));
    return data;
  }, text);
  await page.dispatchEvent(".drop", "drop", { dataTransfer: transfer });
  assert.match(await told("osmosis.json"), /Proven: double vote[^]*2D159B72D40C/);
});

test("blocks as a node answers them, with the evidence in them", async () => {
  await choose(page, "double-votes");
  const blocks = rows("recorded/double-votes/rpc.jsonl.gz").filter(({ path }) =>
    path.startsWith("/block?"),
  );
  const found = blocks.filter(
    ({ body }) => JSON.parse(body).result.block.evidence.evidence.length > 0,
  );
  const attacks = [];
  for (const [index, { body }] of found.entries()) {
    await dropped(`block-${index}.json`, Buffer.from(body), "application/json");
    const text = await told(`block-${index}.json`);
    assert.match(text, /Proven: [^]* guilty/);
    assert.doesNotMatch(text, /Refused/);
    attacks.push(...text.matchAll(/Proven: (lunatic|equivocation)/g));
  }
  assert.equal(found.length, rows("recorded/double-votes/evidence.jsonl.gz").length);
  assert.equal(attacks.length, 3);
});

test("a value is proven, and what is not there is not", async () => {
  for (const [index, change] of [
    [0, "Claim that it is there"],
    [1, "Claim another value"],
  ]) {
    await page.selectOption("#proof", String(index));
    const button = page.locator("#proof-body button", { hasText: change });
    await button.waitFor();
    await page.click("text=Verify the proof");
    assert.match(await page.locator("#proof-verdict").innerText(), /Proven/);
    await picture(page, `proof-${index}`);
    await button.click();
    assert.match(await page.locator("#proof-verdict").innerText(), /Refused:\s+6\d\d [A-Z]/);
    await page.click("text=Claim another key");
    assert.match(await page.locator("#proof-verdict").innerText(), /Refused:\s+6\d\d [A-Z]/);
  }
});

test("pasted blocks, one after the other and in a list", async () => {
  await page.check("input[value=pasted]", { force: true });
  const blocks = ["cosmoshub-4_8619996", "cosmoshub-4_8619997"].map((name) =>
    read(`mainnet/${name}.json`).toString().trim(),
  );
  await page.fill("#pasted", blocks.join("\n"));
  await verify(page, "Height 8,619,997 of cosmoshub-4 is verified");
  await page.fill("#pasted", `[${blocks.join(",")}]`);
  await verify(page, "Height 8,619,997 of cosmoshub-4 is verified");
  await page.fill("#pasted", "{ no");
  await verify(page, "That is not JSON");
  await page.fill("#pasted", blocks[0].replace('"block_id_flag":2', '"block_id_flag":9'));
  assert.match(await verify(page, "Refused"), /\d{3}\s+[A-Z]\w+/);
  await page.check("input[value=shipped]", { force: true });
});
