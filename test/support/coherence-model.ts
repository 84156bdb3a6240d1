// The protocol of docs/coherence.md §6 to §12 among a few transactions, readers and nodes: all that can happen next, from any
// state. The tag table and the positions are the code of src/cache; what is around them is said here again, as short as possible.
import { parsePosition, printPosition } from '../../src/cache/position.ts';
import type { Stamp } from '../../src/cache/tag-table.ts';
import { createCheck } from './model-check.ts';
import { type Machine, nameOf } from './model-explore.ts';
import * as postgres from './model-postgres.ts';
import { createModelRelay, tagsOf } from './model-relay.ts';
import type { Scenario, Sent, State } from './model-state.ts';
import { type Blob, type Event, type Fault, type Held, hold, keyOf, type Node } from './model-state.ts';
import { createTables, type Variant } from './model-table.ts';

type To = (label: string, next: State) => void;

export function createModel(scenario: Scenario, variant: Variant, fault?: Fault): Machine<State> {
  const { transactions, questions, spared = [], onTheWay = 0 } = scenario;
  const tags = questions.map((question) => Float64Array.from(tagsOf(question)));
  const relay = createModelRelay(transactions, variant, fault);

  const spares = { isSpared: (_: number, cause: unknown) => spared.includes(cause as number), bytes: 0 };

  function stampOf({ question, identity, position, verified, isOwn }: Held): Stamp {
    return { identity, tenantId: 't', tags: tags[question]!, spares: isOwn ? spares : undefined, position, verified };
  }

  /** Whether a node keeps what was read. */
  function isKept({ at: { table } }: Node, { identity }: Held): boolean {
    if (table.epoch() === null) return false;
    return identity === table.identity() || fault === 'an answer of any history is kept';
  }

  function fromBlob({ at: { table } }: Node, { question, epoch, position, content }: Blob): Held | null {
    const identity = table.identity();
    if (identity === null || (epoch !== table.epoch() && fault !== 'a shared entry is good in any epoch')) return null;
    return hold({ question, identity, position: parsePosition(position), verified: -1, content, isOwn: false });
  }

  function share(blobs: readonly Blob[], { question, position, content }: Held, epoch: string): readonly Blob[] {
    const text = printPosition(position);
    const key = `${question}@${text}/${epoch}/${content}`;
    if (blobs.some((each) => each.key === key)) return blobs;
    const blob = { question, epoch, position: text, content, key, name: nameOf(key) };
    return [...blobs, blob].sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  function steps(state: State, to: To): void {
    databaseSteps(state, to);
    for (const index of scenario.reads.keys()) readSteps(state, index, to);
    for (const index of state.nodes.keys()) nodeSteps(state, index, to);
  }

  function databaseSteps(state: State, to: To): void {
    const { database } = state;
    const become = (label: string, next: postgres.Database, event?: Event, rest: Partial<State> = {}) =>
      event === undefined || may(state, event)
        ? to(label, { ...state, database: next, left: used(state, event), ...rest })
        : undefined;
    for (const [index, touches] of transactions.entries()) {
      const fate = database.fates[index];
      // Of those that are alike the first goes first: who is who makes no difference.
      const isLater = transactions.some((each, at) => at < index && each === touches && database.fates[at] === 'idle');
      if (fate === 'idle' && !isLater) become(`begin ${index}`, postgres.begin(database, index));
      if (fate === 'committed') become(`failover without ${index}`, postgres.failOver(database, index), 'failover');
      if (fate !== 'running') continue;
      const acknowledged = state.acknowledged.with(index, postgres.epochOf(database));
      become(`commit ${index}`, postgres.end(database, index, 'committed'), undefined, { acknowledged });
      become(`abort ${index}`, postgres.end(database, index, 'aborted'), 'abort');
    }
    become('crash', postgres.crash(database), 'crash');
    become('bump', postgres.bump(database), 'bump');
    become('drop', postgres.forget(database), 'drop');
  }

  function readSteps(state: State, index: number, to: To): void {
    const { database, nodes, reads, blobs } = state;
    const { question, node: at } = scenario.reads[index]!;
    const node = nodes[at]!;
    const read = reads[index]!;
    if (read === 'over') return;
    if (read === 'to come') {
      const isLater = scenario.reads.some(
        (each, other) => other < index && each.question === question && each.node === at && reads[other] === 'to come',
      );
      if (isLater) return;
      const seen = postgres.snapshot(database);
      const position = fault === 'reads are done on a standby' ? { ...seen, xip: [] } : seen;
      const [identity, content] = [postgres.identityOf(database), postgres.contentOf(database)];
      const held = hold({ question, identity, position, verified: -1, content, isOwn: true });
      to(`read ${index}`, { ...state, reads: reads.with(index, held) });
      return;
    }
    const over = reads.with(index, 'over');
    if (!isKept(node, read)) {
      to(`forget ${index}`, { ...state, reads: over });
      return;
    }
    const isLate = fault === 'the position is asked for after the reads';
    const entry = isLate ? hold({ ...read, position: postgres.snapshot(database) }) : read;
    const stored = { ...node, held: node.held.with(question, entry) };
    const shared = scenario.isShared ? share(blobs, entry, node.at.table.epoch()!) : blobs;
    to(`store ${index}`, { ...state, reads: over, nodes: nodes.with(at, stored), blobs: shared });
  }

  function nodeSteps(state: State, index: number, to: To): void {
    const { database, nodes, reads, blobs } = state;
    const node = nodes[index]!;
    const { at, held, channel } = node;
    const become = (label: string, changes: Partial<Node>, event?: Event, rest: Partial<State> = {}) =>
      event === undefined || may(state, event)
        ? to(`${label} (${index})`, {
            ...state,
            nodes: nodes.with(index, { ...node, ...changes }),
            left: used(state, event),
            ...rest,
          })
        : undefined;

    /** What a node becomes by a step that arrives, and the entries that all nodes share. */
    const arrive = ({ step, knows }: Sent): [Partial<Node>, Partial<State>] | null => {
      const arrived = at.after(step);
      if (!arrived) return null;
      if (fault !== 'entries are deleted, not judged') return [{ at: arrived, knows }, {}];
      const touched = new Set(step.invalidations.flatMap((each) => [...each.tags]));
      const isLeft = (question: number) => !tags[question]!.some((tag) => touched.has(tag));
      const left = held.map((each, question) => (isLeft(question) ? each : null));
      return [{ at: arrived, knows, held: left }, { blobs: blobs.filter(({ question }) => isLeft(question)) }];
    };

    const send = (label: string, after: Parameters<typeof relay>[1], event?: Event) => {
      for (const sent of relay(database, after, event !== undefined)) {
        const { key, epoch, next } = sent.step;
        const name = nameOf(`${epoch} ${printPosition(next)}`);
        const sending = { relay: { epoch, position: next, name }, polls: node.polls - 1 };
        if (onTheWay > 0) become(`${label} ${key}`, { ...sending, channel: [...channel, sent] }, event);
        else {
          const [changes, rest] = arrive(sent) ?? [{}, {}];
          become(`${label} ${key}`, { ...sending, ...changes }, event, rest);
        }
      }
    };
    if (node.polls > 0 && channel.length < Math.max(1, onTheWay)) {
      send('poll', node.relay);
      const known = at.table.epoch();
      const stands = known === null ? null : { epoch: known, position: at.table.position() };
      // The stream is taken up where the node stands; what is on its way may arrive all the same.
      if (stands?.position !== node.relay?.position) send('resume', stands);
      if (may(state, 'reset')) send('start again', null, 'reset');
    }

    for (const [place, sent] of channel.entries()) {
      const arrived = arrive(sent);
      const [changes, rest] = arrived ?? [{}, {}];
      const verb = arrived ? 'deliver' : 'refuse';
      const others = channel.toSpliced(place, 1);
      become(`${verb} ${sent.step.key}`, { ...changes, channel: others }, undefined, rest);
      become(`${verb} and keep ${sent.step.key}`, changes, 'duplicate', rest);
      become(`lose ${sent.step.key}`, { channel: others }, 'lose');
    }

    if (at.table.epoch() !== null) become('prune', { at: at.after({ kind: 'prune', key: 'prune' })! }, 'prune');
    if (may(state, 'restart')) {
      const isHere = (read: number) => scenario.reads[read]!.node === index && reads[read] !== 'to come';
      const stopped = reads.map((read, each) => (isHere(each) ? ('over' as const) : read));
      become('restart', { ...silent, polls: node.polls }, 'restart', { reads: stopped });
    }

    for (const entry of held) {
      if (!entry) continue;
      const judged = judge(node, entry);
      if (judged.key !== entry.key) become(`serve ${entry.question}`, { held: held.with(entry.question, judged) });
    }
    for (const blob of may(state, 'fetch') ? blobs : []) {
      const entry = fromBlob(node, blob);
      if (entry) become(`fetch ${blob.key}`, { held: held.with(blob.question, judge(node, entry)) }, 'fetch');
    }
  }

  /** The entry as it is after somebody asked for it. */
  function judge({ at: { table } }: Node, entry: Held): Held {
    const stamp = stampOf(entry);
    table.isValid(stamp);
    return stamp.verified === entry.verified && stamp.position === entry.position
      ? entry
      : hold({ ...entry, position: stamp.position, verified: stamp.verified });
  }

  const silent: Node = {
    at: createTables(variant, { keptForMs: scenario.keptFor ?? 0, mostTags: scenario.mostTags ?? 1000 }),
    held: questions.map(() => null),
    channel: [],
    relay: null,
    knows: 0,
    polls: 0,
  };
  const first: State = {
    database: postgres.createDatabase(transactions.length),
    acknowledged: transactions.map(() => ''),
    nodes: scenario.polls.map((polls) => ({ ...silent, polls })),
    reads: scenario.reads.map(() => 'to come'),
    blobs: [],
    left: scenario.times,
  };
  const check = createCheck({ scenario, variant, relay, stampOf, isKept, fromBlob, ...(fault && { fault }) });
  return { first, steps, key: keyOf, check };
}

function may({ left }: State, event: Event): boolean {
  return (left[event] ?? 0) > 0;
}

function used({ left }: State, event: Event | undefined): State['left'] {
  return event === undefined ? left : { ...left, [event]: left[event]! - 1 };
}
