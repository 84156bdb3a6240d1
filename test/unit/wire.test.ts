// The bytes between an origin and its edges: what goes in comes out, whatever the pieces, or the reader throws.
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createMessageReader, encodeMessage, type Message } from '../../src/cache/wire.ts';
import { anyInvalidations, anyMessage, saidBy } from '../support/edge-messages.ts';

function readAll(chunks: readonly Buffer[]): Message[] {
  const found: Message[] = [];
  const read = createMessageReader((message) => found.push(message));
  for (const chunk of chunks) read(chunk);
  return found;
}

/** Cut at these places, given in parts of the whole. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const offsets = places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b);
  return [...offsets, bytes.length].map((end, index) => bytes.subarray(index === 0 ? 0 : offsets[index - 1], end));
}

const anyMessages = fc.array(anyMessage, { minLength: 1, maxLength: 6 });
const anyPlaces = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 });
const frame = (invalidations: (Message & { kind: 'frame' })['invalidations']): Message => ({
  kind: 'frame',
  epoch: '1.1.1.1.1',
  prev: { xmin: 5, xmax: 9, xip: [5, 7] },
  next: { xmin: 7, xmax: 12, xip: [7] },
  invalidations,
});
const tenantId = '01234567-89ab-7cde-8f01-23456789abcd';

it('messages arrive whole and in their order, however their bytes are cut', () => {
  fc.assert(
    fc.property(anyMessages, anyPlaces, (messages, places) => {
      const bytes = Buffer.concat(messages.map(encodeMessage));
      expect(readAll(cutAt(bytes, places)).map(saidBy)).toEqual(messages.map(saidBy));
    }),
    { numRuns: 300 },
  );
});

it('messages arrive byte by byte too', () => {
  fc.assert(
    fc.property(anyMessage, anyMessage, (one, other) => {
      const bytes = Buffer.concat([encodeMessage(one), encodeMessage(other)]);
      const single = Array.from(bytes, (_, index) => bytes.subarray(index, index + 1));
      expect(readAll(single).map(saidBy)).toEqual([one, other].map(saidBy));
    }),
    { numRuns: 60 },
  );
});

it('input that ends early is waited for: nothing is told of it, and nothing thrown', () => {
  fc.assert(
    fc.property(anyMessage, anyMessage, fc.double({ min: 0, max: 1, noNaN: true }), (whole, partial, place) => {
      const bytes = encodeMessage(partial);
      const end = Math.floor(place * (bytes.length - 1));
      expect(readAll([encodeMessage(whole), bytes.subarray(0, end)]).map(saidBy)).toEqual([saidBy(whole)]);
    }),
  );
});

it('a message with one bit flipped is never taken for any other, nor is what follows it', () => {
  const outcomes = { threw: 0, waits: 0 };
  fc.assert(
    fc.property(anyMessage, anyMessage, fc.nat(), (message, following, place) => {
      const bytes = encodeMessage(message);
      const bit = place % (8 * bytes.length);
      bytes[bit >> 3]! ^= 1 << (bit & 7);
      const found: Message[] = [];
      const read = createMessageReader((each) => found.push(each));
      try {
        read(Buffer.concat([bytes, encodeMessage(following)]));
        outcomes.waits++;
        expect(bit, 'only a length that grew is waited for').toBeLessThan(32);
        // It ends in an error as soon as there is as much as it claims.
        if (bit < 18) expect(() => read(Buffer.alloc(2 ** 18 + 4))).toThrow(RangeError);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        outcomes.threw++;
      }
      expect(found).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
  expect(outcomes.threw).toBeGreaterThan(500);
  expect(outcomes.waits).toBeGreaterThan(0);
});

it('every single bit of a frame is under the checksum', () => {
  const sent = encodeMessage(frame([{ tenantId, xid: 9, tags: [3, 2 ** 52], cause: null }]));
  for (let bit = 32; bit < 8 * sent.length; bit++) {
    const bytes = Buffer.from(sent);
    bytes[bit >> 3]! ^= 1 << (bit & 7);
    expect(() => readAll([bytes]), `bit ${bit}`).toThrow('altered');
  }
});

it.each([0, 1, 4, 256 * 1024 * 1024, 2 ** 31, 2 ** 32 - 1])(
  'a message of an absurd length is refused: %i',
  (length) => {
    const head = Buffer.alloc(8);
    head.writeUInt32LE(length);
    expect(() => readAll([head])).toThrow(RangeError);
  },
);

it('a kind that is not known is refused, not passed over', () => {
  const bytes = encodeMessage({ kind: 'idle' });
  bytes[8] = 9;
  bytes.writeUInt32LE(crc32(bytes.subarray(8)), 4);
  expect(() => readAll([bytes])).toThrow();
});

it('what one transaction did to one tenant is said once, each tag once and rising', () => {
  fc.assert(
    fc.property(anyInvalidations, (invalidations) => {
      const [message] = readAll([encodeMessage(frame(invalidations))]);
      if (message?.kind !== 'frame') throw new Error('no frame');
      const keys = message.invalidations.map(({ tenantId: of, xid }) => `${of} ${xid}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { tags } of message.invalidations) {
        expect([...tags]).toEqual([...new Set(tags)].sort((a, b) => a - b));
      }
      expect(saidBy(message)).toEqual(saidBy(frame(invalidations)));
    }),
  );
});

it('a reset of 50,000 changes is read in less than a second', () => {
  const invalidations = Array.from({ length: 50_000 }, (_, index) => ({
    tenantId,
    xid: index,
    tags: Float64Array.from({ length: 20 }, (_unused, tag) => index * 20 + tag),
    cause: null,
  }));
  const at = { xmin: 60_000, xmax: 60_000, xip: [] };
  const reset = { kind: 'reset' as const, epoch: '1.1', identity: '1', floor: at, next: at, invalidations };
  const bytes = encodeMessage(reset);
  const beganMs = performance.now();
  const chunks = Array.from({ length: Math.ceil(bytes.length / 65_536) }, (_, index) =>
    bytes.subarray(index * 65_536, (index + 1) * 65_536),
  );
  const [message] = readAll(chunks);
  const tookMs = performance.now() - beganMs;
  console.info(`a reset of 50,000 changes: ${bytes.length} bytes, read in ${tookMs.toFixed(0)} ms`);
  expect(message).toMatchObject({ kind: 'reset', epoch: '1.1' });
  expect(tookMs).toBeLessThan(1_000);
});
