// What the model of coherence is made of: a scenario that bounds it, and a state of it. Everything is a value.
import { type Position, printPosition } from '../../src/cache/position.ts';
import type { Stamp } from '../../src/cache/tag-table.ts';
import { nameOf } from './model-explore.ts';
import type { Database } from './model-postgres.ts';
import type { TableAt, TableStep } from './model-table.ts';

/** What may happen, and how often. Tags are bits: 1, 2, 4. */
export interface Scenario {
  readonly name: string;
  /** The tags that each transaction touches. */
  readonly transactions: readonly number[];
  /** The tags that each question depends on. */
  readonly questions: readonly number[];
  /** Transactions that change no answer though they touch its tags; the stamp of an answer can tell. */
  readonly spared?: readonly number[];
  /** Executions of a question on a node, each stored at any later time. */
  readonly reads: readonly { readonly question: number; readonly node: number }[];
  /** How often the relay of each node polls. */
  readonly polls: readonly number[];
  /** In all; what is not named does not happen. */
  readonly times: Partial<Record<Event, number>>;
  /** Nodes give their entries to each other. */
  readonly isShared?: boolean;
  /** Steps of a relay that may be on their way to a node, to arrive in any order. @default 0: they arrive at once */
  readonly onTheWay?: number;
  /** A tag touched by more than two transactions may be taken for touched when it was not, as by more than 32 in earnest. */
  readonly isCrowded?: boolean;
  /** How long tables go back, in prunes. @default 0: prune forgets all that came before it */
  readonly keptFor?: number;
  /** Notes above which they forget the oldest. @default more than there are */
  readonly mostTags?: number;
}

export type Event =
  | 'abort' // a transaction is rolled back
  | 'crash' // the database recovers; ids of transactions that were rolled back are handed out again
  | 'failover' // a standby takes over that lacks a transaction
  | 'bump' // what triggers do not see changes everything, and raises the epoch
  | 'drop' // old changes are dropped
  | 'duplicate' // a frame arrives twice
  | 'lose' // a frame does not arrive
  | 'reset' // the relay starts again though it could go on
  | 'restart' // a node forgets everything
  | 'prune'
  | 'fetch'; // a node takes an entry, of any age, from those that were ever shared

/** What a mutant of the protocol does otherwise. */
export type Fault =
  | 'entries are deleted, not judged'
  | 'who waits for an execution takes what it read'
  | 'a token is the highest id'
  | 'a token is good in any epoch'
  | 'an answer of any history is kept'
  | 'a shared entry is good in any epoch'
  | 'frames leave out what ran at the last poll'
  | 'what was dropped is not missed'
  | 'floors leave out what runs'
  | 'floors go below what began the epoch'
  | 'the position is asked for after the reads'
  | 'reads are done on a standby';

/** An answer and its stamp. `content` is for the check alone: the bits of what the reader saw. */
export interface Held {
  readonly question: number;
  readonly identity: string;
  readonly position: Position;
  readonly verified: number;
  readonly content: number;
  /** Read by this node: its stamp tells what it spares. What others share has tags alone. */
  readonly isOwn: boolean;
  readonly key: string;
  readonly name: number;
}

/** What the nodes share: the position in letters, as Redis has it. */
export interface Blob {
  readonly question: number;
  readonly epoch: string;
  readonly position: string;
  readonly content: number;
  readonly key: string;
  readonly name: number;
}

/** A step of the relay on its way, and the bits of what was committed by then. */
export interface Sent {
  readonly step: Extract<TableStep, { kind: 'frame' | 'reset' }>;
  readonly knows: number;
}

export interface Node {
  readonly at: TableAt;
  /** By question. */
  readonly held: readonly (Held | null)[];
  readonly channel: readonly Sent[];
  /** Where its relay stands. */
  readonly relay: { readonly epoch: string; readonly position: Position; readonly name: number } | null;
  /** The bits of what it was told. */
  readonly knows: number;
  readonly polls: number;
}

export interface State {
  readonly database: Database;
  /** The epoch in which each transaction was committed. */
  readonly acknowledged: readonly string[];
  readonly nodes: readonly Node[];
  /** What was read, and is not yet stored. */
  readonly reads: readonly (Held | 'to come' | 'over')[];
  readonly blobs: readonly Blob[];
  readonly left: Partial<Record<Event, number>>;
}

type Parts = Pick<Stamp, 'identity' | 'position' | 'verified'> & Pick<Held, 'question' | 'content' | 'isOwn'>;

export function hold({ question, identity, position, verified, content, isOwn }: Parts): Held {
  const key = `${question}@${printPosition(position)}/${identity}/${verified}/${content}${isOwn ? '' : '/shared'}`;
  return { question, identity, position, verified, content, isOwn, key, name: nameOf(key) };
}

export function keyOf({ database, acknowledged, nodes, reads, blobs, left }: State): string {
  let key = `${database.name}|${acknowledged}`;
  for (const { at, held, channel, relay, polls } of nodes) {
    key += `|${at.id},${relay?.name},${polls}`;
    for (const each of held) key += each ? `,${each.name}` : ',';
    for (const { step } of channel) key += `:${step.key}`;
  }
  for (const read of reads) key += typeof read === 'string' ? read[0] : `/${read.name}`;
  for (const blob of blobs) key += `;${blob.name}`;
  for (const event in left) key += left[event as Event];
  return key;
}
