// Blocks fetched from a node: the recorded answers of one, served again, with and without leave for pages
// to read them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { gunzipSync } from "node:zlib";
import { open, picture, start, steps, verify } from "./browser.mjs";

const recorded = new URL("../../../testdata/recorded/", import.meta.url);

// The answers by path and query, whose order does not matter.
function answers(network) {
  const text = gunzipSync(readFileSync(new URL(`${network}/rpc.jsonl.gz`, recorded))).toString();
  const rows = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return new Map(rows.map(({ path, status, body }) => [normal(path), { status, body }]));
}

function normal(path) {
  const { pathname, searchParams } = new URL(path, "http://localhost");
  searchParams.sort();
  return `${pathname}?${searchParams}`;
}

async function rpc(network, headers, change = (body) => body) {
  const known = answers(network);
  const server = createServer((request, response) => {
    const { status, body } = known.get(normal(request.url)) ?? {
      status: 500,
      body: '{"error":{"message":"not recorded"}}',
    };
    response
      .writeHead(status, { "content-type": "application/json", ...headers })
      .end(change(body));
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
}

let demo;
let opened;
const nodes = [];
const node = async (...options) => {
  const one = await rpc(...options);
  nodes.push(one.server);
  return one.url;
};
before(async () => {
  demo = await start();
  opened = await open(demo);
  await opened.page.check("input[value=node]", { force: true });
});
after(async () => {
  await demo?.stop();
  for (const server of nodes) {
    server.closeAllConnections();
    server.close();
  }
});

const ANYBODY = { "access-control-allow-origin": "*" };
// The clock of the recording: days after its genesis.
const CLOCK = "2026-11-25T23:00:00Z";

async function ask(url, text) {
  const { page } = opened;
  await page.fill("#endpoint", url);
  await page.locator("summary", { hasText: "Clock" }).evaluate((one) => {
    one.parentElement.open = true;
  });
  await page.fill("#clock", CLOCK);
  return verify(page, text);
}

test("a node that lets pages read its answers", async () => {
  await opened.page.fill("#target", "40");
  await ask(
    await node("joins-and-leaves", ANYBODY),
    "Height 40 of recorded-joins-and-leaves is verified",
  );
  const made = await steps(opened.page);
  // Twenty below the head, where no header is named.
  assert.equal(made[0].height, "22");
  assert.equal(made.at(-1).height, "40");
  await picture(opened.page, "node");
});

test("validators in two pages, and a header that is named", async () => {
  const [, , { body }] = [...answers("validators-150")]
    .map(([path, answer]) => ({ path, ...answer }))
    .filter(({ path }) => path.startsWith("/commit?"));
  const { header, commit } = JSON.parse(body).result.signed_header;
  await opened.page.fill("#trusted", `${header.height}:${commit.block_id.hash}`);
  await opened.page.fill("#target", "60");
  await ask(await node("validators-150", ANYBODY), "is verified");
  assert.equal(await opened.page.locator(".signers tbody tr").count(), 150);
  await opened.page.fill("#trusted", "");
  await opened.page.fill("#target", "40");
});

test("a node that lies is refused", async () => {
  const forged = (body) =>
    /"height":"40"/.test(body) ? body.replace(/"app_hash":"..../, '"app_hash":"FFFF') : body;
  const { page } = opened;
  assert.match(
    await ask(await node("joins-and-leaves", ANYBODY, forged), "Refused"),
    /305\s+CommitHashMismatch/,
  );
  assert.equal(await page.locator(".checks li.refused").count(), 1);
  assert.match(await page.locator("#block-body").innerText(), /Signed hash/);
  assert.match(await page.locator("#flip-body").innerText(), /refused as it is/);
  await picture(page, "lying");
});

test("a node that does not let pages read its answers: the page says how", async () => {
  const text = await ask(await node("joins-and-leaves", {}), "cors_allowed_origins");
  assert.match(text, new RegExp(`cors_allowed_origins = \\["${demo.url.slice(0, -1)}"\\]`));
  await picture(opened.page, "cors");
});

test("nothing answers, and what answers is no node", async () => {
  await ask("http://127.0.0.1:9", "Either nothing answers there");
  await ask("127.0.0.1:26657", "begins with http");
  const page = await node("joins-and-leaves", ANYBODY, () => "<html>");
  await ask(page, "and no JSON");
  const other = await node("joins-and-leaves", ANYBODY, () => '{"result":{}}');
  await ask(other, "no CometBFT node");
});
