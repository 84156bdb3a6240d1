// Sending an answer of the cache: its bytes, compressed if the client likes that and it pays, or 304 if the client has them.
// Invariant: nothing here asks whether the entry is still true; whoever sends it has just found out.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Outcome } from '../cache/cache.ts';
import { type Entry, ownBytes } from '../cache/entry.ts';
import type { Store } from '../cache/store.ts';
import { givenIdOf, requestIdHeader, requestIdOf } from './request-id.ts';
import { flatSecurityHeaders } from './security-headers.ts';
import { notKept, surrogateHeaders } from './surrogate.ts';

/** RFC 9211: what this cache did with the request. */
const did: Readonly<Record<Outcome, string>> = {
  hit: 'hit',
  shared: 'hit; detail=shared',
  collapsed: 'fwd=miss; collapsed',
  miss: 'fwd=miss',
  stale: 'fwd=stale',
  bypass: 'fwd=bypass',
  consented: 'hit; detail=stale-if-error',
};

/** Executed after the request came, and not found. */
export const executed: ReadonlySet<Outcome> = new Set<Outcome>(['miss', 'stale', 'bypass']);

/** `name` is that of the cache. */
export function cacheStatusOf(outcome: Outcome, isStored: boolean, name = 'clientele'): string {
  return `${name}; ${did[outcome]}${executed.has(outcome) && isStored ? '; stored' : ''}`;
}

/** Of an entry: one that was read on a replica just now says so, because it is not the newest by that alone. */
export function entryStatusOf({ isOfReplica }: Entry, outcome: Outcome, isStored: boolean, name?: string): string {
  const status = cacheStatusOf(outcome, isStored, name);
  return isOfReplica && executed.has(outcome) ? `${status}; detail=replica` : status;
}

/** Kept by the client's own cache, and never used without asking: a 304 costs as little as a hit. */
export const cacheControl = 'private, no-cache';
/** `origin`: pages of some may read the answer (src/http/cors.ts), and a cache in front must not hand what it kept to others. */
export const vary = 'accept, accept-encoding, authorization, origin, x-clientele-gateway';

/** Below, the headers of a compressed answer outweigh what it saves. */
const leastCompressedBytes = 1_024;
const none: readonly string[] = [];
const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

export interface EntrySender {
  send(
    request: IncomingMessage,
    response: ServerResponse,
    entry: Entry,
    type: string,
    outcome: Outcome,
    isStored?: boolean,
    /** Flat pairs: what goes out beside. */
    more?: readonly string[],
  ): void;
}

export function createEntrySender(
  store: Store,
  { name = 'clientele', now = () => performance.now() }: { readonly name?: string; readonly now?: () => number } = {},
): EntrySender {
  const hit = cacheStatusOf('hit', false, name);
  const compressing = new WeakSet<Entry>();

  /** Once for each entry, when it is asked for again: most are not. */
  async function compress(entry: Entry): Promise<void> {
    compressing.add(entry);
    const { body } = entry;
    const [small, smaller] = await Promise.all([
      compressGzip(body, { level: 6 }),
      compressBrotli(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 5, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      }),
    ]);
    entry.encoded = { gzip: ownBytes(small), br: ownBytes(smaller) };
    store.resize(entry);
  }

  return {
    send(request, response, entry, type, outcome, isStored = false, more = none) {
      if (response.headersSent || response.destroyed) return;
      const { headers, method } = request;
      const encoding = entry.body.length < leastCompressedBytes ? null : encodingOf(headers['accept-encoding']);
      if (encoding !== null && entry.encoded === null && entry.hits > 0 && !compressing.has(entry))
        compress(entry).catch(() => {}); // then it goes out as it is
      const body = encoding !== null && entry.encoded !== null ? entry.encoded[encoding] : entry.body;
      const isEncoded = body !== entry.body;
      const etag = isEncoded ? `${entry.etag.slice(0, -1)}-${encoding}"` : entry.etag;
      const known = method === 'GET' ? headers['if-none-match'] : undefined;
      const isForSurrogate = headers['surrogate-capability'] !== undefined;
      // Flat, which is how Node writes them: an object would be turned into this first.
      // biome-ignore format: pairs
      const out = [
        'etag', etag,
        'cache-control', cacheControl,
        'cache-status', outcome === 'hit' ? hit : entryStatusOf(entry, outcome, isStored, name),
        'vary', vary,
        // A surrogate counts from when the answer was last found true (RFC 9111 §5.1), which is now.
        'age', isForSurrogate ? '0' : ageOf(entry),
        ...flatSecurityHeaders,
        ...more,
      ];
      // Nothing is logged of a hit: it needs none of ours, and is 52 bytes shorter without.
      const requestId = outcome === 'hit' ? givenIdOf(request) : requestIdOf(request);
      if (requestId !== null) out.push(requestIdHeader, requestId);
      if (isForSurrogate) out.push(...(outcome === 'consented' ? notKept : surrogateHeaders(entry, now())));
      if (known !== undefined && isKnown(known, entry.etag)) {
        response.writeHead(304, out);
        response.end();
        return;
      }
      if (isEncoded) out.push('content-encoding', encoding!);
      out.push('content-type', type, 'content-length', String(body.length));
      response.writeHead(200, out);
      response.end(body);
    },
  };

  function ageOf({ madeMs }: Entry): string {
    const seconds = Math.floor((now() - madeMs) / 1000);
    return seconds > 0 ? String(seconds) : '0';
  }
}

/** Header lines are few and come again with each request. */
const encodings = new Map<string, 'br' | 'gzip' | null>();

function encodingOf(accept: string | undefined): 'br' | 'gzip' | null {
  if (accept === undefined) return null;
  let encoding = encodings.get(accept);
  if (encoding === undefined) {
    const accepts = (name: string) =>
      new RegExp(`(?:^|,)\\s*${name}\\s*(?:;\\s*q=(?!0(?:\\.0*)?\\s*(?:,|$))[\\d.]+\\s*)?(?:,|$)`, 'i').test(accept);
    encoding = accepts('br') ? 'br' : accepts('gzip') ? 'gzip' : null;
    if (encodings.size > 200) encodings.clear();
    encodings.set(accept, encoding);
  }
  return encoding;
}

/** Weak comparison (RFC 9110 §13.1.2), and any encoding of the same content will do. */
function isKnown(header: string, etag: string): boolean {
  if (header.trim() === '*') return true;
  const content = etag.slice(1, -1);
  return header.split(',').some((each) => {
    const [, known] = /^\s*(?:W\/)?"([\w-]{22})(?:-br|-gzip)?"\s*$/.exec(each) ?? [];
    return known === content;
  });
}
