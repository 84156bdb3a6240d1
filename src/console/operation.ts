// One operation as the inspector shows it: its document, what it costs, and what is kept of it.
import type { Cache } from '../cache/cache.ts';
import type { Entry } from '../cache/entry.ts';
import type { Witness } from '../cache/why.ts';
import { redactKeys } from '../lib/redact.ts';
import type { FieldCost } from '../limits/cost.ts';
import type { RequestLog } from '../observability/request-log.ts';
import type { ToldChange } from '../observability/why.ts';

/** What an origin knows of it; an edge knows none of this. */
export interface OperationFacts {
  readonly kind: string;
  /** Points, where variables are unknown: a list whose length a variable says counts as ten, or as it usually is. */
  readonly cost: number;
  /** Of that, what any operation costs. */
  readonly weight: number;
  readonly ceiling: number;
  readonly fields: readonly FieldCost[];
  readonly uncacheableBecause: string | null;
  readonly maxAgeSeconds: number;
  readonly isPersonal: boolean;
}

export interface InspectedEntry {
  readonly tenantId: string;
  readonly ageSeconds: number;
  readonly hits: number;
  readonly bytes: number;
  readonly tags: number;
  /** What made it invalid, if it is; null: nothing that is known. */
  readonly invalidatedBy: ToldChange | null;
  readonly isServable: boolean;
}

export interface InspectedOperation {
  readonly id: string;
  readonly label: string;
  readonly document: string;
  readonly facts: OperationFacts | null;
  readonly entries: { readonly count: number; readonly bytes: number; readonly newest: readonly InspectedEntry[] };
}

export interface InspectorOptions {
  readonly requests: RequestLog;
  readonly cache: Cache;
  readonly witness: Witness;
  /** @default nothing is known beside the document */
  readonly describe?: (text: string, name: string | null, tenantId: string | null) => OperationFacts | null;
}

/** Null: no request of late had it. */
export type Inspect = (id: string, tenantId: string | null) => InspectedOperation | null;

const mostEntries = 8;

export function createInspect({ requests, cache, witness, describe = () => null }: InspectorOptions): Inspect {
  function inspected(entry: Entry): InspectedEntry {
    const isServable = cache.isServable(entry);
    return {
      tenantId: entry.stamp.tenantId,
      ageSeconds: (performance.now() - entry.madeMs) / 1_000,
      hits: entry.hits,
      bytes: entry.bytes,
      tags: entry.stamp.tags.length,
      invalidatedBy: isServable ? null : witness.changeOf(entry),
      isServable,
    };
  }

  return (id, tenantId) => {
    const operation = requests.operation(id);
    if (!operation) return null;
    const { text, name, label } = operation;
    const entries: Entry[] = [];
    let bytes = 0;
    for (const entry of cache.store.entries()) {
      if (entry.question.operation?.id !== id) continue;
      entries.push(entry);
      bytes += entry.bytes;
    }
    const newest = entries.sort((one, other) => other.madeMs - one.madeMs).slice(0, mostEntries);
    return {
      id,
      label,
      document: redactKeys(text),
      facts: describe(text, name, tenantId),
      entries: { count: entries.length, bytes, newest: newest.map(inspected) },
    };
  };
}
