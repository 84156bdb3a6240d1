// What a node was asked lately, and how each answer came about: what operators look at when they wonder about one of them.
// Invariant: bounded; of variables no value is kept but within the minute that an operator asked for. A hit is counted, and seen
// one by one only while somebody looks.
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { redactKeys } from '../lib/redact.ts';
import { createLatency, type Latency } from './latency.ts';
import { createTopOperations, type OperationRef, type TopOperations } from './top-operations.ts';
import type { Keeping, Why } from './why.ts';

export interface Asker {
  readonly tenantId: string;
  readonly subject: string;
}

export interface RequestRecord extends Asker {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What the cache did, or `write`, or `refused`. */
  readonly outcome: string;
  /** Null: it was refused before that was known. */
  readonly operation: { readonly id: string; readonly label: string } | null;
  readonly ms: number;
  readonly statements: number;
  readonly points: number;
  /** Of an answer that was not at hand. */
  readonly why: Why | null;
  readonly keeping: Keeping | null;
  /** Those of lists come before those of rows. */
  readonly tags: { readonly count: number; readonly first: readonly string[] } | null;
  /** Of a refusal. */
  readonly code: string | null;
  readonly variables: string | null;
}

/** What is known of a request while it runs. */
export interface OpenRequest {
  means(text: string, name: string | null | undefined, variables: unknown): OperationRef;
  /** It was executed for this request. */
  read(statements: number, tags: ReadonlySet<string> | null): void;
  end(outcome: string, told?: Partial<Pick<RequestRecord, 'why' | 'keeping' | 'points' | 'code'>>): void;
}

export interface RequestLog {
  /** On the way of a hit. */
  hit(operation: OperationRef | undefined, asker: Asker, beganMs: number): void;
  begin(asker: Asker, beganMs: number): OpenRequest;
  /** Later than this one, the oldest first. */
  since(id: number): RequestRecord[];
  operation(id: string): OperationRef | undefined;
  readonly top: TopOperations;
  readonly latency: { readonly cached: Latency; readonly executed: Latency; readonly written: Latency };
  /** Spent by what is told of here. */
  points(): number;
  /** Hits are seen one by one until the function returned is called. */
  look(): () => void;
  showVariables(ms: number): void;
  /** For how long they are still kept. */
  variablesShownMs(): number;
}

const mostRecords = 300;
const mostHits = 100;
const everyHitMs = 50;
/** Of documents. */
const mostBytes = 8 * 1024 * 1024;
const mostTags = 24;
const longestLabel = 48;
const longestVariables = 2_000;

export function createRequestLog(now: () => number = () => performance.now()): RequestLog {
  const records: RequestRecord[] = [];
  const hits: RequestRecord[] = [];
  const operations = new LRUCache<string, OperationRef>({
    maxSize: mostBytes,
    sizeCalculation: ({ text }) => 200 + 2 * text.length,
  });
  const top = createTopOperations();
  const latency = { cached: createLatency(), executed: createLatency(), written: createLatency() };
  let points = 0;
  let lastId = 0;
  let lookers = 0;
  let hitSeenMs = 0;
  let variablesUntilMs = 0;

  function operationOf(text: string, name: string | null): OperationRef {
    const id = hash('sha256', `${name ?? ''}\n${text}`, 'hex').slice(0, 16);
    const known = operations.get(id);
    if (known) return known;
    const operation = { id, name, text, label: (name ?? text.replace(/\s+/g, ' ').trim()).slice(0, longestLabel) };
    operations.set(id, operation);
    return operation;
  }

  function keep(ring: RequestRecord[], most: number, record: Omit<RequestRecord, 'id' | 'at'>): void {
    ring.push({ ...record, id: ++lastId, at: Date.now() });
    if (ring.length > most) ring.shift();
  }

  function valuesOf(variables: unknown): string | null {
    if (now() >= variablesUntilMs || variables == null) return null;
    return redactKeys(JSON.stringify(variables)).slice(0, longestVariables);
  }

  return {
    hit(operation, { tenantId, subject }, beganMs) {
      const nowMs = now();
      const ms = nowMs - beganMs;
      latency.cached.record(ms);
      if (operation) top.add(operation, { ms, isHit: true, statements: 0, points: 0 }, nowMs);
      if (lookers === 0 || nowMs - hitSeenMs < everyHitMs) return;
      hitSeenMs = nowMs;
      keep(hits, mostHits, { ...nothing, tenantId, subject, outcome: 'hit', operation: named(operation), ms });
    },
    begin({ tenantId, subject }, beganMs) {
      let operation: OperationRef | null = null;
      let variables: unknown = null;
      let statements = 0;
      let tags: RequestRecord['tags'] = null;
      let isOver = false;
      return {
        means(text, name, given) {
          variables = given;
          operation = operationOf(text, name ?? null);
          return operation;
        },
        read(count, found) {
          statements = count;
          tags = found && { count: found.size, first: found.values().take(mostTags).toArray() };
        },
        end(outcome, told = {}) {
          if (isOver) return; // it was answered, and failed afterwards
          isOver = true;
          const nowMs = now();
          const ms = nowMs - beganMs;
          const spent = told.points ?? 0;
          points += spent;
          if (outcome === 'write') latency.written.record(ms);
          else if (isCached(outcome)) latency.cached.record(ms);
          else if (outcome !== 'refused') latency.executed.record(ms);
          if (operation) top.add(operation, { ms, isHit: isCached(outcome), statements, points: spent }, nowMs);
          const own = { tenantId, subject, outcome, operation: named(operation), ms, statements, tags };
          const record = { ...nothing, ...told, ...own, variables: valuesOf(variables) };
          if (isCached(outcome)) keep(hits, mostHits, record);
          else keep(records, mostRecords, record);
        },
      };
    },
    since: (id) => [...records, ...hits].filter((record) => record.id > id).sort((one, other) => one.id - other.id),
    operation: (id) => operations.get(id),
    top,
    latency,
    points: () => points,
    look() {
      lookers++;
      return () => void lookers--;
    },
    showVariables(ms) {
      variablesUntilMs = now() + ms;
    },
    variablesShownMs: () => Math.max(0, variablesUntilMs - now()),
  };
}

const nothing = { statements: 0, points: 0, why: null, keeping: null, tags: null, code: null, variables: null };

const isCached = (outcome: string) => outcome === 'hit' || outcome === 'shared' || outcome === 'collapsed';

const named = (operation: OperationRef | null | undefined) =>
  operation ? { id: operation.id, label: operation.label } : null;
