// Reads the files that `cargo xtask wasm` packs: LZMA, a quarter lighter than what a server compresses.
//
// Browsers have no reader for it. The published ones weigh several times this one, which only reads what the package
// writes: the `.lzma` form (`xz --format=lzma`), with the properties below and without an end marker.

import { damaged } from "./faute.js";

/** First byte of a packed file: one bit of the byte before chooses the odds of a byte, its position does not. */
const PROPERTIES = 1;

/** A larger file is refused, rather than memory taken for it. */
const LARGEST = 1 << 26;

// Where the odds of each choice begin. The first six have one for each of the twelve states.
const IS_MATCH = 0, IS_AGAIN = 12, NOT_LAST = 24, NOT_SECOND = 36, NOT_THIRD = 48, IS_LONG = 60;
const SLOT = 72, NEAR = 328, ALIGN = 443, LENGTH = 459, LENGTH_AGAIN = 733, BYTES = 1007, ODDS = BYTES + 2 * 0x300;

/** The bits of a packed file, one by one. A class, not closures: these are compiled again for each file. */
class Bits {
  /** How many bytes were read: a header, and the first bits. */
  #read = 18;
  #packed: Uint8Array;
  #odds = new Uint16Array(ODDS).fill(1024);
  /** How wide the interval is, and where the code lies in it: in an array, as numbers of 32 bits stay numbers there. */
  #interval: Uint32Array;

  constructor(packed: Uint8Array, code: number) {
    this.#packed = packed;
    this.#interval = new Uint32Array([0xffffffff, code]);
  }

  /** Whether what was read ends here. */
  ended(): boolean {
    return this.#read <= this.#packed.length && this.#interval[1] === 0;
  }

  /** Reads one more byte when the interval is too narrow. Past the end, zeros: all ends the same, and is refused then. */
  #widen(): void {
    if (this.#interval[0]! < 0x1000000) {
      this.#interval[0]! <<= 8;
      this.#interval[1] = (this.#interval[1]! << 8) | this.#packed[this.#read++]!;
    }
  }

  /** One bit, and how likely it is next time. */
  bit(at: number): number {
    const odd = this.#odds[at]!;
    const bound = (this.#interval[0]! >>> 11) * odd;
    const found = this.#interval[1]! < bound ? 0 : 1;
    if (found === 0) {
      this.#interval[0] = bound;
      this.#odds[at] = odd + ((2048 - odd) >> 5);
    } else {
      this.#interval[0]! -= bound;
      this.#interval[1]! -= bound;
      this.#odds[at] = odd - (odd >> 5);
    }
    this.#widen();
    return found;
  }

  /** Some bits, the highest first. */
  #tree(at: number, bits: number): number {
    let node = 1;
    for (let i = 0; i < bits; i++) node = (node << 1) | this.bit(at + node);
    return node - (1 << bits);
  }

  /** Some bits, the lowest first. */
  #reversed(at: number, bits: number): number {
    let node = 1, value = 0;
    for (let i = 0; i < bits; i++) {
      const found = this.bit(at + node);
      node = (node << 1) | found;
      value |= found << i;
    }
    return value;
  }

  /** How many bytes are repeated. */
  length(at: number): number {
    if (this.bit(at) === 0) return 2 + this.#tree(at + 2, 3);
    if (this.bit(at + 1) === 0) return 10 + this.#tree(at + 10, 3);
    return 18 + this.#tree(at + 18, 8);
  }

  /** From how far, less one. */
  distance(length: number): number {
    const slot = this.#tree(SLOT + Math.min(length - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >> 1) - 1;
    let value = (2 | (slot & 1)) << bits;
    if (slot < 14) return value + this.#reversed(NEAR + value - slot, bits);
    for (let i = bits - 1; i >= 4; i--) {
      this.#interval[0]! >>>= 1;
      if (this.#interval[1]! >= this.#interval[0]!) {
        this.#interval[1]! -= this.#interval[0]!;
        value |= 1 << i;
      }
      this.#widen();
    }
    return (value | this.#reversed(ALIGN, 4)) >>> 0;
  }
}

/** The bytes of a packed file; those of any other file, as they are. */
export function unpack(packed: Uint8Array): Uint8Array {
  if (packed[0] !== PROPERTIES) return packed;
  if (packed.length < 18) throw damaged();
  const header = new DataView(packed.buffer, packed.byteOffset);
  const size = header.getUint32(5, true);
  if (size > LARGEST || header.getUint32(9, true) !== 0) throw damaged();
  const out = new Uint8Array(size);
  const bits = new Bits(packed, header.getUint32(14));

  // The last four distances, less one; the state tells what the last steps were.
  let last = 0, second = 0, third = 0, fourth = 0, state = 0, at = 0;
  while (at < size) {
    if (bits.bit(IS_MATCH + state) === 0) {
      const base = BYTES + 0x300 * (at === 0 ? 0 : out[at - 1]! >> 7);
      let byte = 1;
      if (state >= 7) {
        // What a repetition would have given tells what this byte is not.
        let other = out[at - last - 1]!, same: boolean;
        do {
          const expected = (other >> 7) & 1;
          other <<= 1;
          const found = bits.bit(base + ((1 + expected) << 8) + byte);
          byte = (byte << 1) | found;
          same = found === expected;
        } while (same && byte < 0x100);
      }
      while (byte < 0x100) byte = (byte << 1) | bits.bit(base + byte);
      out[at++] = byte;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let count = 1;
    if (bits.bit(IS_AGAIN + state) === 0) {
      [fourth, third, second] = [third, second, last];
      count = bits.length(LENGTH);
      last = bits.distance(count);
      state = state < 7 ? 7 : 10;
    } else {
      let isLong = 1;
      if (bits.bit(NOT_LAST + state) === 0) {
        isLong = bits.bit(IS_LONG + state);
      } else if (bits.bit(NOT_SECOND + state) === 0) {
        [second, last] = [last, second];
      } else if (bits.bit(NOT_THIRD + state) === 0) {
        [third, second, last] = [second, last, third];
      } else {
        [fourth, third, second, last] = [third, second, last, fourth];
      }
      if (isLong === 1) count = bits.length(LENGTH_AGAIN);
      state = state < 7 ? 9 - isLong : 11;
    }
    if (last >= at || count > size - at) throw damaged();
    for (; count > 0; count--, at++) out[at] = out[at - last - 1]!;
  }
  if (!bits.ended()) throw damaged();
  return out;
}
