// Subscribers who share document, variables and scope: an event is rendered once for all of them, and sent in the order of the feed.
// Invariant: a member gets each event of its list from where it joined on, once and in order, or is told that it has ended.
import type { Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import { type ChangeEvent, eventOf, type List, type ToldChange } from './event.ts';
import { createMessage, type Message } from './message.ts';
import { mayTell, redact } from './rights.ts';

/** The results of the operation for these events, as JSON, one for each. Rejects with UNAVAILABLE if another try may do better. */
export type Render = (events: readonly ChangeEvent[]) => Promise<readonly string[]>;

/** Where messages go: an operation of a connection. */
export interface Sink {
  send(messages: readonly Message[]): void;
  /** Resolves when there is room again; a replay goes no faster than it is read. */
  drained(): Promise<void>;
  /** Null: completed. */
  end(error: ClientError | null): void;
}

export interface Member {
  readonly sink: Sink;
  /** Sequence of the last step that it needs nothing of. */
  joined: number;
  /** What came while it was catching up; null: it has caught up. */
  backlog: Message[] | null;
  /** More came meanwhile than is kept for it. */
  isBehind: boolean;
}

export interface Asked {
  /** Equal for those who share everything that an event's message depends on. */
  readonly key: string;
  readonly viewer: Viewer;
  /** By the name of the table. */
  readonly lists: ReadonlyMap<string, List>;
  readonly render: Render;
}

export interface Group extends Asked {
  readonly members: Set<Member>;
  /** Rendering of steps goes in their order. */
  tail: Promise<void>;
  /** Events that wait for it. */
  waiting: number;
}

/** Rendered together: their records are fetched by one statement. */
const mostAtOnce = 200;
/** A group that is so far behind would only fall back further: its members go on from their cursors, by a replay. */
const mostWaiting = 20_000;
/** For a member that is catching up; with more it looks into the change table once more. */
const mostBacklog = 1_000;
const pausesMs = [50, 250, 1_000];

export const createGroup = (asked: Asked): Group => ({
  ...asked,
  members: new Set(),
  tail: Promise.resolve(),
  waiting: 0,
});

/** What the group is told of these changes. */
export function eventsOf({ viewer, lists }: Asked, changes: readonly ToldChange[]): ChangeEvent[] {
  return changes.flatMap((told) => {
    const list = lists.get(told.row.type);
    const event = list && mayTell(viewer, told) ? eventOf(told, list) : null;
    return event ? [redact(viewer, event)] : [];
  });
}

/** Tries again what the database could not answer: an event that is not told would be lost. */
export async function rendered(render: Render, events: readonly ChangeEvent[]): Promise<Message[]> {
  const messages: Message[] = [];
  for (let from = 0; from < events.length; from += mostAtOnce) {
    const batch = events.slice(from, from + mostAtOnce);
    const payloads = await tryAgain(() => render(batch));
    payloads.forEach((payload, index) => {
      messages.push(createMessage(payload, batch[index]!.cursor));
    });
  }
  return messages;
}

async function tryAgain<T>(work: () => Promise<T>): Promise<T> {
  for (const pauseMs of pausesMs) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ClientError) || error.code !== 'UNAVAILABLE') throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs).unref());
    }
  }
  return work();
}

/** Tells the members of a step, behind the steps before it. */
export function tell(
  group: Group,
  sequence: number,
  events: readonly ChangeEvent[],
  onError: (error: unknown) => void,
): void {
  if (group.waiting + events.length > mostWaiting) {
    endAll(group, overtaken());
    return;
  }
  follow(
    group,
    events.length,
    async () => {
      if (group.members.size > 0) deliver(group, sequence, await rendered(group.render, events));
    },
    onError,
  );
}

/** Work in the order of steps. If it fails, nobody can be told any more: all are sent back to their cursors. */
export function follow(
  group: Group,
  count: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): void {
  group.waiting += count;
  group.tail = group.tail.then(work).catch((error: unknown) => {
    if (!(error instanceof ClientError)) onError(error);
    endAll(group, error instanceof ClientError ? error : overtaken());
  });
  group.tail = group.tail.finally(() => {
    group.waiting -= count;
  });
}

export function deliver(group: Group, sequence: number, messages: readonly Message[]): void {
  for (const member of group.members) {
    if (sequence <= member.joined) continue;
    const { backlog } = member;
    if (backlog === null) member.sink.send(messages);
    else if (backlog.length + messages.length > mostBacklog) {
      member.isBehind = true;
      backlog.length = 0;
    } else if (!member.isBehind) backlog.push(...messages);
  }
}

export function endAll(group: Group, error: ClientError | null): void {
  const members = [...group.members];
  group.members.clear();
  for (const { sink } of members) sink.end(error);
}

const overtaken = () =>
  new ClientError('UNAVAILABLE', 'The subscription could not be kept up; go on from the last cursor.', {
    retryable: true,
  });
