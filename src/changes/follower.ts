// Steps of the change feed to the tag table: changes become tags, tags become numbers. After this nothing knows entities any more.
// Invariant: a step is applied whole, and in the order of the feed, or the table is told to start anew.

import { hashTag, hashTags } from '../cache/tag-hash.ts';
import type { Invalidation, TagTable } from '../cache/tag-table.ts';
import type { Change } from '../db/change.ts';
import { isRowTag } from '../db/tags.ts';
import type { CommittedChange, Step } from './frame.ts';
import { taggedOf } from './row.ts';

/** What the step touched; null: everything, for all that was known is forgotten. Throws if the frame does not fit. */
export function follow(table: TagTable, step: Step): readonly Invalidation[] | null {
  const { epoch, next } = step;
  const invalidations = step.changes.map(invalidationOf);
  if (step.kind === 'frame') {
    if (table.apply({ epoch, prev: step.prev, next, invalidations })) return invalidations;
    throw new Error('a frame does not begin where the one before it ended');
  }
  table.reset({ epoch, identity: identityOf(epoch), floor: step.floor, next, invalidations });
  return null;
}

/** What made an answer invalid: with both images, by which an answer may tell that it was not meant. */
export interface Cause {
  readonly change: Change;
  /** The tags of the row itself, as numbers: those that any answer has that shows it. */
  readonly rowTags: readonly number[];
  readonly at: string;
}

function invalidationOf(row: CommittedChange): Invalidation {
  const { tenantId, xid, at } = row;
  const { change, tags } = taggedOf(row);
  const rowTags = tags.filter(isRowTag).map((tag) => hashTag(tenantId, tag));
  return { tenantId, xid, tags: hashTags(tenantId, tags), cause: { change, rowTags, at } satisfies Cause };
}

/** An epoch is an identity and a counter: docs/coherence.md §6. */
const identityOf = (epoch: string) => epoch.slice(0, epoch.lastIndexOf('.'));
