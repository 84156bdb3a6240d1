// What a surrogate (a CDN, Varnish) is told of an answer: how long it may keep it, and the keys by which it will be purged.
// Invariant: one that purges by these keys drops the answer on whatever would make it untrue here (docs/cdn.md).
import type { Entry } from '../cache/entry.ts';
import { hashTag } from '../cache/tag-hash.ts';

/** Kept unasked for so long at most, should every purge be lost. */
const keptSeconds = 30;
/** Beyond this a surrogate's own limits are near (Cloudflare: 16 KB of header), and it had better keep nothing. */
const mostKeys = 200;

/** On every answer: to purge it is to purge all. It has a dash, which no hash has. */
export const everyAnswer = 'clientele-all';

/** As in the headers. Lower case alone, because there are CDNs that do not tell the cases apart. */
export const keyOfTag = (tag: number): string => tag.toString(36);

/** Flat. `nowMs` is monotonic, and the entry was valid then. */
export function surrogateHeaders(entry: Entry, nowMs: number): string[] {
  const { stamp, expiresMs, key, question } = entry;
  const seconds = Math.min(keptSeconds, Math.floor((expiresMs - nowMs) / 1000));
  // What depends on who asks, within one scope, is nothing for a cache that others share; other subgraphs are not purged for.
  const isForOthers = key === question.key && stamp.parts === undefined;
  if (seconds < 1 || !isForOthers || stamp.tags.length > mostKeys) return notKept;
  const keys = [everyAnswer, ...keysOfCredentials(stamp.tenantId), ...Array.from(stamp.tags, keyOfTag)];
  const control = `max-age=${seconds}`;
  // biome-ignore format: pairs
  return [
    'surrogate-control', control,
    'cdn-cache-control', control,
    'surrogate-key', keys.join(' '),
    'cache-tag', keys.join(','),
  ];
}

export const notKept = ['surrogate-control', 'no-store', 'cdn-cache-control', 'no-store'];

/** Whoever was let in may have been revoked: keys of a tenant change so rarely that then all of its answers may go. */
const keysOfCredentials = (tenantId: string) =>
  ['t.api_key', 'x.api_key'].map((tag) => keyOfTag(hashTag(tenantId, tag)));
