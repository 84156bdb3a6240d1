// Steps of the change feed as the tag table takes them: changes become tags, tags become numbers. After this nothing knows
// entities any more. Invariant: a step is applied whole, and in the order of the feed, or the table is told to start anew.
import { hashTag, hashTags } from '../cache/tag-hash.ts';
import type { Invalidation, TableStep } from '../cache/tag-table.ts';
import type { Change } from '../db/change.ts';
import { isRowTag } from '../db/tags.ts';
import type { CommittedChange, Step } from './frame.ts';
import { taggedOf } from './row.ts';

export function tableStepOf(step: Step): TableStep {
  const { epoch, next } = step;
  const invalidations = step.changes.map(invalidationOf);
  if (step.kind === 'frame') return { kind: 'frame', epoch, prev: step.prev, next, invalidations };
  return { kind: 'reset', epoch, identity: identityOf(epoch), floor: step.floor, next, invalidations };
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
