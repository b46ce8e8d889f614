// The signatures of a recorded header of 150 validators: what was signed, by whom, and the block that
// they are in, as the contenders take it.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

const NETWORK = "validators-150";
const [FROM, TO] = [60, 61];
const COMMIT = 2;

const read = (name) =>
  gunzipSync(readFileSync(new URL(`../../testdata/recorded/${NETWORK}/${name}`, import.meta.url)))
    .toString()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

const answers = new Map(read("rpc.jsonl.gz").map(({ path, body }) => [path, JSON.parse(body)]));
const blocks = new Map(read("light_blocks.jsonl.gz").map((line) => [Number(line.height), line]));
const base64 = (text) => new Uint8Array(Buffer.from(text, "base64"));
const page = (number) => answers.get(`/validators?height=${TO}&page=${number}&per_page=100`);
const { signed_header: signedHeader } = answers.get(`/commit?height=${TO}`).result;
const { commit, header } = signedHeader;

/** The block that is trusted, its hash, and the one after it. */
export const trusted = base64(blocks.get(FROM).light_block);
export const trustedHash = header.last_block_id.hash;
export const block = base64(blocks.get(TO).light_block);
/** The same block, as the node answered. */
export const json = { commit: answers.get(`/commit?height=${TO}`), validators: [page(1), page(2)] };
export const now = new Date(Date.parse(header.time) + 1000);
/** The commit, and what it is of. */
export const claim = {
  chainId: header.chain_id,
  validators: json.validators,
  commit: json.commit,
  blockId: commit.block_id,
  height: BigInt(commit.height),
};

const hex = (text) => Buffer.from(text, "hex");
const number = (value) => (value < 128 ? [value] : [(value % 128) + 128, ...number(Math.floor(value / 128))]);
const varint = (field, value) => (value === 0 ? [] : [field << 3, ...number(value)]);
const bytes = (field, part) => [(field << 3) | 2, ...number(part.length), ...part];

const validators = [1, 2].flatMap((number) => page(number).result.validators);

/** One signature: of `key` over `message`; and the place in the commit. */
export const votes = commit.signatures.flatMap((signature, index) => {
  if (signature.block_id_flag !== COMMIT) return [];
  const key = base64(validators[index].pub_key.value);
  return [{ index, key, message: signBytes(signature), signature: base64(signature.signature) }];
});

/** The bytes that a validator signs for a precommit: a CanonicalVote behind its length. */
function signBytes({ timestamp }) {
  const { hash, parts } = commit.block_id;
  const id = [...bytes(1, hex(hash)), ...bytes(2, [...varint(1, parts.total), ...bytes(2, hex(parts.hash))])];
  const vote = [
    ...varint(1, 2),
    ...fixed(2, commit.height),
    ...fixed(3, commit.round),
    ...bytes(4, id),
    ...bytes(5, time(timestamp)),
    ...bytes(6, Buffer.from(header.chain_id)),
  ];
  return Uint8Array.from([...number(vote.length), ...vote]);
}

function time(text) {
  const nanos = Number(/\.(\d+)Z/.exec(text)?.[1].padEnd(9, "0") ?? 0);
  return [...varint(1, Math.floor(Date.parse(text) / 1000)), ...varint(2, nanos)];
}

function fixed(field, value) {
  if (Number(value) === 0) return [];
  const out = Buffer.alloc(8);
  out.writeBigInt64LE(BigInt(value));
  return [(field << 3) | 1, ...out];
}
