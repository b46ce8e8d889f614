// What a light client on another chain would say to a message.
import { argument } from "./error.js";
import * as input from "./input.js";
import { module } from "./module.js";

/**
 * What an IBC client would do with a message at this time: `clientState` and `consensusStates` as
 * they stand in the store of the chain that has it, `message` an `Any`.
 */
export function clientMessage({ clientState, consensusStates, message }, { now }) {
  const time = input.moment(now);
  const { OnChainClient } = module("OnChainClient");
  const client = new OnChainClient(input.bytes(clientState, "clientState"));
  try {
    for (const { height, bytes } of consensusStates) {
      const [revision, number] = heightOf(height);
      client.add(revision, number, input.bytes(bytes, "bytes"));
    }
    return client.answer(input.bytes(message, "message"), ...time);
  } finally {
    client.free();
  }
}

/** A height of IBC: `revision-height`. */
function heightOf(text) {
  const parts = /^(\d{1,20})-(\d{1,20})$/.exec(text);
  if (!parts) throw argument("height is not revision-height, as 4-8619996");
  return [input.unsigned(BigInt(parts[1]), "revision"), input.unsigned(BigInt(parts[2]), "height")];
}
