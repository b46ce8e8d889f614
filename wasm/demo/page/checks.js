// What each check of a step looked at, in the order of `docs/order-of-checks.md`, and what it found.
// The verdict is the package's; which row it belongs to, the code says.

import { number, share, short, span } from "./dom.js";
import { hex, nanos } from "./wire.js";

const TABLES = {
  adjacent: "light::verify_adjacent",
  skip: "light::verify_skipping",
  backwards: "light::verify_backwards",
};

/**
 * The rows of a step: `{ looked, found, outcome }`, and `outcome` is "ok", "refused", "here" or
 * "after". Where a code stands in several rows, the refusal came from one of them: each is "here".
 */
export function rows(step, order, signers) {
  const facts = found(step, signers);
  const head = [
    {
      looked: "the bytes, their bounds, and each value's own rules",
      error: "parse",
      found: facts.parse,
    },
  ];
  const table = step.kind === "trust" ? TRUST : order[TABLES[step.kind]];
  const all = [...head, ...table.map((row) => ({ ...row, found: facts[row.error] ?? "" }))];
  if (!step.error) return all.map((row) => ({ ...row, outcome: "ok" }));
  const at = all.flatMap((row, index) => (row.code === step.error.code ? [index] : []));
  // A code that no row has is one of reading.
  const places = at.length > 0 ? at : [0];
  const [first, last] = [places[0], places[places.length - 1]];
  const refused = places.length > 1 ? "here" : "refused";
  return all.map((row, index) => {
    const outcome = index < first ? "ok" : places.includes(index) ? refused : "after";
    return {
      ...row,
      outcome: index > first && index < last && outcome === "after" ? "open" : outcome,
    };
  });
}

// What trust on faith asks of the header.
const TRUST = [
  {
    looked: "the commit names the header's hash, and its height",
    error: "CommitHashMismatch",
    code: 305,
  },
  { looked: "its hash is the one that you believe", error: "TrustedHashMismatch", code: 319 },
];

function found(step, signers) {
  const { block, from, options, now } = step;
  const validatorsHash = short(hex(block.header.validatorsHash?.value));
  const facts = {
    parse: `${number(block.bytes.length)} bytes, ${block.validators.length} validators`,
    ChainIdMismatch: block.chainId,
    CommitHeightMismatch: `both ${number(block.height)}`,
    NoHeaderHash: short(step.hash ?? ""),
    CommitHashMismatch: short(block.hash),
    TrustedHashMismatch: short(block.hash),
    ValidatorsHashMismatch: validatorsHash,
    CommitSize: `${block.commit.signatures.length} entries, ${block.validators.length} validators`,
    SignerMismatch: "each address is the one of its key",
    SignatureLength: "64 bytes",
    WrongSignature: "those that count are right",
    DoubleVote: "nobody stands twice",
    PowerOverflow: "no overflow",
    ScratchTooSmall: "enough",
  };
  if (from) Object.assign(facts, between(step));
  if (options) Object.assign(facts, within(options, now, step));
  if (signers)
    facts.NotEnoughPower = `${share(signers.signed, signers.total)}, more than 2/3 needed`;
  return facts;
}

function between({ from, block }) {
  const announced = hex(from.block.header.nextValidatorsHash?.value);
  const apart = block.time - from.block.time;
  const hops = apart < 0n ? `${span(-apart)} earlier` : `${span(apart)} later`;
  return {
    HeightNotIncreased: `${number(from.block.height)}, then ${number(block.height)}`,
    TimeNotIncreased: hops,
    TimeNotDecreased: hops,
    TrustedValidatorsHashMismatch: short(announced),
    NextValidatorsHashMismatch: short(announced),
    NoLastBlockHash: short(hex(from.block.header.lastBlockId?.hash?.value)),
    LastBlockHashMismatch: short(block.hash),
  };
}

function within(options, now, { from, block, trusting }) {
  const threshold = options.trustThreshold.join("/");
  const age = now - from.block.time;
  const ahead = nanos(block.header.time) - now;
  return {
    TrustThresholdRange: threshold,
    HeaderExpired: `${span(age)} old, ${span(options.trustingPeriod)} allowed`,
    TimeFromFuture: ahead > 0n ? `${span(ahead)} ahead` : `${span(-ahead)} before the clock`,
    NotEnoughTrust: trusting
      ? `${share(trusting.signed, trusting.total)} of the trusted set, more than ${threshold} needed`
      : `more than ${threshold} of the trusted set`,
  };
}
