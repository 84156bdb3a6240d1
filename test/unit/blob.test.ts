// An entry as bytes: what was put in comes out; what is not whole comes out as nothing.
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Blob, decodeBlob, encodeBlob, maxTtlMs } from '../../src/cache/blob.ts';

const xid = fc.maxSafeNat();
const position = fc
  .tuple(xid, xid, fc.array(xid, { maxLength: 20 }))
  .map(([a, b, others]) => ({ xmin: Math.min(a, b), xmax: Math.max(a, b), others }))
  .map(({ xmin, xmax, others }) => ({
    xmin,
    xmax,
    xip: [...new Set(others)].filter((x) => x >= xmin && x < xmax).sort((a, b) => a - b),
  }));
const tags = fc.array(xid, { maxLength: 40 }).map((each) => Float64Array.from(each).sort());
const text = fc.string({ unit: 'grapheme', maxLength: 20 });
const part = fc.record({ source: text, identity: text, tenantId: text, position, tags, verified: fc.constant(-1) });
const blobs: fc.Arbitrary<Blob & Pick<Required<Blob>, 'isPerSubject'>> = fc
  .record({
    position,
    tags,
    ttlMs: fc.nat(maxTtlMs),
    isPerSubject: fc.boolean(),
    body: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
    etag: fc.string({ unit: fc.nat(255).map((code) => String.fromCharCode(code)), maxLength: 40 }),
  })
  .chain((blob) => fc.array(part, { maxLength: 3 }).map((parts) => (parts.length > 0 ? { ...blob, parts } : blob)));
const keys = fc.string({ unit: 'grapheme' });

const example: Blob = {
  position: { xmin: 0x1_0000_0002, xmax: 0x1_0000_0009, xip: [0x1_0000_0002, 0x1_0000_0007] },
  tags: Float64Array.of(1, 2 ** 53 - 1),
  ttlMs: 60_000,
  isPerSubject: true,
  body: Buffer.from('{"data":null}'),
  etag: '"abc"',
};

describe('a blob', () => {
  it('comes out as it went in, wherever in memory it lies', () => {
    fc.assert(
      fc.property(blobs, keys, fc.nat(15), (blob, key, offset) => {
        const bytes = encodeBlob(blob, key);
        const moved = Buffer.alloc(bytes.length + offset);
        bytes.copy(moved, offset);
        expect(decodeBlob(moved.subarray(offset), key)).toEqual(blob);
      }),
    );
  });

  it('has its xmax, big-endian, behind the version, where a script of Redis looks for it', () => {
    fc.assert(
      fc.property(blobs, (blob) => {
        expect(encodeBlob(blob).readBigUInt64BE(1)).toBe(BigInt(blob.position.xmax));
      }),
    );
  });

  it('does not copy the body when it is read', () => {
    const bytes = encodeBlob(example);
    expect(decodeBlob(bytes)!.body.buffer).toBe(bytes.buffer);
  });

  it('keeps its form: other bytes need another version', () => {
    expect(encodeBlob(example, 'key').toString('hex')).toBe(
      [
        '02', // version
        '0000000100000009', // xmax
        '0000000100000002', // xmin
        '0000ea60', // ttl
        '01', // of one subject
        '0005', // bytes of the etag
        '00000002', // xip
        '00000002', // tags
        '00000000', // bytes of the parts
        '0000000100000002',
        '0000000100000007',
        '000000000000f03f',
        'ffffffffffff3f43',
        '2261626322',
        '7b2264617461223a6e756c6c7d',
        '51375c3a', // CRC-32, started with that of the key
      ].join(''),
    );
  });

  it('has at most the longest and at least no time left', () => {
    const ttlOf = (ttlMs: number) => decodeBlob(encodeBlob({ ...example, ttlMs }))!.ttlMs;
    expect([Infinity, maxTtlMs + 1, 1.9, 0, -5].map(ttlOf)).toEqual([maxTtlMs, maxTtlMs, 1, 0, 0]);
  });
});

describe('bytes that are not whole', () => {
  it('decode to null when cut off anywhere, or longer', () => {
    fc.assert(
      fc.property(blobs, keys, fc.uint8Array({ minLength: 1, maxLength: 9 }), (blob, key, more) => {
        const bytes = encodeBlob(blob, key);
        for (let length = 0; length < bytes.length; length++)
          expect(decodeBlob(bytes.subarray(0, length), key)).toBeNull();
        expect(decodeBlob(Buffer.concat([bytes, more]), key)).toBeNull();
      }),
    );
  });

  it('decode to null when any one byte differs', () => {
    fc.assert(
      fc.property(blobs, fc.integer({ min: 1, max: 255 }), (blob, flip) => {
        const bytes = encodeBlob(blob);
        for (let i = 0; i < bytes.length; i++) {
          bytes[i]! ^= flip;
          expect(decodeBlob(bytes)).toBeNull();
          bytes[i]! ^= flip;
        }
        expect(decodeBlob(bytes)).toEqual(blob);
      }),
    );
  });

  it('decode to null, or to the same, when any bytes are overwritten by any others', () => {
    fc.assert(
      fc.property(blobs, fc.nat(), fc.uint8Array({ minLength: 1, maxLength: 60 }), (blob, at, others) => {
        const bytes = encodeBlob(blob);
        bytes.set(others.slice(0, bytes.length - (at % bytes.length)), at % bytes.length);
        const decoded = decodeBlob(bytes);
        if (decoded) expect(decoded).toEqual(blob);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throw, even when their checksum is right', () => {
    const [version] = encodeBlob(example);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120, size: 'max' }), fc.boolean(), (noise, isSmall) => {
        const bytes = Buffer.concat([Buffer.of(version!), noise, Buffer.alloc(4)]);
        // Else all would fail at the first number, which is beyond 2^53.
        for (const i of [1, 2, 9, 10]) if (i < bytes.length) bytes[i] = 0;
        // Nor should all counts and lengths be far too large.
        for (let i = 22; isSmall && i < Math.min(bytes.length, 36); i++) bytes[i]! &= i % 4 === 3 ? 3 : 0;
        bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
        const decoded = decodeBlob(bytes);
        if (decoded) expect(decoded.position.xmin).toBeLessThanOrEqual(decoded.position.xmax);
      }),
      { numRuns: 2000 },
    );
  });

  it('decode to null when they were made for another key', () => {
    fc.assert(
      fc.property(blobs, keys, keys, (blob, key, other) => {
        fc.pre(key !== other);
        expect(decodeBlob(encodeBlob(blob, key), other)).toBeNull();
      }),
    );
  });
});
