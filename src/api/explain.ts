// `extensions: { cache: true }` in a request: the answer says what the cache did, how old it is, what it depends on, and what
// made the one before it invalid. For people: it costs a second execution.
import type { Cache, Served } from '../cache/cache.ts';
import type { Entry, Question } from '../cache/entry.ts';
import { printPosition } from '../cache/position.ts';
import { hashTag } from '../cache/tag-hash.ts';
import type { Cause } from '../changes/follower.ts';
import { entryStatusOf } from '../http/cached.ts';
import type { Outcome } from './execute.ts';

/** `extensions.cache`. */
export async function explain(cache: Cache, question: Question, served: Served & { entry: Entry }): Promise<object> {
  const { entry, outcome, isStored } = served;
  const nowMs = performance.now();
  // The entry holds numbers; a fresh execution names the tags, and those of an answer that has not changed are the same.
  const { reading } = (await question.run()).made as Outcome;
  const hashes = new Set(entry.stamp.tags);
  const names = [...(reading?.tags ?? [])].filter((tag) => hashes.has(hashTag(question.tenantId, tag)));
  return {
    status: entryStatusOf(entry, outcome, isStored),
    ageSeconds: Math.round((nowMs - entry.madeMs) / 100) / 10,
    ttlSeconds: Math.round((entry.expiresMs - nowMs) / 1000),
    position: printPosition(entry.stamp.position),
    knownTo: printPosition(cache.table.position()),
    tagCount: hashes.size,
    tags: names.sort().slice(0, mostNames),
    invalidatedBy: entry.replacedFor && told(entry.replacedFor),
  };
}

/** The same answer with more to it. */
export function withExtensions(body: string, extensions: object): string {
  return `${body.slice(0, -1)},"extensions":${JSON.stringify(extensions)}}`;
}

/** The record and not its values: who explains an answer may not see all that changed it. */
function told({ xid, cause }: NonNullable<Entry['replacedFor']>): object {
  const { change, at } = cause as Cause;
  return { transaction: xid, type: change.type, id: change.id, op: change.op, at };
}

/** An answer with thousands of tags is explained by the first of them. */
const mostNames = 500;
