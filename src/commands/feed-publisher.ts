// The publisher of an origin, with the connections on which steps for newcomers are made.
import type { Duplex } from 'node:stream';
import type pino from 'pino';
import { tableStepOf } from '../changes/follower.ts';
import { createPublisher, type Publisher } from '../changes/publisher.ts';
import { createChangePool, stepFrom } from '../changes/step.ts';

/** A database that is gone without a word would hold up every edge that comes, and the end of the process. */
const stepWithinMs = 5_000;

export function createFeedPublisher({
  databaseUrl,
  buildId,
  log,
}: {
  readonly databaseUrl: string;
  readonly buildId: string;
  readonly log: pino.Logger;
}): Publisher {
  // Opened when the first edge comes.
  const pool = createChangePool({ url: databaseUrl, max: 2, connectTimeoutMs: 1_000 });
  const publisher = createPublisher({
    buildId,
    async stepFrom(after) {
      const client = await pool.connect();
      const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
      const late = setTimeout(() => stream.destroy(new Error('the database did not answer in time')), stepWithinMs);
      try {
        return tableStepOf(await stepFrom(client, after));
      } finally {
        clearTimeout(late);
        client.release(stream.destroyed);
      }
    },
    onError: (error) => log.warn({ err: error }, 'an edge could not be taken from where it stands'),
  });
  let stopped: Promise<void> | undefined;
  return {
    ...publisher,
    stop() {
      stopped ??= publisher.stop().then(() => pool.end());
      return stopped;
    },
  };
}
