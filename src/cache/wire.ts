// What a node's tag table is fed with, as bytes: messages of a stream that edges follow (docs/edge.md).
// Invariant: a message that was cut or altered throws; it is never taken for another one.
import { crc32 } from 'node:zlib';
import { parsePosition, printPosition } from './position.ts';
import type { Invalidation, TableStep } from './tag-table.ts';

export type Message =
  /** Who sends: the code that makes its answers. The first message of a stream. */
  | { readonly kind: 'hello'; readonly buildId: string }
  | TableStep
  /** Nothing; keeps what stands between from closing the connection. */
  | { readonly kind: 'idle' };

// A message: length of what follows 4, CRC-32 of the payload 4, payload. The payload: kind 1, length of the JSON 4, JSON (texts
// and positions), then for each invalidation: tenant 16, xid 8, number of tags 4, tags 8 each; all numbers little-endian.
const headBytes = 8;
const kinds = ['hello', 'frame', 'reset', 'idle'] as const;

/** More than a reset of 50,000 changes takes. */
const mostBytes = 256 * 1024 * 1024;

export function encodeMessage(message: Message): Buffer {
  const facts = Buffer.from(JSON.stringify(factsOf(message)));
  const invalidations = 'invalidations' in message ? joined(message.invalidations) : [];
  const size = invalidations.reduce((sum, { tags }) => sum + 28 + 8 * tags.length, 5 + facts.length);
  const bytes = Buffer.allocUnsafe(headBytes + size);
  bytes.writeUInt32LE(4 + size, 0);
  bytes[headBytes] = kinds.indexOf(message.kind);
  bytes.writeUInt32LE(facts.length, headBytes + 1);
  let at = headBytes + 5 + facts.copy(bytes, headBytes + 5);
  for (const { tenantId, xid, tags } of invalidations) {
    bytes.write(tenantId.replaceAll('-', ''), at, 'hex');
    bytes.writeDoubleLE(xid, at + 16);
    bytes.writeUInt32LE(tags.length, at + 24);
    at += 28;
    for (const tag of tags) at = bytes.writeDoubleLE(tag, at);
  }
  bytes.writeUInt32LE(crc32(bytes.subarray(headBytes)), 4);
  return bytes;
}

function factsOf(message: Message): object {
  if (message.kind === 'hello') return { buildId: message.buildId };
  if (message.kind === 'idle') return {};
  const { epoch, next } = message;
  const rest =
    message.kind === 'frame'
      ? { prev: printPosition(message.prev) }
      : { identity: message.identity, floor: printPosition(message.floor) };
  return { epoch, next: printPosition(next), ...rest };
}

/** One for each transaction and tenant, each tag once: a transaction that wrote many rows of a kind repeats most of its tags. */
function joined(invalidations: readonly Invalidation[]): { tenantId: string; xid: number; tags: Float64Array }[] {
  const found = new Map<string, { tenantId: string; xid: number; tags: Set<number> }>();
  for (const { tenantId, xid, tags } of invalidations) {
    const key = `${tenantId} ${xid}`;
    let one = found.get(key);
    if (!one) {
      one = { tenantId, xid, tags: new Set() };
      found.set(key, one);
    }
    for (const tag of tags) one.tags.add(tag);
  }
  return [...found.values()].map((one) => ({ ...one, tags: Float64Array.from(one.tags).sort() }));
}

function decodePayload(bytes: Buffer): Message {
  const kind = kinds[bytes[0]!];
  const factsEnd = 5 + bytes.readUInt32LE(1);
  const facts = JSON.parse(bytes.toString('utf8', 5, factsEnd));
  if (kind === 'hello') return { kind, buildId: String(facts.buildId) };
  if (kind === 'idle') return { kind };
  const invalidations: Invalidation[] = [];
  for (let at = factsEnd; at < bytes.length; ) {
    const hex = bytes.toString('hex', at, at + 16);
    const tags = new Float64Array(bytes.readUInt32LE(at + 24));
    const xid = bytes.readDoubleLE(at + 16);
    at += 28;
    for (let index = 0; index < tags.length; index++, at += 8) tags[index] = bytes.readDoubleLE(at);
    const tenantId = hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
    invalidations.push({ tenantId, xid, tags, cause: null });
  }
  const { epoch } = facts as { epoch: string };
  const next = parsePosition(facts.next);
  if (kind === 'frame') return { kind, epoch, prev: parsePosition(facts.prev), next, invalidations };
  if (kind === 'reset') {
    return { kind, epoch, identity: String(facts.identity), floor: parsePosition(facts.floor), next, invalidations };
  }
  throw new RangeError('a message of a kind that is not known');
}

/** Takes bytes as they come, and calls back for each whole message. Throws for what is none; then it is of no use any more. */
export function createMessageReader(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let waiting: Buffer[] = [];
  let length = 0;
  let wanted = headBytes;
  return (chunk) => {
    waiting.push(chunk);
    length += chunk.length;
    if (length < wanted) return; // a great message comes in thousands of pieces: they are put together once
    let bytes = waiting.length === 1 ? chunk : Buffer.concat(waiting);
    for (wanted = headBytes; bytes.length >= headBytes; wanted = headBytes) {
      const end = 4 + bytes.readUInt32LE(0);
      if (end <= headBytes || end > mostBytes) throw new RangeError(`a message of ${end} bytes`);
      wanted = end;
      if (bytes.length < end) break;
      const payload = bytes.subarray(headBytes, end);
      if (crc32(payload) !== bytes.readUInt32LE(4)) throw new RangeError('a message that was altered on its way');
      onMessage(decodePayload(payload));
      bytes = bytes.subarray(end);
    }
    waiting = bytes.length > 0 ? [bytes] : [];
    length = bytes.length;
  };
}
