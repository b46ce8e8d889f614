// Prints how long signatures and headers take, side by side. All take turns; what counts is the median
// of the processor time of this process, with all its threads.
//
//   node compare.mjs [ROUNDS]
import { cpus, loadavg } from "node:os";
import { batches, entries, headers, libraries } from "./contenders.mjs";
import { claim, votes } from "./votes.mjs";

const rounds = Number(process.argv[2] ?? 15);
/** What the ratios are to. */
const MEASURE = "parhelion/full, with a Verifier";

/** Votes that decide over a header: as many as make up more than two thirds of the power. */
async function needed() {
  const { verifyCommit } = (await entries()).wallet;
  const { entries: last } = verifyCommit(claim, { rule: "light" });
  return votes.filter((vote) => vote.index < last);
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

const checked = await needed();
const oneByOne = ({ name, verify }) => ({
  name,
  what: `${checked.length} signatures, one by one`,
  count: checked.length,
  work: async () => {
    for (const vote of checked) {
      if (!(await verify(vote))) throw new Error(`${name} refuses a vote that is valid`);
    }
  },
});
const batch = ({ name, verify }) => ({ name, what: `${votes.length} signatures, in a batch`, count: votes.length, work: verify });
const whole = ({ name, verify }) => ({ name, what: "the whole header", count: checked.length, work: verify });
const contenders = [
  ...(await libraries()).map(oneByOne),
  ...(await batches()).map(batch),
  ...(await headers()).map(whole),
];
const times = (await measure(contenders)).map((time, at) => time / contenders[at].count);
const best = times[contenders.findIndex(({ name }) => name === MEASURE)];

console.log(`${cpus()[0].model}; Node ${process.versions.node}; load ${loadavg()[0].toFixed(1)}`);
console.log(`a header of 150 validators, over which ${checked.length} signatures decide; medians of ${rounds} rounds\n`);
console.log(`|  | what | us a signature | times ${MEASURE} |`);
console.log("|---|---|---:|---:|");
for (const [at, { name, what }] of contenders.entries()) {
  console.log(`| ${name} | ${what} | ${times[at].toFixed(0)} | ${(times[at] / best).toFixed(2)} |`);
}
