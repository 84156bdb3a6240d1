// A publisher behind a real listener, fed by hand, and followers that note what they get.
// Invariant: the database is a number that counts commits: transaction n touches tag n, and a step is made of it as of now.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Position } from '../../src/cache/position.ts';
import type { TableStep } from '../../src/cache/tag-table.ts';
import { createMessageReader, type Message } from '../../src/cache/wire.ts';
import { createPublisher, type Publisher, type Standing } from '../../src/changes/publisher.ts';

export const epoch = '1.1.1.1.1';
export const tenantId = '01234567-89ab-7cde-8f01-23456789abcd';
/** Everything up to transaction `xid` is seen. */
export const seen = (xid: number): Position => ({ xmin: xid + 1, xmax: xid + 1, xip: [] });
export const noted = (xid: number, tags: readonly number[] = [xid]) => ({ tenantId, xid, tags, cause: null });
const between = (prev: number, next: number) =>
  Array.from({ length: next - prev }, (_, index) => noted(prev + index + 1));
/** What brings who has seen up to `prev` to `next`. */
export const frame = (prev: number, next: number, of = epoch): TableStep & { kind: 'frame' } => ({
  kind: 'frame',
  epoch: of,
  prev: seen(prev),
  next: seen(next),
  invalidations: between(prev, next),
});
export const reset = (floor: number, next: number, of = epoch): TableStep & { kind: 'reset' } => ({
  kind: 'reset',
  epoch: of,
  identity: of.slice(0, of.lastIndexOf('.')),
  floor: seen(floor),
  next: seen(next),
  invalidations: between(floor, next),
});

export interface Follower {
  readonly messages: readonly Message[];
  readonly isOver: boolean;
  /** The highest transaction that it knows of; throws if something between is missing. */
  stands(): number;
  pause(): void;
  resume(): void;
  leave(): void;
}

export interface TestPublisher {
  readonly publisher: Publisher;
  readonly errors: readonly unknown[];
  /** Writes to sockets since the start. */
  writes(): number;
  /** Another transaction, that the origin's own feed tells of at once. */
  commit(): void;
  committed(): number;
  follow(after?: number | null): Promise<Follower>;
  /** Resolves when every stream has ended. */
  stop(): Promise<void>;
}

export interface TestPublisherOptions {
  /** Awaited before each step for a newcomer is read. */
  readonly beforeStep?: () => Promise<void>;
  readonly stepFrom?: (after: Standing | null) => Promise<TableStep>;
}

export async function startPublisher({
  beforeStep = async () => {},
  stepFrom,
}: TestPublisherOptions = {}): Promise<TestPublisher> {
  let committed = 100;
  let writes = 0;
  const errors: unknown[] = [];
  const publisher = createPublisher({
    buildId: 'build',
    onError: (error) => errors.push(error),
    async stepFrom(after) {
      await beforeStep();
      if (stepFrom) return stepFrom(after);
      return after ? frame(after.position.xmax - 1, committed) : reset(committed, committed);
    },
  });
  const server = createServer((incoming, response) => {
    const { write } = response;
    response.write = ((...args: Parameters<typeof write>) => {
      writes++;
      return write.apply(response, args);
    }) as typeof write;
    const after = Number(new URL(incoming.url!, 'http://x').searchParams.get('after') ?? Number.NaN);
    publisher.add(response, Number.isNaN(after) ? null : { epoch, position: seen(after) });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    publisher,
    errors,
    writes: () => writes,
    commit() {
      committed++;
      publisher.step(frame(committed - 1, committed));
    },
    committed: () => committed,
    async follow(after = null) {
      const path = after === null ? '/' : `/?after=${after}`;
      const sent = request({ host: '127.0.0.1', port, path, agent: false });
      sent.end();
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      return followerOf(response, after, () => sent.destroy());
    },
    async stop() {
      await publisher.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed; // it does not come while a stream is open
    },
  };
}

function followerOf(response: IncomingMessage, after: number | null, leave: () => void): Follower {
  const messages: Message[] = [];
  let isOver = false;
  response.on(
    'data',
    createMessageReader((message) => messages.push(message)),
  );
  response.on('error', () => {});
  response.on('close', () => {
    isOver = true;
  });
  return {
    messages,
    get isOver() {
      return isOver;
    },
    stands() {
      let at = after ?? Number.NaN;
      const known = new Set<number>();
      for (const message of messages) {
        if (message.kind !== 'frame' && message.kind !== 'reset') continue;
        const next = message.next.xmax - 1;
        for (const { xid } of message.invalidations) known.add(xid);
        if (message.kind === 'reset') at = next;
        else {
          if (!(message.prev.xmax - 1 <= at)) throw new Error(`a frame from ${message.prev.xmax - 1} on, at ${at}`);
          for (let xid = at + 1; xid <= next; xid++) if (!known.has(xid)) throw new Error(`${xid} is missing`);
          at = Math.max(at, next);
        }
      }
      return at;
    },
    pause: () => void response.pause(),
    resume: () => void response.resume(),
    leave,
  };
}
