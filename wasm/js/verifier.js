// Batches of signatures, and keys that are remembered.
import { argument } from "./error.js";
import { module } from "./module.js";

/** Makes verification several times faster, and changes no verdict. */
export class Verifier {
  #handle;

  /** A verifier that remembers so many keys, of about 220 bytes each. */
  constructor(keys = 256) {
    if (!Number.isInteger(keys) || keys < 1 || keys > 100_000) {
      throw argument("keys is not an integer from 1 to 100,000");
    }
    this.#handle = new (module("Verifier").Verifier)(keys);
  }

  /** Gives its memory back. It cannot be used after that. */
  free() {
    this.#handle?.free();
    this.#handle = undefined;
  }

  /** Calls `ask` with the module's own verifier: that of `verifier`, or one for this call. */
  static with(verifier, ask) {
    if (verifier !== undefined && !(verifier instanceof Verifier)) {
      throw argument("verifier is not a Verifier");
    }
    if (verifier) {
      if (!verifier.#handle) throw argument("verifier has been freed");
      return ask(verifier.#handle);
    }
    const handle = new (module("Verifier").Verifier)(1);
    try {
      return ask(handle);
    } finally {
      handle.free();
    }
  }
}
