// Frames of a WebSocket in bytes that arrive in any pieces.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createFrameEnds } from '../../src/lib/websocket-frames.ts';

/** As a server sends it; `masked`: as a client does. */
function frame(length: number, masked: boolean): Buffer {
  const size = length < 126 ? [length] : length < 65_536 ? [126, ...bytesOf(length, 2)] : [127, ...bytesOf(length, 8)];
  const mask = masked ? [1, 2, 3, 4] : [];
  return Buffer.concat([
    Buffer.from([0x82, size[0]! | (masked ? 0x80 : 0), ...size.slice(1), ...mask]),
    Buffer.alloc(length, 0x82),
  ]);
}
const bytesOf = (number: number, count: number) =>
  Array.from({ length: count }, (_, nth) => Math.floor(number / 256 ** (count - 1 - nth)) % 256);

const lengths = fc.oneof(fc.constantFrom(0, 1, 125, 126, 65_535, 65_536), fc.integer({ min: 0, max: 300 }));
const frames = fc.array(fc.tuple(lengths, fc.boolean()), { minLength: 1, maxLength: 6 });
const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });

it('ends are found wherever the stream is cut', () => {
  fc.assert(
    fc.property(frames, cuts, (made, places) => {
      const parts = made.map(([length, masked]) => frame(length, masked));
      const stream = Buffer.concat(parts);
      const ends = new Set([0]);
      for (const part of parts) ends.add(Math.max(...ends) + part.length);
      const at = [0, ...places.map((place) => Math.floor(place * stream.length)).sort((a, b) => a - b), stream.length];
      const found = createFrameEnds();
      for (let nth = 1; nth < at.length; nth++) {
        const [from, to] = [at[nth - 1]!, at[nth]!];
        const first = [...ends].find((end) => end >= from && end <= to);
        expect(found.next(stream.subarray(from, to))).toBe(first === undefined ? -1 : first - from);
        expect(found.isBetween()).toBe(ends.has(to));
      }
    }),
    { numRuns: 300, seed: 7 },
  );
});
