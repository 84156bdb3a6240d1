// An entry on its way from an origin to an edge: its bytes with all that the edge needs to judge them, as Redis keeps them too.
// Invariant: it says under which key the origin keeps it, so that what was answered to other rights, or by other code, is told apart.
import type { ServerResponse } from 'node:http';
import { decodeBlob, encodeBlob } from '../cache/blob.ts';
import type { Outcome } from '../cache/cache.ts';
import { type Entry, etagOf, type Reading } from '../cache/entry.ts';
import { cacheStatusOf, entryStatusOf, executed } from './cached.ts';

const entryType = 'application/vnd.clientele.entry';
const identityHeader = 'x-clientele-identity';
const keyHeader = 'x-clientele-key';
/** By what an origin did it says whether the answer was executed on the primary after the request came, or found, or read on a replica. */
const executedStatuses: ReadonlySet<string> = new Set([...executed].map((outcome) => cacheStatusOf(outcome, false)));

export function sendToEdge(response: ServerResponse, entry: Entry, outcome: Outcome): void {
  if (response.headersSent || response.destroyed) return;
  const { stamp, body, etag, madeMs, expiresMs, key, question } = entry;
  const nowMs = performance.now();
  const isPerSubject = key === question.personalKey;
  const blob = { position: stamp.position, tags: stamp.tags, ttlMs: expiresMs - nowMs, isPerSubject, body, etag };
  const bytes = encodeBlob(blob);
  response.writeHead(200, {
    'content-type': entryType,
    'content-length': bytes.length,
    'cache-status': entryStatusOf(entry, outcome, false),
    age: String(Math.floor((nowMs - madeMs) / 1_000)),
    [identityHeader]: stamp.identity,
    [keyHeader]: key,
  });
  response.end(bytes);
}

export interface ReceivedEntry {
  readonly body: Buffer;
  /** Shared or personal, as the origin made it from its code and from what it knows of the viewer. */
  readonly key: string;
  readonly reading: Reading;
  readonly cacheStatus: string;
  /** Not true any more, but the client takes it: the origin could not read (`stale-if-error`). */
  readonly isConsented: boolean;
}

/** Null: not an entry. Throws if it should be one and is not whole. */
export function receiveEntry(
  headers: Readonly<Record<string, string | string[] | undefined>>,
  bytes: Buffer,
): ReceivedEntry | null {
  if (headers['content-type'] !== entryType) return null;
  const blob = decodeBlob(bytes);
  if (!blob || blob.etag !== etagOf(blob.body)) throw new Error('an entry that was altered on its way');
  const { position, tags, ttlMs, isPerSubject = false, body } = blob;
  const ageMs = 1_000 * (Number(headers['age']) || 0);
  const cacheStatus = String(headers['cache-status']);
  return {
    body,
    cacheStatus,
    isConsented: cacheStatus === cacheStatusOf('consented', false),
    key: String(headers[keyHeader]),
    reading: {
      identity: String(headers[identityHeader]),
      position,
      tags,
      ttlMs,
      ageMs,
      isPersonal: isPerSubject,
      isExecuted: executedStatuses.has(cacheStatus),
    },
  };
}
