// WebAssembly with its operations, its numbers and the functions it calls told apart: it packs a twelfth lighter than
// mixed, as each kind looks like itself. The same walk takes a module apart when the package is built, and puts it
// together in the page.

import { damaged } from "./faute.js";

/** First bytes of a module that was taken apart (`FLUX`); then the length of each stream. */
const MAGIC = 0x58554c46;

/** The operations and all that is told of them but here: which local, which constant or place in memory, which function. */
const OPERATIONS = 0, LOCALS = 1, NUMBERS = 2, CALLS = 3;
/** What stands before the bodies of functions, and after. */
const BEFORE = 4, AFTER = 5, STREAMS = 6, HEADER = 4 + 4 * STREAMS;

/** Moves one byte of a stream, and gives it. */
type Move = (stream: number) => number;

/** Moves a number, and gives it. */
function number(move: Move, stream: number): number {
  let value = 0, byte: number;
  for (let shift = 0; ; shift += 7) {
    byte = move(stream);
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
}

/** Moves the body of a function. */
function body(move: Move): void {
  const numbers = (count: number) => {
    for (; count > 0; count--) number(move, OPERATIONS);
  };
  const bytes = (count: number) => {
    for (; count > 0; count--) move(OPERATIONS);
  };
  // Groups of locals: how many, of which type.
  numbers(2 * number(move, OPERATIONS));
  for (let depth = 1; depth > 0;) {
    const operation = move(OPERATIONS);
    switch (operation) {
      case 0x02: case 0x03: case 0x04: // block, loop, if
        depth++;
        numbers(1);
        break;
      case 0x0b: // end
        depth--;
        break;
      case 0x0c: case 0x0d: case 0x23: case 0x24: case 0x3f: case 0x40: case 0x42:
        // br, br_if, global.get, global.set, memory.size, memory.grow, i64.const
        numbers(1);
        break;
      case 0x0e: // br_table
        numbers(1 + number(move, OPERATIONS));
        break;
      case 0x10: // call
        number(move, CALLS);
        break;
      case 0x11: // call_indirect
        numbers(2);
        break;
      case 0x20: case 0x21: case 0x22: // local.get, local.set, local.tee
        number(move, LOCALS);
        break;
      case 0x25: case 0x26: case 0xd0: case 0xd2: // table.get, table.set, ref.null, ref.func
        numbers(1);
        break;
      case 0x41: // i32.const
        number(move, NUMBERS);
        break;
      case 0x43: // f32.const
        bytes(4);
        break;
      case 0x44: // f64.const
        bytes(8);
        break;
      case 0xfc: {
        const which = number(move, OPERATIONS);
        // memory.init, data.drop, memory.copy, memory.fill; then table.init to table.fill; conversions before them.
        numbers([2, 1, 2, 1, 2, 1, 2, 1, 1, 1][which - 8] ?? 0);
        break;
      }
      default:
        if (operation >= 0x28 && operation <= 0x3e) {
          // Loads and stores: an alignment, a place.
          numbers(1);
          number(move, NUMBERS);
        } else if (![0x00, 0x01, 0x05, 0x0f, 0x1a, 0x1b].includes(operation) && (operation < 0x45 || operation > 0xc4)) {
          // Not unreachable, nop, else, return, drop, select, nor arithmetic: the engine uses no other, and the build stops.
          throw damaged();
        }
    }
  }
}

/** Moves the bodies of all functions; `sized` says what to do with the length that stands before each. */
function bodies(move: Move, sized: (write: () => void) => void): void {
  for (let count = number(move, OPERATIONS); count > 0; count--) sized(() => body(move));
}

/** Takes a module apart. */
export function split(module: Uint8Array): Uint8Array {
  const streams: number[][] = Array.from({ length: STREAMS }, () => []);
  let at = 0;
  const move = (stream: number): number => {
    const byte = module[at++];
    if (byte === undefined) throw damaged();
    streams[stream]!.push(byte);
    return byte;
  };
  /** A number that is left out. */
  const skipped = () => number(() => module[at++] ?? 0, OPERATIONS);
  while (at < 8) move(BEFORE);
  // Sections: the tenth kind holds the bodies.
  while (module[at] !== 10) {
    move(BEFORE);
    for (let size = number(move, BEFORE); size > 0; size--) move(BEFORE);
  }
  at++;
  skipped();
  bodies(move, (write) => {
    skipped();
    write();
  });
  while (at < module.length) move(AFTER);
  const header = new Uint32Array([MAGIC, ...streams.map((stream) => stream.length)]);
  return Uint8Array.from([...new Uint8Array(header.buffer), ...streams.flat()]);
}

/** Puts a module together; one that was never taken apart stays as it is. */
export function join(parts: Uint8Array): Uint8Array {
  const header = new DataView(parts.buffer, parts.byteOffset, parts.byteLength);
  if (parts.length < HEADER || header.getUint32(0, true) !== MAGIC) return parts;
  const places: number[] = [HEADER];
  for (let stream = 0; stream < STREAMS; stream++) places.push(places[stream]! + header.getUint32(4 + 4 * stream, true));
  const ends = places.slice(1);
  if (ends[STREAMS - 1] !== parts.length) throw damaged();
  // A length is never longer than what it measures.
  const module = new Uint8Array(2 * parts.length);
  let at = 0;
  const move = (stream: number): number => {
    const place = places[stream]!++;
    if (place >= ends[stream]!) throw damaged();
    return (module[at++] = parts[place]!);
  };
  const all = (stream: number) => {
    while (places[stream]! < ends[stream]!) move(stream);
  };
  /** Writes, and the length before. */
  const sized = (write: () => void) => {
    const start = at + 5;
    at = start;
    write();
    let size = at - start;
    const end = at;
    for (at = start - 5; size >= 0x80; size >>= 7) module[at++] = (size & 0x7f) | 0x80;
    module[at++] = size;
    module.copyWithin(at, start, end);
    at += end - start;
  };
  all(BEFORE);
  module[at++] = 10;
  sized(() => bodies(move, sized));
  all(AFTER);
  return module.subarray(0, at);
}
