// A query as the cache sees it: a key, and how to answer it. Everything that an answer depends on is in the key or in its tags.
import { hash } from 'node:crypto';
import type { Viewer } from '../auth/viewer.ts';
import type { Answer, Question } from '../cache/entry.ts';
import { parsePosition } from '../cache/position.ts';
import { hashTag, hashTags } from '../cache/tag-hash.ts';
import type { Spares } from '../cache/tag-table.ts';
import type { Cause } from '../changes/follower.ts';
import { type Bounds, type Extent, isAside, isOutside } from '../db/bounds.ts';
import { badInput } from '../errors.ts';
import type { Params } from '../http/params.ts';
import type { Execute, Outcome } from './execute.ts';
import type { Operation } from './operations.ts';

/** Of keys: raise it when entries of before are no longer read right. */
const format = 1;

export interface Asked {
  readonly execute: Execute;
  readonly buildId: string;
  readonly viewer: Viewer;
  readonly operation: Operation;
  readonly params: Pick<Params, 'query' | 'operationName' | 'variables'>;
}

/** `answer.made` is the Outcome of the executor. It keeps nothing of the request that asks: an entry lives longer. */
export function questionOf({ execute, buildId, viewer, operation, params }: Asked): Question {
  const { query, operationName, variables } = params;
  const asked = [query, operationName ?? null, canonical(variables ?? null)];
  const keyOf = (scope: string) => hash('sha256', JSON.stringify([format, buildId, scope, ...asked]), 'base64url');
  return {
    tenantId: viewer.tenantId,
    key: keyOf(viewer.scope),
    personalKey: keyOf(`${viewer.scope} ${viewer.subject}`),
    run: async () => answerOf(viewer.tenantId, await execute({ asText: true, operation, variables, viewer })),
  };
}

function answerOf(tenantId: string, outcome: Outcome): Answer {
  const { reading } = outcome;
  if (!reading) return { body: null, reading: null, made: outcome };
  return {
    body: outcome.body ?? JSON.stringify({ data: outcome.data }),
    reading: {
      identity: reading.identity,
      position: parsePosition(reading.position),
      tags: hashTags(tenantId, reading.tags),
      spares: sparesOf(tenantId, reading.extent),
      ttlMs: reading.ttlMs,
      isPersonal: reading.isPersonal,
    },
    made: outcome,
  };
}

/** What the tags of the answer are too coarse for, by their numbers. */
function sparesOf(tenantId: string, { columns, bounds }: Extent): Spares {
  const byTag = new Map<number, readonly Bounds[]>();
  for (const [tag, each] of bounds) byTag.set(hashTag(tenantId, tag), each);
  return {
    isSpared(tag, cause) {
      const { change, rowTags } = cause as Cause;
      if (rowTags.includes(tag)) return isAside(columns.get(change.type), change);
      const within = byTag.get(tag);
      return within !== undefined && isOutside(within, change);
    },
    bytes: byTag.size * bytesOfTag,
  };
}

/** In a map; the bounds themselves are shared by all tags of a scan, and the columns by all answers to an operation. */
const bytesOfTag = 100;

/** Deeper than any input of the schema, its JSON scalars included; the walk below must end before the stack does. */
const deepestVariables = 100;

/** The same variables in another order are the same variables; a list of pairs is no object, though a wrong client may send one. */
function canonical(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > deepestVariables) throw badInput(`Variables nest at most ${deepestVariables} deep.`);
  if (Array.isArray(value)) return value.map((each) => canonical(each, depth + 1));
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each, depth + 1)]));
}
