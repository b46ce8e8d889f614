// The compiled module that answers: the greatest of those that have been loaded.
import { argument } from "./error.js";

let loaded;
let readers;
let rank = -1;

/** The module, which must have a function of this name. */
export function module(name) {
  if (!loaded) throw argument("nothing is loaded yet: await ready() first");
  if (!(name in loaded)) {
    throw argument(`${name} is not in the module that is loaded: await ready() of the entry it is from`);
  }
  return loaded;
}

/** What reads the JSON of nodes, where the entry has it. */
export function reader(kind) {
  if (!readers) throw argument("parhelion/verify takes bytes; the entry parhelion reads the JSON of nodes");
  return readers[kind];
}

/**
 * The `ready` of an entry: `start` compiles the module at `url`, `glue` has its functions, and
 * `json` reads the JSON of nodes.
 */
export function loader({ start, glue, url, place, json }) {
  let begun;
  return (source) => {
    begun ??= load(start, source ?? url).then(
      () => {
        if (place > rank) [loaded, rank, readers] = [glue, place, json];
      },
      (error) => {
        begun = undefined;
        throw error;
      },
    );
    return begun;
  };
}

async function load(start, source) {
  const url = source instanceof URL ? source : undefined;
  if (url?.protocol === "file:" && globalThis.process?.versions?.node) {
    // Node fetches no files. Hidden from bundlers, whose output never comes here.
    const { readFile } = await import(/* webpackIgnore: true */ /* @vite-ignore */ "node:fs/promises");
    return start({ module_or_path: await readFile(url) });
  }
  return start({ module_or_path: source });
}
