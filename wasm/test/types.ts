// What a user writes, for the compiler alone. A line after `@ts-expect-error` must not compile.
import { ParhelionError, ready, TrustedState, Verifier, verify, verifyCommit, verifyWindow } from "parhelion";
import type { Proven, Tally } from "parhelion";
import { provenAnswer } from "parhelion";
import * as full from "parhelion/full";
import * as small from "parhelion/verify";

export async function wallet(block: Uint8Array, answer: object): Promise<bigint> {
  await ready();
  await ready(new URL("https://example.org/wallet.wasm"));
  const state: TrustedState = TrustedState.trustOnFaith({ commit: answer, validators: [answer, "{}"] }, "00");
  const verifier = new Verifier();
  const next = verify(state, { block }, { now: new Date(), trustThreshold: [2n, 3n], verifier });
  const { verified, error } = verifyWindow(next, [block, { commit: answer, validators: answer }], { now: 1n });
  const proven: Proven = provenAnswer(verified[0] ?? state, answer);
  const tally: Tally = verifyCommit({ chainId: "a", validators: block, commit: block, blockId: block, height: 1n });
  verifyCommit({ chainId: "a", validators: block, commit: block }, { trustThreshold: [1n, 3n] });
  if (error) console.log(error.code.toFixed(), error.class satisfies full.ErrorClass, error["tallied"]);
  verifier.free();
  // @ts-expect-error heights are bigints
  const height: number = next.height;
  // @ts-expect-error the time is never taken from the clock
  verify(state, { block }, {});
  // @ts-expect-error a state is not made by hand
  new TrustedState(block);
  // @ts-expect-error a commit of its own set has a block id and a height
  verifyCommit({ chainId: "a", validators: block, commit: block });
  // @ts-expect-error there is no such error
  if (error?.name === "NotEnoughTrusts") return 0n;
  return proven.height + tally.tallied + BigInt(height);
}

export function everything(bytes: Uint8Array, state: full.TrustedState): full.Member[] {
  const fault: full.FaultProof = full.verifyDuplicateVote({ chainId: "a", evidence: "{}", publicKey: bytes });
  const attested: full.Attested = full.attest(state, { consumerId: "0", answers: ["{}"] });
  full.verifyConsumerHeader(attested, bytes, { now: new Date() });
  full.check("vote", bytes);
  // @ts-expect-error there is no hash of a vote
  full.hash("vote", bytes);
  const guilty: full.Signer[] = full.verifyMisbehaviour(bytes).byzantineValidators;
  const next: full.TrustedState = small.verify(state, { block: bytes }, { now: 0n });
  console.log(fault.round, guilty, next.toBytes().length);
  return [...attested.validators];
}

export const caught = (error: unknown): string =>
  error instanceof ParhelionError && error.name === "NotEnoughTrust" ? String(error["needed"]) : "";
