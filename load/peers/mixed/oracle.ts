// The best hit ratio that an honest cache could have: the trace one request after the other against a server without a cache. A read
// is a hit of the oracle if it is answered with the same bytes as the last time; a cache that drops exactly what changed has these hits.
import { hash } from 'node:crypto';
import type { Client } from './client.ts';
import { createTally, type Tally } from './hit-tally.ts';
import type { Operation } from './operations.ts';
import type { Batch } from './trace.ts';

export async function askOracle(
  client: Client,
  batches: readonly Batch[],
  operations: readonly Operation[],
): Promise<Tally> {
  const last = new Map<number, string>();
  const tally = createTally();
  for (const { units, check, isWarmUp } of batches) {
    // Reads at rest are asked of the servers too, and fill their caches.
    const atRest = [...new Set(check)].map((operation) => ({ operation }));
    const played = await client.play([...units, ...atRest], 1);
    for (const [at, { operation, body }] of played.reads.entries()) {
      const bytes = hash('sha256', body, 'base64url');
      if (!isWarmUp && at < units.length) tally.add(operations[operation]!.kind, last.get(operation) === bytes);
      last.set(operation, bytes);
    }
  }
  return tally.told();
}
