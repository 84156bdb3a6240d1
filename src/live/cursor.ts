// Cursors: how far somebody has read the feed of one epoch; the same for subscriptions, pages of changes and webhooks. Opaque text.
// Invariant: whoever goes on from the cursor of a change gets every later change, and none that came with or before it.
import { type Position, parsePosition, printPosition } from '../cache/position.ts';
import { hashEpoch } from '../cache/token.ts';
import { ClientError } from '../errors.ts';

export interface Cursor {
  /** Hash of the epoch. */
  readonly epoch: string;
  /** Everything that is visible here was read, */
  readonly at: Position;
  /** and of what came between that and `next`, everything up to this `seq`. */
  readonly part?: { readonly next: Position; readonly seq: number };
}

/** A position of a database with a thousand writers at once. */
const longestText = 32_768;

export function printCursor({ epoch, at, part }: Cursor): string {
  const rest = part ? `/${printPosition(part.next)}/${part.seq}` : '';
  return Buffer.from(`${epoch}/${printPosition(at)}${rest}`).toString('base64url');
}

/** Of a snapshot that is not told to its end: whoever goes on from it begins anew. It is no place in the feed. */
export const snapshotCursor = 'snapshot';

/** Throws BAD_CURSOR. */
export function parseCursor(text: string): Cursor {
  const [epoch = '', at = '', next, seq, ...more] = Buffer.from(text.slice(0, longestText), 'base64url')
    .toString('latin1')
    .split('/');
  try {
    if (!/^[\w-]{8}$/.test(epoch) || more.length > 0) throw new RangeError('not a cursor');
    if (next === undefined) return { epoch, at: parsePosition(at) };
    if (!/^\d{1,16}$/.test(seq ?? '')) throw new RangeError('not a cursor');
    return { epoch, at: parsePosition(at), part: { next: parsePosition(next), seq: Number(seq) } };
  } catch {
    throw new ClientError(
      'BAD_CURSOR',
      '`after` is not the cursor of a change: take `cursor` of an event, or `pageInfo.endCursor` of `changes`.',
      { argument: 'after' },
    );
  }
}

export const cursorAt = (epoch: string, at: Position): Cursor => ({ epoch: hashEpoch(epoch), at });
