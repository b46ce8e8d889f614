// All contenders agree: on every signature of the header that is measured, and on each that is broken.
import assert from "node:assert/strict";
import { test } from "node:test";
import { batches, entries, headers, libraries } from "./contenders.mjs";
import { claim, votes } from "./votes.mjs";

const broken = (vote, part) => {
  const bytes = vote[part].slice();
  bytes[bytes.length >> 1] ^= 1;
  return { ...vote, [part]: bytes };
};

test("there are as many votes as parhelion finds", async () => {
  const found = (await entries()).wallet.examineCommit(claim);
  assert.equal(found.length, 150);
  const signed = found.filter((entry) => entry.status === "signed").map((entry) => entry.index);
  assert.deepEqual(votes.map((vote) => vote.index), signed);
  assert.ok(signed.length > 100);
});

for (const { name, verify } of await libraries()) {
  test(`${name} takes every vote, and none that is broken`, async () => {
    for (const vote of votes) {
      assert.equal(await verify(vote), true, `vote ${vote.index}`);
    }
    for (const part of ["message", "signature"]) {
      assert.equal(await verify(broken(votes[0], part)), false, part);
    }
  });
}

for (const { name, verify } of await headers()) {
  test(`${name} takes the header`, () => {
    assert.equal(verify().height, 61n);
    assert.equal(verify().height, 61n);
  });
}

for (const { name, verify } of await batches()) {
  test(`${name} takes all votes`, () => {
    const { tallied, total } = verify();
    assert.ok(3n * tallied > 2n * total);
    assert.deepEqual(verify(), verify());
  });
}
