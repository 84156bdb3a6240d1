// Subscribers who share document, variables and scope: an event is rendered once for all of them, and sent in the order of the feed.
// Invariant: a member gets each event of its list from where it joined on, once and in order, or is told that it has ended.
import type { Viewer } from '../auth/verdicts.ts';
import { ClientError } from '../errors.ts';
import type { ChangeEvent, Lists, ToldChange } from './event.ts';
import { createMessage, type Message } from './message.ts';
import { eventsFor } from './rights.ts';
import type { StandingSight } from './standing-sight.ts';
import { atOnce, createPayers, type Payers, type Toll } from './toll.ts';

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
  readonly viewer: Viewer;
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
  readonly lists: Lists;
  /** Whether they want to be told of the list as it stands, too. */
  readonly hasSnapshot: boolean;
  readonly render: Render;
  readonly toll: Toll;
}

export interface Group extends Asked {
  readonly members: Set<Member>;
  readonly payers: Payers;
  readonly sight: StandingSight;
  /** Rendering of steps goes in their order. */
  tail: Promise<void>;
  /** Events that wait for it. */
  waiting: number;
}

/** A group that is so far behind would only fall back further: its members go on from their cursors, by a replay. */
const mostWaiting = 20_000;
/** For a member that is catching up; with more it looks into the change table once more. */
const mostBacklog = 1_000;
const pausesMs = [50, 250, 1_000];

export const createGroup = (asked: Asked, sight: StandingSight): Group => ({
  ...asked,
  members: new Set(),
  payers: createPayers(),
  sight,
  tail: Promise.resolve(),
  waiting: 0,
});

export function join(group: Group, member: Member): void {
  group.members.add(member);
  group.payers.add(member.viewer);
}

export function part(group: Group, member: Member): void {
  if (group.members.delete(member)) group.payers.remove(member.viewer);
}

/** Of so many events that are told to one alone. Rejects with RATE_LIMITED. */
export async function payFor({ toll }: Asked, viewer: Viewer, count: number): Promise<void> {
  const refused = await toll.pay(viewer, toll.ofEvents(count) + count * toll.ofDelivery, true);
  if (refused) throw refused;
}

/** Of what is told to one alone. */
export const renderedFor = (asked: Asked, viewer: Viewer, events: readonly ChangeEvent[]): Promise<Message[]> =>
  rendered(asked.render, events, atOnce(asked.toll, 1), (count) => payFor(asked, viewer, count));

/** Of what is told to all of them. Who cannot pay for it is sent away; an empty group is told nothing. */
async function renderedForAll(group: Group, events: readonly ChangeEvent[]): Promise<Message[]> {
  return rendered(group.render, events, atOnce(group.toll, group.members.size), async (count) => {
    for (const [viewer, refused] of await group.payers.collect(group.toll, count))
      for (const member of [...group.members])
        if (member.viewer.subject === viewer.subject) end(group, member, refused);
  });
}

/** Tries again what the database could not answer: an event that is not told would be lost. */
async function rendered(
  render: Render,
  events: readonly ChangeEvent[],
  mostAtOnce: number,
  pay: (count: number) => Promise<void>,
): Promise<Message[]> {
  const messages: Message[] = [];
  for (let from = 0; from < events.length; from += mostAtOnce) {
    const batch = events.slice(from, from + mostAtOnce);
    await pay(batch.length);
    const payloads = await tryAgain(() => render(batch));
    payloads.forEach((payload, index) => {
      const { cursor, table, recordId, kind } = batch[index]!;
      messages.push(createMessage(payload, cursor, `${table.name} ${recordId ?? kind}`));
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

export interface Hooks {
  readonly onError: (error: unknown) => void;
  /** Everybody was told of what was written then. */
  readonly onTold: (at: string) => void;
}

/** Tells the members of a step, behind the steps before it. */
export function tell(group: Group, sequence: number, changes: readonly ToldChange[], { onError, onTold }: Hooks): void {
  group.sight.take(changes);
  const sight = group.sight.now();
  const events = sight && changes.flatMap((told) => eventsFor(sight, group.lists, told));
  if (changes.length === 0 || events?.length === 0) return;
  const count = events ? events.length : changes.length;
  if (group.waiting + count > mostWaiting) {
    endAll(group, overtaken());
    return;
  }
  const tellAll = async () => {
    await tellNow(group, sequence, events ?? (await judged(group, changes)));
    onTold(changes.at(-1)!.row.at);
  };
  follow(group, count, tellAll, onError);
}

async function judged(group: Group, changes: readonly ToldChange[]): Promise<ChangeEvent[]> {
  const sight = await tryAgain(group.sight.ready);
  return changes.flatMap((told) => eventsFor(sight, group.lists, told));
}

export async function tellNow(group: Group, sequence: number, events: readonly ChangeEvent[]): Promise<void> {
  if (group.members.size > 0) deliver(group, sequence, await renderedForAll(group, events));
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

function deliver(group: Group, sequence: number, messages: readonly Message[]): void {
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

function end(group: Group, member: Member, error: ClientError | null): void {
  part(group, member);
  member.sink.end(error);
}

export function endAll(group: Group, error: ClientError | null): void {
  for (const member of [...group.members]) end(group, member, error);
}

const overtaken = () =>
  new ClientError('UNAVAILABLE', 'The subscription could not be kept up; go on from the last cursor.', {
    retryable: true,
  });
