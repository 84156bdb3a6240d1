// An entry as the bytes that Redis keeps: where it was read, what it depends on, what it says.
// Invariant: bytes that are not whole, or were made for another key, decode to null; nothing that Redis hands out throws here.
import { endianness } from 'node:os';
import { crc32 } from 'node:zlib';
import { type Position, parsePosition, printPosition } from './position.ts';
import type { Part } from './tag-table.ts';

export interface Blob {
  readonly position: Position;
  readonly tags: Float64Array;
  /** Milliseconds that are left, at most `maxTtlMs`. */
  readonly ttlMs: number;
  /** The answer depends on who asks. @default false */
  readonly isPerSubject?: boolean;
  /** What was read from other sources. @default nothing */
  readonly parts?: readonly Part[];
  readonly body: Buffer;
  /** Latin-1, as a header carries it. */
  readonly etag: string;
}

// The head, big-endian. Version and `xmax` stay where they are in every version to come: a script in Redis compares them.
//   0 version 1 · 1 xmax 8 · 9 xmin 8 · 17 ttl 4 · 21 flags 1 · 22 length of etag 2 · 24 number of xip 4 · 28 number of tags 4 ·
//   32 length of parts 4
// Then xip, 8 bytes each; tags, 8 bytes each as the processor has them (so the version says in which order); etag; parts, if there
// are some, as JSON; body; CRC-32.
const version = endianness() === 'LE' ? 2 : 0x82;
const headBytes = 36;
const crcBytes = 4;
const perSubject = 1;
const none = Buffer.alloc(0);

/** 49 days. */
export const maxTtlMs = 2 ** 32 - 1;

/**
 * `key`: where the blob will be kept; it is part of the checksum. Should replies of Redis ever get out of step with commands, or keys be
 * copied by hand, then nobody is served what belongs to another tenant.
 */
export function encodeBlob({ position, tags, ttlMs, isPerSubject, parts, body, etag }: Blob, key = ''): Buffer {
  const { xmin, xmax, xip } = position;
  const printed = parts && parts.length > 0 ? Buffer.from(JSON.stringify(parts.map(printPart))) : none;
  const tagsAt = headBytes + 8 * xip.length;
  const etagAt = tagsAt + tags.byteLength;
  const partsAt = etagAt + etag.length;
  const bodyAt = partsAt + printed.length;
  const end = bodyAt + body.length;
  const bytes = Buffer.allocUnsafe(end + crcBytes);
  bytes[0] = version;
  writeXid(bytes, xmax, 1);
  writeXid(bytes, xmin, 9);
  bytes.writeUInt32BE(Math.min(Math.max(Math.floor(ttlMs), 0), maxTtlMs), 17);
  bytes[21] = isPerSubject ? perSubject : 0;
  bytes.writeUInt16BE(etag.length, 22);
  bytes.writeUInt32BE(xip.length, 24);
  bytes.writeUInt32BE(tags.length, 28);
  bytes.writeUInt32BE(printed.length, 32);
  for (let i = 0; i < xip.length; i++) writeXid(bytes, xip[i]!, headBytes + 8 * i);
  bytes.set(bytesOf(tags), tagsAt);
  bytes.write(etag, etagAt, 'latin1');
  bytes.set(printed, partsAt);
  bytes.set(body, bodyAt);
  bytes.writeUInt32BE(checksum(bytes, end, key), end);
  return bytes;
}

/** `body` is a part of `bytes`, not a copy. */
export function decodeBlob(bytes: Buffer, key = ''): Blob | null {
  const end = bytes.length - crcBytes;
  if (end < headBytes || bytes[0] !== version || bytes.readUInt32BE(end) !== checksum(bytes, end, key)) return null;
  const tagsAt = headBytes + 8 * bytes.readUInt32BE(24);
  const etagAt = tagsAt + 8 * bytes.readUInt32BE(28);
  const partsAt = etagAt + bytes.readUInt16BE(22);
  const bodyAt = partsAt + bytes.readUInt32BE(32);
  const xmin = readXid(bytes, 9);
  const xmax = readXid(bytes, 1);
  if (bodyAt > end || xmin > xmax || !Number.isSafeInteger(xmax)) return null;
  const xip: number[] = [];
  for (let at = headBytes; at < tagsAt; at += 8) xip.push(readXid(bytes, at));
  const parts = partsAt < bodyAt ? parseParts(bytes.toString('utf8', partsAt, bodyAt)) : [];
  if (parts === null) return null;
  // The one copy: a Float64Array must lie at a multiple of eight, and a reply lies anywhere.
  const tags = new Float64Array((etagAt - tagsAt) / 8);
  bytesOf(tags).set(bytes.subarray(tagsAt, etagAt));
  return {
    position: { xmin, xmax, xip },
    tags,
    ttlMs: bytes.readUInt32BE(17),
    isPerSubject: bytes[21] === perSubject,
    ...(parts.length > 0 && { parts }),
    body: bytes.subarray(bodyAt, end),
    etag: bytes.toString('latin1', etagAt, partsAt),
  };
}

type PrintedPart = readonly [
  source: string,
  identity: string,
  tenantId: string,
  position: string,
  tags: readonly number[],
];

const printPart = ({ source, identity, tenantId, position, tags }: Part): PrintedPart => [
  source,
  identity,
  tenantId,
  printPosition(position),
  [...tags],
];

/** Null for what is none. */
function parseParts(text: string): readonly Part[] | null {
  try {
    return JSON.parse(text).map(parsePart);
  } catch {
    return null;
  }
}

const parsePart = ([source, identity, tenantId, position, tags]: PrintedPart): Part => ({
  source,
  identity,
  tenantId,
  position: parsePosition(position),
  tags: Float64Array.from(tags),
  verified: -1,
});

function checksum(bytes: Buffer, end: number, key: string): number {
  return crc32(bytes.subarray(0, end), crc32(key));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Below 2^53; BigInt, which the built-in methods for 64 bits take, costs ten times as much. */
function writeXid(bytes: Buffer, xid: number, at: number): void {
  bytes.writeUInt32BE(Math.floor(xid / 2 ** 32), at);
  bytes.writeUInt32BE(xid % 2 ** 32, at + 4);
}

function readXid(bytes: Buffer, at: number): number {
  return bytes.readUInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}
