// The change behind a note of the tag table, in words: which record, which of its columns, and by what an answer has met it.
import { hashTag } from '../cache/tag-hash.ts';
import type { NameOf } from '../cache/why.ts';
import type { Cause } from './follower.ts';
import { tagsOf } from './row.ts';

/** Made again after every update, whatever it was about. */
const ofEveryUpdate: ReadonlySet<string> = new Set(['updatedAt', 'version']);

export const nameOfNote: NameOf = (tenantId, { tag, cause }) => {
  if (cause === undefined) return null;
  const { change, at } = cause as Cause;
  const { type, id, op, before } = change;
  const columns = op === 'update' ? Object.keys(before ?? {}).filter((column) => !ofEveryUpdate.has(column)) : [];
  const named = tagsOf(change).find((each) => hashTag(tenantId, each) === tag);
  return { type, id, op, columns, at, tag: named ?? null };
};
