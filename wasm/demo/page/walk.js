// From the trusted header to the one that is asked for. Each step is one call of the package; this
// file only chooses which block comes next.

import * as engine from "./engine.js";
import { SourceError } from "./sources.js";

/**
 * Verifies up to `target`, and tells of each step as it is made.
 *
 * A step is `{ kind, from, state, block, after, error, micros }`: `kind` is "trust", "adjacent", "skip"
 * or "backwards"; `after` is the state that follows, `error` the refusal in its place.
 */
export async function walk({ source, trusted, target, way, options, now }, tell) {
  const first = await source.block(trusted.height);
  let at = trust(first, trusted.hash);
  tell(at);
  if (at.error) return at;
  if (target < trusted.height) return back(source, at, target, tell);
  for (let goal = await next(source, at, target, way); at.block.height < target;) {
    const block = await source.block(goal);
    const step = forward(at, block, options, now);
    tell(step);
    if (step.error?.class === "not_enough_trust") {
      goal = source.between(at.block.height, goal);
      if (goal === undefined) return step;
      continue;
    }
    if (step.error) return step;
    at = step;
    goal = await next(source, at, target, way);
  }
  return at;
}

async function next(source, at, target, way) {
  if (way !== "each") return target;
  const height = at.block.height;
  if (source.kind === "node") return height < target ? height + 1n : target;
  return source.heights.find((other) => other > height) ?? target;
}

function trust(block, hash) {
  const step = { kind: "trust", block };
  return timed(step, () => engine.trust(block, hash));
}

/** One step upwards, with whatever block is claimed: the control that flips bits uses it too. */
export function forward(at, block, options, now) {
  const kind = block.height === at.block.height + 1n ? "adjacent" : "skip";
  const step = { kind, from: at, block, options, now };
  if (kind === "skip" && at.block.next === undefined) {
    throw new SourceError(
      `The source has no validators for height ${at.block.height + 1n}: a skip from ${at.block.height} needs them.`,
    );
  }
  const set = kind === "skip" ? at.block.next : undefined;
  return timed(step, () => engine.verify(at.after, set, block.bytes, options, now));
}

/** One step downwards: the hash of the header below stands in the trusted one. */
export function downward(at, block) {
  return timed({ kind: "backwards", from: at, block }, () => engine.backwards(at.after, block));
}

async function back(source, first, target, tell) {
  let at = first;
  while (at.block.height > target) {
    const step = downward(at, await source.block(at.block.height - 1n));
    tell(step);
    if (step.error) return step;
    at = step;
  }
  return at;
}

function timed(step, run) {
  const begin = performance.now();
  try {
    step.after = run();
  } catch (error) {
    if (!error.code) throw error;
    step.error = error;
  }
  step.millis = performance.now() - begin;
  return step;
}
