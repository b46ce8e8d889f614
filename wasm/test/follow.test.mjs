// follow: nodes as they were recorded, and nodes that lie, are slow, or are not there.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { follow, ForkError, ParhelionError, ready, TrustedState } from "parhelion/full";
import { attacks, forging, root, start, time } from "./follow-nodes.mjs";

const CHANGING = "joins-and-leaves";
const ATTACKED = "double-votes";
const hex = (bytes) => Buffer.from(bytes).toString("hex").toUpperCase();

await ready();

/** From a height of a network, at the time of its last block, asking soon. */
const given = (network, from, last, primary, witnesses, more = {}) => ({
  primary: primary.url,
  witnesses: witnesses.map((witness) => witness.url),
  trust: root(network, from),
  now: () => new Date(time(network, last) + 1000),
  pollInterval: 10,
  ...more,
});

/** The next so many headers. */
async function take(iterator, count) {
  const headers = [];
  for await (const header of iterator) {
    headers.push(header);
    if (headers.length === count) return headers;
  }
  return assert.fail("it ended without an error");
}

/** What a header says, by what the network had. */
function is(network, header, height, witnesses) {
  const { hash } = root(network, height);
  assert.deepEqual([header.height, hex(header.hash), header.witnesses], [BigInt(height), hash, witnesses]);
  assert.equal(header.time / 1_000_000n, BigInt(time(network, height)));
  assert.deepEqual(header.state.headerHash, header.hash);
}

/** The error of a run that verifies nothing. */
async function ends(settings) {
  try {
    for await (const header of follow(settings)) assert.fail(`height ${header.height} was verified`);
  } catch (error) {
    if (error instanceof ParhelionError) return error;
    throw error;
  }
  return assert.fail("it ended without an error");
}

describe("follow", { concurrency: true, timeout: 120_000 }, () => {
  test("the head, and each new one; and on from what was stored", async (t) => {
    const nodes = [await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
    const iterator = follow(given(CHANGING, 3, 40, nodes[0], [nodes[1]]));
    is(CHANGING, (await iterator.next()).value, 20, 1);
    const next = iterator.next();
    // The primary is asked for its head again and again until there is one.
    for (const node of nodes) node.latest = 33;
    const { value } = await next;
    is(CHANGING, value, 33, 1);
    assert.equal((await iterator.return()).done, true);
    const state = TrustedState.fromBytes(value.state.toBytes());
    for (const node of nodes) node.latest = 38;
    const settings = { ...given(CHANGING, 3, 40, nodes[0], [nodes[1]]), trust: undefined, state };
    const [last] = await take(follow(settings), 1);
    is(CHANGING, last, 38, 1);
  });

  test("headers in between, where validators change faster than one step can follow", async (t) => {
    const nodes = [await start(t, CHANGING, 40), await start(t, CHANGING, 40)];
    const [header] = await take(follow(given(CHANGING, 2, 40, nodes[0], [nodes[1]])), 1);
    is(CHANGING, header, 40, 1);
    const asked = nodes[0].asked.map((path) => Number(/^\/commit\?height=(\d+)$/.exec(path)?.[1] ?? 0));
    assert.ok(asked.some((height) => height > 2 && height < 40), String(asked));
    assert.ok(nodes[0].asked.includes("/validators?height=3&page=1&per_page=100"));
  });

  test("each header, one after the other", async (t) => {
    const nodes = [await start(t, CHANGING, 12), await start(t, CHANGING, 12)];
    const settings = given(CHANGING, 5, 40, nodes[0], [nodes[1]], { sequential: true });
    const iterator = follow(settings);
    for (let height = 6; height <= 12; height++) is(CHANGING, (await iterator.next()).value, height, 1);
    for (const node of nodes) node.latest = 14;
    for (let height = 13; height <= 14; height++) is(CHANGING, (await iterator.next()).value, height, 1);
    await iterator.return();
    // Only the last of a window is compared.
    assert.equal(nodes[1].asked.filter((path) => path === "/commit?height=11").length, 0);
  });

  test("sets of more than one page", async (t) => {
    const network = "validators-150";
    const nodes = [await start(t, network, 61), await start(t, network, 61)];
    const [header] = await take(follow(given(network, 60, 61, nodes[0], [nodes[1]])), 1);
    is(network, header, 61, 1);
    assert.ok(nodes[0].asked.includes("/validators?height=61&page=2&per_page=100"));
  });

  test("without witnesses, where that is asked for", async (t) => {
    const node = await start(t, CHANGING, 20);
    const [header] = await take(follow({ ...given(CHANGING, 3, 40, node, []), witnesses: "none" }), 1);
    is(CHANGING, header, 20, 0);
    const error = await ends(given(CHANGING, 3, 40, node, []));
    assert.deepEqual([error.code, error.name], [801, "NoWitnesses"]);
  });

  for (const attack of attacks(ATTACKED).filter((one) => one.height === one.honest_height)) {
    test(`a fork: ${attack.name}`, async (t) => {
      const height = Number(attack.height);
      const forger = await start(t, ATTACKED, height, forging(attack.conflicting));
      const honest = await start(t, ATTACKED, height);
      const from = Number(attack.trusted_height);
      const now = () => new Date(attack.now);
      const error = await ends(given(ATTACKED, from, 20, forger, [honest], { now }));
      assert.ok(error instanceof ForkError);
      assert.deepEqual([error.code, error.name, error.class], [0, "Fork", "invalid"]);
      assert.deepEqual([error.primary, error.witness], [forger.url, honest.url]);
      const { hash, height: common } = root(ATTACKED, from);
      assert.deepEqual([error.common.height, hex(error.common.hash)], [common, hash]);
      const [against] = error.accusations;
      assert.deepEqual([against.accused, against.accuser, against.kind], [forger.url, honest.url, attack.kind]);
      const guilty = against.byzantineValidators.map((one) => hex(one.address).toLowerCase());
      assert.deepEqual(guilty.toSorted(), attack.byzantine.toSorted());
      // To the byte what CometBFT's own light client made of it.
      assert.equal(hex(against.evidence), hex(Buffer.from(attack.against_primary, "base64")));
      assert.equal(JSON.parse(against.json).type, "tendermint/LightClientAttackEvidence");
      assert.equal(error.accusations.length + error.unproven.length, 2);
    });
  }

  test("a fork of the witness is one too", async (t) => {
    const [attack] = attacks(ATTACKED);
    const honest = await start(t, ATTACKED, 12);
    const forger = await start(t, ATTACKED, 12, forging(attack.conflicting));
    const settings = given(ATTACKED, 5, 20, honest, [forger], { now: () => new Date(attack.now) });
    const error = await ends(settings);
    assert.ok(error instanceof ForkError);
    assert.deepEqual(error.accusations.map((one) => one.accused), [honest.url, forger.url]);
  });

  test("a witness that lies without proof is dropped", async (t) => {
    const lying = (path, said) => {
      if (path !== "/commit?height=20") return said;
      const found = JSON.parse(said.body);
      found.result.signed_header.header.app_hash = "00".repeat(32);
      return { status: 200, body: JSON.stringify(found) };
    };
    const primary = await start(t, CHANGING, 20);
    const liar = await start(t, CHANGING, 20, lying);
    const witness = await start(t, CHANGING, 20);
    const [header] = await take(follow(given(CHANGING, 19, 40, primary, [liar, witness])), 1);
    is(CHANGING, header, 20, 1);
    const alone = await ends(given(CHANGING, 19, 40, primary, [liar]));
    assert.ok([801, 811].includes(alone.code), `${alone}`);
  });

  test("a primary that lies is dropped, and a witness takes its place", async (t) => {
    const other = () => ({ status: 200, body: "{}" });
    const nodes = [await start(t, CHANGING, 20, other), await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
    const [header] = await take(follow(given(CHANGING, 3, 40, nodes[0], nodes.slice(1))), 1);
    is(CHANGING, header, 20, 1);
    assert.equal(nodes[0].asked.length, 1);
  });

  test("a primary that never answers gives its place to a witness", async (t) => {
    const silent = await start(t, CHANGING, 20, () => () => {});
    const nodes = [await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
    const settings = given(CHANGING, 3, 40, silent, nodes, { timeout: 1000, attempts: 2 });
    const [header] = await take(follow(settings), 1);
    // As a witness it confirms nothing.
    is(CHANGING, header, 20, 1);
    assert.ok(silent.asked.length >= 2);
  });

  test("where nobody is there that is the error, with what was said", async () => {
    const nowhere = { url: "http://127.0.0.1:1" };
    const witnesses = [{ url: "http://127.0.0.1:2" }];
    const settings = given(CHANGING, 3, 40, nowhere, witnesses, { attempts: 2 });
    const error = await ends(settings);
    assert.deepEqual([error.code, error.name, error.way.peer], [805, "NoResponse", nowhere.url]);
    assert.match(error.way.why, /^\/commit\?height=3: /);
  });

  test("what may pass is asked again", async (t) => {
    const at = [];
    const overloaded = (_, said) =>
      at.push(performance.now()) > 2 ? said : { status: 502 + at.length, body: "busy", headers: { "retry-after": "1" } };
    const nodes = [await start(t, CHANGING, 20, overloaded), await start(t, CHANGING, 20)];
    const [header] = await take(follow(given(CHANGING, 3, 40, nodes[0], [nodes[1]])), 1);
    is(CHANGING, header, 20, 1);
    assert.deepEqual(nodes[0].asked.slice(0, 3), Array(3).fill("/commit?height=3"));
    assert.notEqual(nodes[0].asked[3], "/commit?height=3");
    // For a second, as it asked, and not for a quarter.
    const pauses = [at[1] - at[0], at[2] - at[1]];
    assert.ok(pauses.every((pause) => pause >= 990), String(pauses));
  });

  for (const [name, answered] of Object.entries({
    "by its head": (response) => response.writeHead(200, { "content-length": 1 << 30 }).write("{"),
    "without an end": (response) => {
      response.writeHead(200);
      const more = () => void (response.destroyed || response.write("x".repeat(1 << 16), more));
      more();
    },
  })) {
    test(`an answer that is too long ${name} is not read`, async (t) => {
      const long = await start(t, CHANGING, 20, () => answered);
      const nodes = [await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
      const settings = given(CHANGING, 3, 40, long, nodes, { maxAnswerBytes: 1 << 20 });
      const [header] = await take(follow(settings), 1);
      is(CHANGING, header, 20, 1);
      assert.equal(long.asked.length, 1);
      const alone = await ends({ ...settings, witnesses: "none" });
      assert.equal(alone.code, 806);
      assert.match(alone.way.why, /more than 1048576 bytes/);
    });
  }

  test("nobody is redirected", async (t) => {
    const other = await start(t, CHANGING, 20);
    const moved = (path) => ({ status: 302, body: "", headers: { location: other.url + path } });
    const node = await start(t, CHANGING, 20, moved);
    const error = await ends({ ...given(CHANGING, 3, 40, node, []), witnesses: "none" });
    assert.deepEqual([error.code, other.asked.length], [805, 0]);
    assert.match(error.way.why, /redirected/);
  });

  test("a signal ends it: between two requests, in one, and before the first", async (t) => {
    const nodes = [await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
    const waits = new AbortController();
    const settings = given(CHANGING, 3, 40, nodes[0], [nodes[1]], { signal: waits.signal, pollInterval: 60_000 });
    const iterator = follow(settings);
    is(CHANGING, (await iterator.next()).value, 20, 1);
    const reason = new Error("enough");
    const next = iterator.next();
    setTimeout(() => waits.abort(reason), 50);
    await assert.rejects(next, reason);
    assert.equal((await iterator.next()).done, true);

    const asks = new AbortController();
    const silent = await start(t, CHANGING, 20, () => () => asks.abort(reason));
    const pending = follow({ ...settings, primary: silent.url, signal: asks.signal }).next();
    await assert.rejects(pending, reason);
    assert.equal(silent.asked.length, 1);

    const asked = nodes[0].asked.length;
    await assert.rejects(follow({ ...settings, signal: AbortSignal.abort(reason) }).next(), reason);
    assert.equal(nodes[0].asked.length, asked);
  });

  test("nothing is trusted longer than its period, whatever the primary shows", async (t) => {
    const nodes = [await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
    const settings = given(CHANGING, 20, 40, nodes[0], [nodes[1]]);
    const trustingPeriod = BigInt(time(CHANGING, 40) - time(CHANGING, 20)) * 1_000_000n;
    const error = await ends({ ...settings, options: { trustingPeriod } });
    assert.deepEqual([error.code, error.name, error.class], [301, "HeaderExpired", "expired"]);
  });

  test("another root than the one that is trusted is refused", async (t) => {
    const nodes = [await start(t, CHANGING, 20), await start(t, CHANGING, 20)];
    const settings = given(CHANGING, 3, 40, nodes[0], [nodes[1]]);
    const error = await ends({ ...settings, trust: { height: 3n, hash: root(CHANGING, 4).hash } });
    assert.deepEqual([error.code, error.name], [319, "TrustedHashMismatch"]);
    assert.equal((await ends({ ...settings, trust: { ...settings.trust, height: 0n } })).name, "ZeroHeight");
  });

  test("a call that is wrong is refused at once", () => {
    const right = given(CHANGING, 3, 40, { url: "http://one.example" }, [{ url: "http://two.example" }]);
    for (const [change, message] of [
      [{ witnesses: undefined }, /witnesses is neither/],
      [{ witnesses: ["tcp://ONE.example:80/"] }, /named twice/],
      [{ witnesses: ["https://two.example", "http://one.example.:443"] }, /named twice/],
      [{ primary: "http://user:secret@one.example" }, /no user/],
      [{ primary: "ftp://one.example" }, /no address/],
      [{ primary: "http://one.example/?a=b" }, /no address/],
      [{ primary: undefined }, /primary is missing/],
      [{ trust: undefined }, /either state or trust/],
      [{ trust: { height: 3, hash: right.trust.hash } }, /trust.height/],
      [{ trust: { height: 3n, hash: "00" } }, /trust.hash/],
      [{ pollInterval: -1 }, /pollInterval/],
      [{ timeout: 0 }, /timeout/],
      [{ attempts: 0 }, /attempts/],
      [{ maxAnswerBytes: 1.5 }, /maxAnswerBytes/],
      [{ fetch: null }, /fetch/],
      [{ now: () => "today" }, /now/],
    ]) {
      assert.throws(() => follow({ ...right, ...change }), (error) => {
        assert.deepEqual([error.name, error.code], ["Argument", 0]);
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      });
    }
  });
});
