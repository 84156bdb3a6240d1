// Steps of the change feed to the tag table: changes become tags, tags become numbers. After this nothing knows entities any more.
// Invariant: a step is applied whole, and in the order of the feed, or the table is told to start anew.

import { hashTags } from '../cache/tag-hash.ts';
import type { Invalidation, TagTable } from '../cache/tag-table.ts';
import type { CommittedChange, Step } from './frame.ts';
import { tagsOfChanges } from './row.ts';

/** False: the frame did not fit, and only a reset helps. */
export function follow(table: TagTable, step: Step): boolean {
  const { epoch, next } = step;
  const invalidations = step.changes.map(invalidationOf);
  if (step.kind === 'frame') return table.apply({ epoch, prev: step.prev, next, invalidations });
  table.reset({ epoch, identity: identityOf(epoch), floor: step.floor, next, invalidations });
  return true;
}

function invalidationOf(change: CommittedChange): Invalidation {
  const { tenantId, xid, type, id, op, at } = change;
  return { tenantId, xid, tags: hashTags(tenantId, tagsOfChanges([change])), cause: { type, id, op, at } };
}

/** An epoch is an identity and a counter: docs/coherence.md §6. */
const identityOf = (epoch: string) => epoch.slice(0, epoch.lastIndexOf('.'));
