// A query as the cache sees it: a key, and how to answer it. Everything that an answer depends on is in the key or in its tags.
import { hash } from 'node:crypto';
import type { Viewer } from '../auth/viewer.ts';
import type { Answer, Question } from '../cache/entry.ts';
import { parsePosition } from '../cache/position.ts';
import { hashTags } from '../cache/tag-hash.ts';
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
      ttlMs: reading.ttlMs,
      isPersonal: reading.isPersonal,
    },
    made: outcome,
  };
}

/** The same variables in another order are the same variables. */
function canonical(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(canonical);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, each]) => [key, canonical(each)]);
}
