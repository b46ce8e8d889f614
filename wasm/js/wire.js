// Protobuf, written: as much of it as the messages of CometBFT need. What is zero or empty is left
// out, as Go does.

const varint = (out, value) => {
  for (let rest = BigInt.asUintN(64, value); ; rest >>= 7n) {
    if (rest < 128n) return void out.push(Number(rest));
    out.push(Number(rest & 127n) | 128);
  }
};

/** Bytes that grow. */
export class Message {
  #parts = [];
  #length = 0;

  #add(part) {
    this.#parts.push(part);
    this.#length += part.length;
    return this;
  }

  /** A number, of 64 bits at most. */
  number(field, value) {
    if (value === 0n) return this;
    const out = [];
    varint(out, BigInt(field << 3));
    varint(out, value);
    return this.#add(out);
  }

  /** Bytes, even where there are none. */
  part(field, bytes) {
    const out = [];
    varint(out, BigInt((field << 3) | 2));
    varint(out, BigInt(bytes.length));
    return this.#add(out).#add(bytes);
  }

  bytes(field, bytes) {
    return bytes.length === 0 ? this : this.part(field, bytes);
  }

  text(field, text) {
    return this.bytes(field, new TextEncoder().encode(text));
  }

  /** A message in this one; none where it is `undefined`. */
  message(field, message) {
    return message === undefined ? this : this.part(field, message.finish());
  }

  finish() {
    const bytes = new Uint8Array(this.#length);
    this.#parts.reduce((place, part) => (bytes.set(part, place), place + part.length), 0);
    return bytes;
  }
}
