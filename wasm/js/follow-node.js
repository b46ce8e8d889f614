// Requests to one node, and the texts of its answers: bounded in bytes and time.
import { argument } from "./error.js";

/** Milliseconds before the second attempt, at least; doubled before each further one. */
const PAUSE = 250;
/** Of a pause, at most, before the random part, and of what a node may ask for by `Retry-After`. */
const MAX_PAUSE = 10_000;

/** Why there is no text, as the module has it. */
const PASSING = 0;
const LASTING = 1;
const BAD = 2;

/** Resolves after so many milliseconds; rejects with the reason of the signal where that is first. */
export function sleep(millis, signal) {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return void reject(signal.reason);
    const stop = () => (clearTimeout(timer), reject(signal.reason));
    const timer = setTimeout(() => (signal?.removeEventListener("abort", stop), resolve()), millis);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

export class Node {
  #fetch;
  #timeout;
  #length;
  /** Milliseconds for which it asked to be left alone. */
  #asked = 0;

  /** A node at an address: `http`, `https` or `tcp`, with a path where it has one. */
  constructor(address, { fetch, timeout, maxAnswerBytes }) {
    this.url = parse(address);
    [this.#fetch, this.#timeout, this.#length] = [fetch, timeout, maxAnswerBytes];
  }

  /** Whether it has the address of another one, however that is written. */
  isAtPlaceOf(other) {
    return place(this.url) === place(other.url);
  }

  /**
   * The answer to a path, `{ status, text }`, or why there is none, `{ kind, why }`. Rejects where the
   * signal says so, and nowhere else.
   */
  async get(path, attempt, signal) {
    if (attempt > 1) await sleep(pause(attempt - 1, this.#asked), signal);
    this.#asked = 0;
    const control = new AbortController();
    const late = setTimeout(() => control.abort(new Trouble(PASSING, "no answer in time")), this.#timeout);
    const stop = () => control.abort(signal.reason);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
    try {
      // A fetch that knows of no signal is left behind.
      return await Promise.race([this.#exchange(path, control.signal), aborted(control.signal)]);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      const trouble = error instanceof Trouble ? error : new Trouble(PASSING, said(error));
      return { kind: trouble.kind, why: trouble.why };
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", stop);
      // Whatever is still coming is not waited for.
      control.abort();
    }
  }

  async #exchange(path, signal) {
    const response = await (0, this.#fetch)(this.url + path, {
      // Who was asked is part of what a client trusts.
      redirect: "manual",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal,
    });
    const { status, type } = response;
    if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
      throw new Trouble(LASTING, "redirected, which is not followed: give the address that it leads to");
    }
    const asked = response.headers.get("retry-after")?.trim() ?? "";
    if (/^\d{1,9}$/.test(asked)) this.#asked = 1000 * Number(asked);
    return { status, text: await this.#body(response) };
  }

  /** The body, of which no more is taken than one piece past the limit, whatever its head says. */
  async #body(response) {
    const parts = [];
    let length = Number(response.headers.get("content-length") ?? 0);
    if (length > this.#length) throw this.#tooLong();
    length = 0;
    const reader = response.body?.getReader();
    for (;;) {
      const { done, value } = (await reader?.read()) ?? { done: true };
      if (done) break;
      length += value.length;
      if (length > this.#length) throw this.#tooLong();
      parts.push(value);
    }
    const bytes = new Uint8Array(length);
    parts.reduce((place, part) => (bytes.set(part, place), place + part.length), 0);
    try {
      return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    } catch {
      throw new Trouble(BAD, "an answer that is no text");
    }
  }

  #tooLong() {
    return new Trouble(BAD, `an answer of more than ${this.#length} bytes`);
  }
}

class Trouble extends Error {
  constructor(kind, why) {
    super(why);
    [this.kind, this.why] = [kind, why];
  }
}

/** Rejects when the signal says so. */
const aborted = (signal) =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });

/** What `fetch` says, and what it hides behind that. */
const said = (error) => [error?.message ?? error, error?.cause?.message].filter(Boolean).join(": ");

/** Up to as much again by chance: many who were turned away together do not come back together. */
function pause(attempt, asked) {
  const least = Math.min(MAX_PAUSE, Math.max(PAUSE * 2 ** (attempt - 1), asked));
  return least * (1 + Math.random());
}

/** The address without a slash at its end. */
function parse(address) {
  const given = String(address);
  const [, scheme = "tcp", rest] = /^(?:([a-z]+):\/\/)?(.*)$/is.exec(given) ?? [];
  const wanted = { tcp: "http", http: "http", https: "https" }[scheme.toLowerCase()];
  const url = wanted && rest !== undefined && URL.canParse(`${wanted}://${rest}`) ? new URL(`${wanted}://${rest}`) : undefined;
  // It is not said again: it may hold a password.
  if (url?.username || url?.password) throw argument("an address of a node has no user and no password");
  if (!url || url.search || url.hash) throw argument(`${given} is no address of a node`);
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

/** The same for both schemes of a host: that they lead to the same node is the rule. */
function place(address) {
  const { hostname, port, pathname } = new URL(address);
  return `${hostname.replace(/\.$/, "")} ${["80", "443"].includes(port) ? "" : port} ${pathname}`;
}
