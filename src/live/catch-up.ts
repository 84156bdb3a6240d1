// One subscriber on its way to the live feed: a snapshot if it wants one, then what was committed since, then what came while it was told that.
// Invariant: it joins the feed at exactly the position up to which it was told, in the order of cursors, and no faster than it reads.
import { covers, type Position } from '../cache/position.ts';
import { ClientError } from '../errors.ts';
import { type Cursor, cursorAt, parseCursor, printCursor, snapshotCursor } from './cursor.ts';
import type { ChangeEvent } from './event.ts';
import { type Group, type Member, payFor, renderedFor } from './group.ts';
import type { Reading } from './reading.ts';
import { markOf, unfinished } from './snapshot.ts';

/** Where the node's feed stands. */
export interface Place {
  readonly epoch: string;
  readonly position: Position;
  /** Of the step that brought it there. */
  readonly sequence: number;
}

export interface CatchUpOptions {
  readonly reading: Reading;
  /** Resolves when everything that was committed before the call was taken. */
  readonly sync: (timeoutMs: number) => Promise<void>;
  /** Throws UNAVAILABLE while there is none. */
  readonly place: () => Place;
}

const syncMs = 2_000;

export const away = (cause?: unknown) =>
  new ClientError('UNAVAILABLE', 'Changes cannot be told now; try again.', { retryable: true }, cause);

/** `after`: null for a snapshot. Rejects with what ends the subscription. */
export type CatchUp = (group: Group, member: Member, after: Cursor | null) => Promise<void>;

export function createCatchUp({ reading, sync, place }: CatchUpOptions): CatchUp {
  const caughtUp = () => sync(syncMs).catch((error: unknown) => Promise.reject(away(error)));

  /** Whether it is still there. */
  async function tell(group: Group, member: Member, events: readonly ChangeEvent[]): Promise<boolean> {
    if (events.length === 0) await payFor(group, member.viewer, 0); // a page was read all the same
    const messages = await renderedFor(group, member.viewer, events);
    if (!group.members.has(member)) return false;
    if (messages.length > 0) member.sink.send(messages);
    await member.sink.drained();
    return group.members.has(member);
  }

  /** Answers where the list stands that was told; null: nobody listens any more. */
  async function tellSnapshot(group: Group, member: Member): Promise<Cursor | null> {
    const { pages, start, hasTold } = reading.snapshot(group);
    if (!(await tell(group, member, [markOf('SNAPSHOT', group.lists, snapshotCursor)]))) return null;
    for await (const events of pages()) if (!(await tell(group, member, events))) return null;
    await caughtUp();
    const { epoch, position } = place();
    const end = cursorAt(epoch, position);
    for await (const events of reading.replay(group, start(), position, hasTold))
      if (!(await tell(group, member, unfinished(events)))) return null;
    return (await tell(group, member, [markOf('READY', group.lists, printCursor(end))])) ? end : null;
  }

  async function begin(group: Group, member: Member, after: Cursor | null): Promise<Cursor | null> {
    if (!after) return tellSnapshot(group, member);
    // The client may have heard from a node that knew more than this one.
    await caughtUp();
    return after;
  }

  async function goOn(group: Group, member: Member, from: Cursor): Promise<void> {
    let at = from;
    do {
      const { epoch, position, sequence } = place();
      member.joined = sequence;
      member.isBehind = false;
      member.backlog = [];
      const now = cursorAt(epoch, position);
      if (at.epoch === now.epoch && !covers(position, at.part?.next ?? at.at)) throw ahead();
      for await (const events of reading.replay(group, at, position)) if (!(await tell(group, member, events))) return;
      at = now;
      // What came meanwhile, as fast as it is read; more comes while it is.
      while (!member.isBehind && member.backlog.length > 0) {
        const backlog = member.backlog.splice(0);
        at = parseCursor(backlog.at(-1)!.cursor);
        member.sink.send(backlog);
        await member.sink.drained();
        if (!group.members.has(member)) return;
      }
    } while (member.isBehind);
    member.backlog = null;
  }

  return async (group, member, after) => {
    const from = await begin(group, member, after);
    if (!from) return;
    try {
      await goOn(group, member, from);
    } catch (error) {
      const isExpired = error instanceof ClientError && error.code === 'RESUME_EXPIRED';
      if (!isExpired || !group.hasSnapshot || !after) throw error;
      // It keeps a list that nobody can bring up to date any more: it is told anew.
      const again = await tellSnapshot(group, member);
      if (again) await goOn(group, member, again);
    }
  };
}

/** A cursor that was made up, or of a database that was set back without a new epoch. */
const ahead = () =>
  new ClientError('BAD_CURSOR', '`after` names a moment that has not come yet.', { argument: 'after' });
