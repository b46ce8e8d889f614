// Follows a chain over the RPC of its nodes. What is asked next, and what an answer means, the module
// decides; here are the requests, the clock and the pauses.
import { argument, ParhelionError } from "./error.js";
import { Node, sleep } from "./follow-node.js";
import * as input from "./input.js";
import { module } from "./module.js";
import { stateBytes, TrustedState } from "./state.js";

const SECOND = 1_000_000_000n;
/** Bytes of an answer, at most: the greatest message that is verified. */
const MAX_ANSWER = 64 << 20;
/** Attempts at one request. `cometbft light/provider/http/http.go maxRetryAttempts`. */
const ATTEMPTS = 5;

/** Two chains, each signed by enough: one side lies, and nothing is trusted until it is known which. */
export class ForkError extends ParhelionError {
  constructor(fork, urls) {
    const named = (found, ...fields) =>
      Object.assign(found, Object.fromEntries(fields.map((field) => [field, urls[found[field]]])));
    named(fork, "primary", "witness");
    for (const accusation of fork.accusations) named(accusation, "accused", "accuser");
    for (const item of fork.unproven) named(item, "accused");
    super(`a fork above height ${fork.common.height}: ${fork.primary} and ${fork.witness}`, 0, "Fork", "invalid");
    Object.assign(this, fork);
  }
}

/**
 * The headers of a chain from a trusted one on, as they are verified: the present head, and each new
 * one that is seen. Ends by an error, by its signal, or when nobody takes any more.
 */
export function follow(given) {
  const settings = read(given);
  return run(settings);
}

/** What is wrong with a call is said at once. */
function read(given = {}) {
  const { primary, witnesses, state, trust, options = {}, now = () => new Date(), signal, sequential = false } = given;
  const { fetch = globalThis.fetch, pollInterval = 2000, timeout = 5000, attempts = ATTEMPTS, maxAnswerBytes = MAX_ANSWER } = given;
  if (typeof fetch !== "function") throw argument("fetch is not a function");
  const limits = {
    fetch,
    timeout: whole(timeout, "timeout", 1),
    maxAnswerBytes: Math.min(MAX_ANSWER, whole(maxAnswerBytes, "maxAnswerBytes", 1)),
  };
  if (primary === undefined) throw argument("primary is missing");
  if (witnesses !== "none" && !Array.isArray(witnesses)) {
    throw argument('witnesses is neither a list of addresses nor "none"');
  }
  const others = witnesses === "none" ? [] : witnesses;
  const nodes = [primary, ...others].map((address) => new Node(address, limits));
  nodes.forEach((node, at) => {
    const twice = nodes.slice(0, at).some((other) => other.isAtPlaceOf(node));
    if (twice) throw argument(`${node.url} is named twice: nobody is a witness of itself`);
  });
  if ((state === undefined) === (trust === undefined)) throw argument("give either state or trust");
  const root = state === undefined ? undefined : stateBytes(state);
  const height = trust ? input.unsigned(trust.height, "trust.height") : 0n;
  const hash = trust ? input.hash(trust.hash, "trust.hash") : new Uint8Array();
  const lag = input.signed(options.maxBlockLag ?? 10n * SECOND, "maxBlockLag");
  input.moment(now());
  const count = witnesses === "none" ? -1 : others.length;
  const interval = whole(pollInterval, "pollInterval", 0);
  const tries = whole(attempts, "attempts", 1);
  const begin = () => {
    const call = input.settings({ ...options, now: now() });
    const { Follow } = module("Follow");
    return new Follow(count, root, height, hash, call, lag, interval, tries, Boolean(sequential));
  };
  return { nodes, now, signal, begin };
}

/** Milliseconds or bytes. */
function whole(value, name, least) {
  if (!Number.isInteger(value) || value < least || value >= 2 ** 31) {
    throw argument(`${name} is not an integer from ${least} to 2^31-1`);
  }
  return value;
}

async function* run({ nodes, now, signal, begin }) {
  signal?.throwIfAborted();
  const client = begin();
  const tell = (reply) => {
    const [seconds, nanos] = input.moment(now());
    client.time(seconds, nanos, performance.now());
    reply();
  };
  const urls = nodes.map((node) => node.url);
  try {
    tell(() => {});
    for (;;) {
      signal?.throwIfAborted();
      const request = client.request();
      switch (request.kind) {
        case "ask": {
          const said = await nodes[request.peer].get(request.path, request.attempt, signal);
          tell(() => ("text" in said ? client.answered(said.status, said.text) : client.silent(said.kind, said.why)));
          break;
        }
        case "pause":
          await sleep(request.millis, signal);
          tell(() => client.done());
          break;
        case "verified":
          for (const { state } of request.states) yield header(new TrustedState(state), request.witnesses);
          tell(() => client.done());
          break;
        case "fork":
          throw new ForkError(request.fork, urls);
        default:
          throw failure(request, urls);
      }
    }
  } finally {
    client.free();
  }
}

function header(state, witnesses) {
  const { height, time, headerHash } = state;
  return { height, time, hash: headerHash, state, witnesses };
}

/** The refusal, and on which way it was. */
function failure({ error, way }, urls) {
  const { peer, ...rest } = way;
  error.way = peer === undefined ? rest : { ...rest, peer: urls[peer] };
  return error;
}
