// The feed of an edge with everything around it in the hands of a test: what the origin answers, what its stream brings, the time.
// Invariant: the table is a real one, and transaction n touches tag n: so what the table claims to know can be looked up.

import { printPosition } from '../../src/cache/position.ts';
import { createTagTable, type TagTable } from '../../src/cache/tag-table.ts';
import { encodeMessage, type Message } from '../../src/cache/wire.ts';
import { createEdgeFeed, type EdgeFeed } from '../../src/edge/feed.ts';
import type { Reply } from '../../src/edge/origin.ts';
import { epoch, seen, tenantId } from './edge-publisher.ts';

export interface Question {
  readonly askedMs: number;
  /** The origin stands at this transaction. */
  answer(xid: number, of?: string): void;
  fail(): void;
}

export interface Stream {
  /** Where the edge said that it stands: `<epoch>@<transaction>`, or nothing. */
  readonly after: string;
  readonly isOpen: boolean;
  send(...messages: readonly Message[]): void;
  end(error?: Error): void;
}

export interface EdgeByHand {
  readonly feed: EdgeFeed;
  readonly table: TagTable;
  /** Not answered yet, oldest first. */
  readonly questions: Question[];
  readonly streams: readonly Stream[];
  readonly errors: readonly Error[];
  /** Lets time pass on the clock of the edge. */
  pass(ms: number): void;
  now(): number;
  /** The latest transaction that the table claims to know, after a proof that it knows all up to there. */
  knows(): number;
}

export function createEdgeByHand({ askEveryMs = 5 } = {}): EdgeByHand {
  const table = createTagTable();
  const questions: Question[] = [];
  const streams: Stream[] = [];
  const errors: Error[] = [];
  let ahead = 0;
  const now = () => performance.now() + ahead;

  function ask(): Promise<Reply> {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const done = () => void questions.splice(questions.indexOf(question), 1);
    const question: Question = {
      askedMs: now(),
      answer(xid, of = epoch) {
        const body = JSON.stringify({ epoch: of, position: printPosition(seen(xid)), buildId: 'build' });
        resolve({ status: 200, headers: {}, body: Buffer.from(body) });
        done();
      },
      fail() {
        reject(new Error('the origin does not answer'));
        done();
      },
    };
    questions.push(question);
    return promise;
  }

  function open(
    path: string,
    onOpen: (type: string | undefined) => (chunk: Buffer) => void,
    onEnd: (error: Error | null) => void,
  ): () => void {
    const onChunk = onOpen('application/vnd.clientele.frames');
    let isOpen = true;
    const end = (error: Error | null) => {
      if (!isOpen) return;
      isOpen = false;
      onEnd(error);
    };
    const after = decodeURIComponent(path.split('after=')[1]!);
    streams.push({
      after: after.replace(/@(\d+):.*$/, (_, xmin: string) => `@${Number(xmin) - 1}`),
      get isOpen() {
        return isOpen;
      },
      send(...messages) {
        try {
          if (isOpen) onChunk(Buffer.concat(messages.map(encodeMessage)));
        } catch (error) {
          end(error as Error);
        }
      },
      end: (error) => end(error ?? null),
    });
    return () => end(null);
  }

  const feed = createEdgeFeed({
    origin: { ask, open, renew() {} },
    table: () => table,
    take(step) {
      if (step.kind === 'reset') table.reset(step);
      else if (!table.apply(step)) throw new Error('a frame does not begin where the one before it ended');
    },
    onError: (error) => errors.push(error as Error),
    askEveryMs,
    now,
  });
  return {
    feed,
    table,
    questions,
    streams,
    errors,
    pass(ms) {
      ahead += ms;
    },
    now,
    knows() {
      const latest = table.position().xmax - 1;
      for (let xid = table.floor().xmax; xid <= latest; xid++) {
        const before = { tenantId, tags: Float64Array.of(xid), position: seen(xid - 1), verified: -1 };
        if (table.isValid({ ...before, identity: table.identity()! }))
          throw new Error(`${xid} is missing at ${latest}`);
      }
      return latest;
    },
  };
}
