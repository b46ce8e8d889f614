// Prints how long signatures and headers take, side by side. All take turns; what counts is the median
// of the processor time of this process, with all its threads.
//
//   node compare.mjs [ROUNDS]
import { cpus, loadavg } from "node:os";
import { entries, headers, libraries } from "./contenders.mjs";
import { claim, votes } from "./votes.mjs";

const rounds = Number(process.argv[2] ?? 15);

/** Votes that are checked in a header: as many as make up more than two thirds of the power. */
export async function needed() {
  const { verifyCommit } = (await entries()).wallet;
  const { signed_header: signed } = claim.commit.result;
  const expected = { ...claim, blockId: signed.commit.block_id, height: BigInt(signed.commit.height) };
  const tally = verifyCommit(expected, { rule: "light" });
  return votes.filter((vote) => vote.index < tally.entries);
}

/** Microseconds of the processor. */
async function spent(work) {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

const median = (numbers) => numbers.toSorted((one, other) => one - other)[numbers.length >> 1];

async function measure(contenders) {
  const times = contenders.map(() => []);
  // One round more than counts: the first compiles.
  for (let round = 0; round <= rounds; round++) {
    for (const [at, { work }] of contenders.entries()) {
      const time = await spent(work);
      if (round > 0) times[at].push(time);
    }
  }
  return times.map(median);
}

async function main() {
  const checked = await needed();
  const oneByOne = ({ name, verify }) => ({
    name: `${name}, one by one`,
    work: async () => {
      for (const vote of checked) {
        if (!(await verify(vote))) throw new Error(`${name} refuses a vote that is valid`);
      }
    },
  });
  const whole = ({ name, verify }) => ({ name: `${name}: the whole header`, work: verify });
  const contenders = [...(await libraries()).map(oneByOne), ...(await headers()).map(whole)];
  const times = await measure(contenders);
  const best = times[contenders.findIndex(({ name }) => name.startsWith("parhelion/full, with a Verifier:"))];
  console.log(`${cpus()[0].model}; Node ${process.versions.node}; load ${loadavg()[0].toFixed(1)}`);
  console.log(`a header of 150 validators, of which ${checked.length} signatures decide; medians of ${rounds} rounds\n`);
  console.log("|  | ms a header | us a signature | times parhelion/full with a Verifier |");
  console.log("|---|---:|---:|---:|");
  for (const [at, { name }] of contenders.entries()) {
    const [millis, micros] = [times[at] / 1000, times[at] / checked.length];
    console.log(`| ${name} | ${millis.toFixed(2)} | ${micros.toFixed(0)} | ${(times[at] / best).toFixed(2)} |`);
  }
}

await main();
