// Live updates of one node: each step of its feed, to the subscribers whose lists it changes (docs/live.md).
// Invariant: a step comes here when the node's tag table has taken it, so whoever reads again because of an event is answered anew.

import type { Position } from '../cache/position.ts';
import { hashEpoch } from '../cache/token.ts';
import type { CommittedChange, Step } from '../changes/frame.ts';
import type { Pool } from '../db/pool.ts';
import { ClientError } from '../errors.ts';
import { away, createCatchUp, type Place } from './catch-up.ts';
import { type Cursor, cursorAt, printCursor } from './cursor.ts';
import { toldOf } from './event.ts';
import {
  type Asked,
  createGroup,
  endAll,
  follow,
  type Group,
  type Hooks,
  join,
  type Member,
  part,
  type Sink,
  tell,
  tellNow,
} from './group.ts';
import { createReading } from './reading.ts';
import { createStandingSight } from './standing-sight.ts';

export interface Subscription {
  /** How far its subscriber has read; null while something is on its way. */
  cursor(): string | null;
  stop(): void;
}

export interface LiveEngine {
  take(step: Step): void;
  /** `after`: go on from there; null: from now on, or from a snapshot. */
  subscribe(asked: Asked, after: Cursor | null, sink: Sink): Subscription;
  /** How far the feed is read; null before it was reached. */
  cursor(): string | null;
  subscribers(): number;
  groups(): number;
  /** Ends everything; nobody is told that it has completed. */
  stop(): void;
}

export interface LiveEngineOptions extends Hooks {
  readonly pool: Pool;
  /** Resolves when everything that was committed before the call was taken. */
  readonly sync: (timeoutMs: number) => Promise<void>;
}

const endedEpoch = () =>
  new ClientError(
    'RESUME_EXPIRED',
    'The database has begun a new history, and changes may be missing. Read anew what you keep, together with `changes { pageInfo { endCursor } }` in the same query, and go on from that cursor.',
  );

export function createLiveEngine({ pool, sync, ...hooks }: LiveEngineOptions): LiveEngine {
  /** By tenant, then by what they share. */
  const tenants = new Map<string, Map<string, Group>>();
  const { onError } = hooks;
  const reading = createReading(pool);
  const catchUp = createCatchUp({ reading, sync, place });
  let epoch: string | null = null;
  let position: Position | null = null;
  let sequence = 0;
  /** Of this sequence. */
  let printed: { sequence: number; cursor: string } | null = null;

  function takeFrame(step: Step & { kind: 'frame' }): void {
    const hash = hashEpoch(step.epoch);
    for (const [tenantId, rows] of byTenant(step.changes)) {
      const groups = tenants.get(tenantId);
      if (!groups) continue;
      const last = rows.length - 1;
      let previous: Cursor = { epoch: hash, at: step.prev };
      const changes = rows.flatMap((row, index) => {
        const within = index === last ? null : { next: step.next, seq: row.seq };
        const cursor = within ? { epoch: hash, at: step.prev, part: within } : { epoch: hash, at: step.next };
        const told = toldOf(row, cursor, previous);
        previous = cursor;
        return told ?? [];
      });
      if (changes.length === 0) continue; // links, keys
      for (const group of groups.values()) tell(group, sequence, changes, hooks);
    }
  }

  /** The step does not join: what lies between is read from the change table. */
  function bridge(group: Group, from: Cursor, upTo: Position): void {
    const at = sequence;
    follow(
      group,
      1,
      async () => {
        for await (const events of reading.replay(group, from, upTo)) await tellNow(group, at, events);
      },
      onError,
    );
  }

  function place(): Place {
    if (!epoch || !position) throw away();
    return { epoch, position, sequence };
  }

  function* allGroups(): Generator<Group> {
    for (const groups of tenants.values()) yield* groups.values();
  }

  function leave(group: Group, member: Member): void {
    part(group, member);
    const groups = tenants.get(group.viewer.tenantId);
    if (group.members.size > 0 || groups?.get(group.key) !== group) return;
    groups.delete(group.key);
    if (groups.size === 0) tenants.delete(group.viewer.tenantId);
  }

  function groupOf(asked: Asked): Group {
    const { tenantId } = asked.viewer;
    const groups = tenants.get(tenantId) ?? new Map<string, Group>();
    tenants.set(tenantId, groups);
    const group = groups.get(asked.key) ?? createGroup(asked, createStandingSight(pool, asked.viewer));
    groups.set(asked.key, group);
    return group;
  }

  function cursorNow(): string | null {
    if (!epoch || !position) return null;
    if (printed?.sequence !== sequence) printed = { sequence, cursor: printCursor(cursorAt(epoch, position)) };
    return printed.cursor;
  }

  return {
    take(step) {
      const before = position && epoch === step.epoch ? cursorAt(epoch, position) : null;
      const isNew = epoch !== null && epoch !== step.epoch;
      sequence++;
      epoch = step.epoch;
      position = step.next;
      if (step.kind === 'frame') return takeFrame(step);
      for (const group of allGroups()) {
        group.sight.lookAgain();
        if (isNew) follow(group, 1, async () => endAll(group, endedEpoch()), onError);
        else if (before) bridge(group, before, step.next);
      }
    },
    subscribe(asked, after, sink) {
      const group = groupOf(asked);
      const { viewer } = asked;
      const isLate = after !== null || asked.hasSnapshot;
      const member: Member = { viewer, sink, joined: sequence, backlog: isLate ? [] : null, isBehind: false };
      join(group, member);
      const end = (error: ClientError) => {
        if (!group.members.has(member)) return;
        leave(group, member);
        sink.end(error);
      };
      if (!position) queueMicrotask(() => end(away()));
      else if (isLate)
        catchUp(group, member, after).catch((error: unknown) => {
          if (!(error instanceof ClientError)) onError(error);
          end(error instanceof ClientError ? error : away());
        });
      return {
        cursor: () => (group.waiting === 0 && member.backlog === null ? cursorNow() : null),
        stop: () => leave(group, member),
      };
    },
    cursor: cursorNow,
    groups: () => [...allGroups()].length,
    subscribers: () => [...allGroups()].reduce((sum, { members }) => sum + members.size, 0),
    stop() {
      for (const group of allGroups()) group.members.clear();
      tenants.clear();
    },
  };
}

function byTenant(changes: readonly CommittedChange[]): Map<string, CommittedChange[]> {
  const found = new Map<string, CommittedChange[]>();
  for (const change of changes) {
    const known = found.get(change.tenantId);
    if (known) known.push(change);
    else found.set(change.tenantId, [change]);
  }
  return found;
}
