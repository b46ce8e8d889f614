// What nodes of CometBFT 0.34 to 1.x answer in JSON, as the wire messages that are verified. Nothing
// is verified here: bytes that come out are as untrusted as the JSON that went in.
import { unreadable } from "./error.js";
import { base64, hex, integer, object, objects, string, time } from "./scalar.js";
import { Message } from "./wire.js";

/** An answer, out of its envelope: the text of it, or what JSON.parse made of it. */
export function answered(value, field) {
  const parsed = typeof value === "string" ? parse(value) : value;
  const { result, error } = object(parsed, field);
  if (error) {
    const { code = 0, message = "", data = "" } = object(error, "error");
    throw unreadable(`the node answered with error ${code}: ${message} ${data}`.trimEnd());
  }
  return result === undefined ? parsed : object(result, "result");
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw unreadable(`not the JSON of a node: ${error.message}`);
  }
}

/** `/commit` with `/validators`: `{ commit, validators }`, the latter with all its pages. */
export function lightBlock(value) {
  const { commit, validators: set, signed_header } = answered(value, "lightBlock");
  if (!(commit ?? signed_header) || !set) {
    throw unreadable("a light block is { commit, validators }: the answers of /commit and of all pages of /validators");
  }
  const signed = signedHeaderOf(commit ? answered(commit, "commit") : { signed_header });
  return new Message().message(1, signed).part(2, validators(set)).finish();
}

/** `/commit`. */
export const signedHeader = (value) => signedHeaderOf(answered(value, "signedHeader")).finish();

/** `/header`, `/commit`, or a header. */
export function header(value) {
  const found = answered(value, "header");
  return headerOf(object(found.header ?? found.signed_header?.header ?? found, "header")).finish();
}

/** `/commit`, or a commit. */
export function commit(value) {
  const found = answered(value, "commit");
  return commitOf(object(found.signed_header?.commit ?? found.commit ?? found, "commit")).finish();
}

/** A block id. */
export const blockId = (value) => blockIdOf(answered(value, "blockId")).finish();

/** `/validators`: a page, a list of all pages of one height, or a list of validators. */
export function validators(value) {
  const given = Array.isArray(value) ? value : [answered(value, "validators")];
  const members = given.some((item) => typeof item === "string" || !item?.pub_key)
    ? paged(given.map((page) => answered(page, "validators")))
    : given;
  return setOf(members.map((member) => validatorOf(object(member, "validators")))).finish();
}

/** The validators of all pages, which must be all that there are. */
function paged(pages) {
  const of = (page, field) => integer(page[field], field, 64, true);
  const all = pages.flatMap((page) => objects(page.validators, "validators"));
  const [{ total, block_height: height }] = pages;
  for (const page of pages) {
    if (of(page, "block_height") !== integer(height, "block_height", 64, true)) {
      throw unreadable("pages of different heights");
    }
    if (of(page, "total") !== integer(total, "total", 64, true)) {
      throw unreadable("pages that name different totals");
    }
  }
  const addresses = new Set(all.map((member) => string(member.address, "address").toUpperCase()));
  if (BigInt(all.length) !== of(pages[0], "total") || (pages.length > 1 && addresses.size !== all.length)) {
    throw unreadable(`${all.length} of ${of(pages[0], "total")} validators: give every page of /validators, once`);
  }
  return all;
}

const hashOf = (message, field, from, name) => message.bytes(field, hex(from[name], name));

function timeOf(value, field) {
  const { seconds, nanos } = time(value, field);
  return new Message().number(1, seconds).number(2, nanos);
}

function blockIdOf(from) {
  const parts = object(from.parts ?? from.part_set_header ?? {}, "parts");
  const set = new Message().number(1, integer(parts.total, "parts.total", 32, false));
  return hashOf(new Message(), 1, from, "hash").message(2, hashOf(set, 2, parts, "hash"));
}

const HASHES = [
  "last_commit_hash",
  "data_hash",
  "validators_hash",
  "next_validators_hash",
  "consensus_hash",
  "app_hash",
  "last_results_hash",
  "evidence_hash",
  "proposer_address",
];

function headerOf(from) {
  const { block, app } = object(from.version ?? {}, "version");
  const version = new Message()
    .number(1, integer(block, "version.block", 64, false))
    .number(2, integer(app, "version.app", 64, false));
  const message = new Message()
    .message(1, version)
    .text(2, string(from.chain_id, "chain_id"))
    .number(3, integer(from.height, "height", 64, true))
    .message(4, timeOf(from.time, "time"))
    .message(5, blockIdOf(object(from.last_block_id ?? {}, "last_block_id")));
  HASHES.forEach((name, at) => hashOf(message, 6 + at, from, name));
  return message;
}

function entryOf(from) {
  return new Message()
    .number(1, integer(from.block_id_flag, "block_id_flag", 32, true))
    .bytes(2, hex(from.validator_address, "validator_address"))
    .message(3, timeOf(from.timestamp, "timestamp"))
    .bytes(4, base64(from.signature, "signature"));
}

function commitOf(from) {
  const message = new Message()
    .number(1, integer(from.height, "height", 64, true))
    .number(2, integer(from.round, "round", 32, true))
    .message(3, blockIdOf(object(from.block_id ?? {}, "block_id")));
  objects(from.signatures, "signatures").forEach((entry) => message.message(4, entryOf(entry)));
  return message;
}

function signedHeaderOf(answer) {
  const { header, commit } = object(answer.signed_header ?? answer, "signed_header");
  return new Message()
    .message(1, header ? headerOf(object(header, "header")) : undefined)
    .message(2, commit ? commitOf(object(commit, "commit")) : undefined);
}

/** The types of keys, and their places in the message. */
const KEYS = {
  "tendermint/PubKeyEd25519": 1,
  "tendermint/PubKeySecp256k1": 2,
  "cometbft/PubKeyBls12_381": 3,
  "cometbft/PubKeyMlDsa65": 4,
  "tendermint/PubKeySecp256k1eth": 5,
  "cometbft/PubKeySecp256k1eth": 5,
};

/** A key, as the message of one. */
function publicKeyOf(from) {
  const { type, value } = object(from ?? {}, "pub_key");
  if (type === undefined) return new Message();
  const place = Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
  if (!place) throw unreadable(`keys of type ${type} have no place in the wire messages`);
  return new Message().part(place, base64(value, "pub_key"));
}

function validatorOf(from) {
  const priority = integer(from.proposer_priority, "proposer_priority", 64, true);
  const address = string(from.address, "address").toUpperCase();
  const message = new Message()
    .bytes(1, hex(address, "address"))
    .message(2, publicKeyOf(from.pub_key))
    .number(3, integer(from.voting_power, "voting_power", 64, true))
    .number(4, priority);
  return { message, priority, address };
}

/** The set, with the proposer that CometBFT's own provider fills in; no hash covers it. */
function setOf(members) {
  const set = new Message();
  members.forEach(({ message }) => set.message(1, message));
  const before = (a, b) => a.priority < b.priority || (a.priority === b.priority && a.address > b.address);
  const proposer = members.reduce((first, next) => (first && !before(next, first) ? first : next), undefined);
  return set.message(2, proposer?.message);
}

/** `/abci_query`, with its proof. */
export function query(value) {
  const { response } = answered(value, "answer");
  const { code, codespace, log, key, value: stored, proofOps, proof_ops } = object(response, "response");
  if (integer(code, "code", 32, false) !== 0n) {
    throw unreadable(`the application answered with ${codespace ?? ""}/${code}: ${log ?? ""}`);
  }
  const ops = objects((proofOps ?? proof_ops)?.ops, "proofOps.ops");
  if (ops.length !== 2 || ops[0].type !== "ics23:iavl" || ops[1].type !== "ics23:simple") {
    throw unreadable("`proofOps.ops` is not ics23:iavl below ics23:simple: ask with prove=true");
  }
  if (string(ops[0].key, "proofOps.ops.key") !== string(key, "key")) {
    throw unreadable("`proofOps.ops` is of another key than the answer");
  }
  const [lower, upper] = ops.map((op) => base64(op.data, "proofOps.ops.data"));
  return {
    store: base64(ops[1].key, "proofOps.ops.key"),
    key: base64(key, "key"),
    value: base64(stored, "value"),
    lower,
    upper,
  };
}

/** The key of a validator. */
export const publicKey = (value) => publicKeyOf(answered(value, "publicKey")).finish();
