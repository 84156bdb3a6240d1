// A query as the cache sees it: a key, and how to answer it. Everything that an answer depends on is in the key or in its tags.
import type { Viewer } from '../auth/verdicts.ts';
import type { Answer, Question, Reading } from '../cache/entry.ts';
import { keysOf } from '../cache/key.ts';
import { parsePosition } from '../cache/position.ts';
import { hashTag, hashTags } from '../cache/tag-hash.ts';
import type { Spares } from '../cache/tag-table.ts';
import type { Cause } from '../changes/follower.ts';
import { type Bounds, type Extent, isAside, isOutside } from '../db/bounds.ts';
import type { Params } from '../http/params.ts';
import type { Terms } from '../limits/terms.ts';
import type { OpenRequest } from '../observability/request-log.ts';
import type { Execute, Outcome } from './execute.ts';
import type { Operation } from './operations.ts';
import type { QueryReading } from './outcome.ts';

export interface Asked {
  readonly execute: Execute;
  readonly buildId: string;
  readonly viewer: Viewer;
  readonly operation: Operation;
  readonly params: Pick<Params, 'query' | 'operationName' | 'variables'>;
  readonly terms?: Terms | undefined;
  /** Told of each execution for this client. */
  readonly request?: OpenRequest | undefined;
}

export interface AskedQuestion extends Question {
  /** The client has its answer: from now on the question is asked for others, on no terms of anybody. */
  forget(): void;
}

/** `answer.made` is the Outcome of the executor. It keeps nothing of the request that asks: an entry lives longer. */
export function questionOf({ execute, buildId, viewer, operation, params, ...rest }: Asked): AskedQuestion {
  const { variables } = params;
  let { terms, request } = rest;
  const keys = keysOf(buildId, viewer, params);
  const name = operation.definition.name?.value;
  return {
    tenantId: viewer.tenantId,
    key: keys.shared,
    personalKey: keys.personal,
    name,
    operation: request?.means(operation.text, name, variables),
    async run(signal, cacheOutcome, required) {
      const readingOf = createReadingOf(viewer.tenantId);
      const requirement = required && { ...required, isMet: (made: QueryReading) => required.isMet(readingOf(made)) };
      const asked = { asText: true, operation, variables, viewer, terms, signal, cacheOutcome, requirement };
      const outcome = await execute(asked);
      request?.read(outcome.reading?.statements ?? 0, outcome.reading?.tags ?? null);
      return answerOf(outcome, readingOf);
    },
    forget() {
      terms = undefined;
      request = undefined;
    },
  };
}

function answerOf(outcome: Outcome, readingOf: (made: QueryReading) => Reading): Answer {
  const { reading } = outcome;
  if (!reading) return { body: null, reading: null, made: outcome };
  return { body: outcome.body ?? JSON.stringify({ data: outcome.data }), reading: readingOf(reading), made: outcome };
}

/** What is judged before it is answered is turned to numbers once. */
function createReadingOf(tenantId: string): (made: QueryReading) => Reading {
  let known: { readonly of: QueryReading; readonly reading: Reading } | null = null;
  return (made) => {
    if (known?.of !== made) known = { of: made, reading: numbered(tenantId, made) };
    return known.reading;
  };
}

function numbered(tenantId: string, { position, tags, extent, isOfReplica, ...rest }: QueryReading): Reading {
  const { identity, ttlMs, isPersonal } = rest;
  return {
    identity,
    position: parsePosition(position),
    tags: hashTags(tenantId, tags),
    spares: sparesOf(tenantId, extent),
    ttlMs,
    isPersonal,
    isOfReplica,
    isExecuted: !isOfReplica,
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

/**
 * In a map, with where the page of this parent ends; the rest of the bounds is shared by all tags of a scan, and the columns by all
 * answers to an operation. Measured by test/integration/entry-memory.test.ts.
 */
const bytesOfTag = 180;
