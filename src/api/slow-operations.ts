// The log of slow operations: what ran longer than it should, with all that tells why, and nothing of what was asked for.
// Invariant: no value of a variable, no literal of a document and no value in a tag is written.
import { hash } from 'node:crypto';
import type { Trace } from '../observability/trace.ts';
import type { Asked, Made } from './operation-span.ts';

export interface SlowOperation {
  /** Null: done ahead of readers. */
  readonly requestId: string | null;
  /** Null: not traced. */
  readonly traceId: string | null;
  readonly tenantId: string;
  /** Who asks: `key:<id>` or `user:<id>`. */
  readonly subject: string;
  readonly operation: string | null;
  readonly kind: string;
  /** SHA-256 of the document, as a persisted operation is named. */
  readonly document: string;
  readonly durationMs: number;
  /** Of it, before it ran: for points, and for its turn. */
  readonly waitedMs: number | null;
  readonly statements: number;
  /** With a statement under way. */
  readonly sqlMs: number;
  readonly cost: number | null;
  /** Why the cache had it executed; null: it was not asked. */
  readonly cache: string | null;
  readonly tags: { readonly count: number; readonly first: readonly string[] } | null;
  readonly error: string | null;
}

export interface SlowLog {
  readonly thresholdMs: number;
  readonly write: (slow: SlowOperation) => void;
}

const mostTags = 5;
const rounded = (ms: number) => Math.round(ms * 10) / 10;

export function describeSlow(asked: Asked, outcome: Made, trace: Trace, durationMs: number): SlowOperation {
  const { operation, viewer, terms, cacheOutcome } = asked;
  const { definition, text } = operation;
  const { statements, ms } = trace.sql();
  const tags = outcome.reading?.tags;
  const error = outcome.errors?.[0]?.extensions?.['code'];
  return {
    requestId: trace.requestId,
    traceId: trace.span?.traceparent.split('-')[1] ?? null,
    tenantId: viewer.tenantId,
    subject: viewer.subject,
    operation: definition.name?.value ?? null,
    kind: definition.operation,
    document: hash('sha256', text, 'hex'),
    durationMs: rounded(durationMs),
    waitedMs: terms?.receipt ? rounded(terms.receipt.waitedMs) : null,
    statements,
    sqlMs: rounded(ms),
    cost: terms?.receipt?.actual ?? null,
    cache: cacheOutcome ?? null,
    tags: tags ? { count: tags.size, first: [...tags].slice(0, mostTags).map(withoutValue) } : null,
    error: typeof error === 'string' ? error : null,
  };
}

/** `c.contact.ownerId=…`: parts of lists are named by values. */
const withoutValue = (tag: string) => tag.replace(/=.*$/s, '=…');
