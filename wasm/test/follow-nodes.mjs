// Nodes of the recorded networks: what they answered, served again over HTTP on this machine.
import { once } from "node:events";
import { createServer } from "node:http";
import { gunzipSync } from "node:zlib";
import { file } from "./helpers.mjs";

const lines = (path) => gunzipSync(file(path)).toString().trimEnd().split("\n").map((line) => JSON.parse(line));

const recordings = new Map();

/** The recorded answers of a network, by their path. */
function recording(network) {
  if (!recordings.has(network)) {
    const answers = lines(`testdata/recorded/${network}/rpc.jsonl.gz`);
    recordings.set(network, new Map(answers.map((answer) => [answer.path, answer])));
  }
  return recordings.get(network);
}

/** Attacks on light clients of a network: forged blocks, and the evidence that CometBFT made of them. */
export const attacks = (network) => lines(`testdata/recorded/${network}/light_client_attacks.jsonl.gz`);

const signed = (network, height) =>
  JSON.parse(recording(network).get(`/commit?height=${height}`).body).result.signed_header;

/** A header to trust. */
export const root = (network, height) => ({
  height: BigInt(height),
  hash: signed(network, height).commit.block_id.hash,
});

/** The time of a block, in milliseconds since 1970. */
export const time = (network, height) => Date.parse(signed(network, height).header.time);

const fault = (data) => ({
  status: 500,
  body: JSON.stringify({ jsonrpc: "2.0", id: -1, error: { code: -32603, message: "Internal error", data } }),
});

/** What a node answers whose latest block is of that height. */
function answer(network, latest, path) {
  const answers = recording(network);
  const { pathname, searchParams } = new URL(path, "http://node");
  const height = Number(searchParams.get("height") ?? latest);
  if (pathname === "/status") {
    const status = JSON.parse(answers.get("/status").body);
    status.result.sync_info.latest_block_height = String(latest);
    return { status: 200, body: JSON.stringify(status) };
  }
  // A node has the set of one height more.
  if (height > latest + Number(pathname === "/validators")) {
    return fault(`height ${height} must be less than or equal to the current blockchain height ${latest}`);
  }
  const found = answers.get(pathname === "/commit" ? `/commit?height=${height}` : path);
  return found ?? fault(`height ${height} is not available, lowest height is 1`);
}

/**
 * A node until the test ends. `change` may answer otherwise: it gets the path and what the node would
 * say, and gives that, `{ status, body, headers }`, or a function that answers by itself.
 */
export async function start(t, network, latest, change = (_, said) => said) {
  const node = { latest, asked: [] };
  const server = createServer((request, response) => {
    node.asked.push(request.url);
    const said = change(request.url, answer(network, node.latest, request.url), node);
    if (typeof said === "function") return void said(response);
    response.writeHead(said.status, { "content-type": "application/json", ...said.headers }).end(said.body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  node.url = `http://127.0.0.1:${server.address().port}`;
  return node;
}

/** A change by which a node serves a forged light block at its height. */
export function forging(light_block) {
  const block = read(Buffer.from(light_block, "base64"));
  const commit = { signed_header: signedHeader(sub(block, 1)), canonical: true };
  const { height } = commit.signed_header.header;
  const set = sub(block, 2);
  const validators = (set.get(1) ?? []).map((bytes) => validator(read(bytes)));
  const count = String(validators.length);
  const of = (result) => ({ status: 200, body: JSON.stringify({ jsonrpc: "2.0", id: -1, result }) });
  return (path, said, node) => {
    const { pathname, searchParams } = new URL(path, "http://node");
    if ((searchParams.get("height") ?? String(node.latest)) !== height) return said;
    if (pathname === "/commit") return of(commit);
    if (pathname === "/validators") return of({ block_height: height, validators, count, total: count });
    return said;
  };
}

/** Fields of a protobuf message: numbers as bigints, all else as bytes. */
function read(bytes) {
  const fields = new Map();
  let place = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[place++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (place < bytes.length) {
    const tag = Number(varint());
    const value = tag & 7 ? ((length) => bytes.subarray(place, (place += length)))(Number(varint())) : varint();
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
}

const sub = (message, field) => read(message.get(field)?.[0] ?? Buffer.alloc(0));
const number = (message, field) => String(BigInt.asIntN(64, message.get(field)?.[0] ?? 0n));
const text = (message, field, encoding) => (message.get(field)?.[0] ?? Buffer.alloc(0)).toString(encoding);
const hex = (message, field) => text(message, field, "hex").toUpperCase();

function moment(message) {
  const date = new Date(1000 * Number(number(message, 1))).toISOString().slice(0, 19);
  return `${date}.${number(message, 2).padStart(9, "0")}Z`;
}

function blockId(message) {
  const parts = sub(message, 2);
  return { hash: hex(message, 1), parts: { total: Number(number(parts, 1)), hash: hex(parts, 2) } };
}

const HASHES = ["last_commit", "data", "validators", "next_validators", "consensus", "app", "last_results", "evidence"];

function signedHeader(message) {
  const [header, commit] = [sub(message, 1), sub(message, 2)];
  const version = sub(header, 1);
  const signatures = commit.get(4).map((bytes) => {
    const signature = read(bytes);
    return {
      block_id_flag: Number(number(signature, 1)),
      validator_address: hex(signature, 2),
      timestamp: moment(sub(signature, 3)),
      signature: text(signature, 4, "base64"),
    };
  });
  return {
    header: {
      version: { block: number(version, 1), app: number(version, 2) },
      chain_id: text(header, 2),
      height: number(header, 3),
      time: moment(sub(header, 4)),
      last_block_id: blockId(sub(header, 5)),
      ...Object.fromEntries(HASHES.map((name, at) => [`${name}_hash`, hex(header, 6 + at)])),
      proposer_address: hex(header, 14),
    },
    commit: {
      height: number(commit, 1),
      round: Number(number(commit, 2)),
      block_id: blockId(sub(commit, 3)),
      signatures,
    },
  };
}

const validator = (message) => ({
  address: hex(message, 1),
  pub_key: { type: "tendermint/PubKeyEd25519", value: text(sub(message, 2), 1, "base64") },
  voting_power: number(message, 3),
  proposer_priority: number(message, 4),
});
