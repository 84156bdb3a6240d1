// Turns of endpoints on a queue in PostgreSQL (pg-boss, docs/decisions): whose turn it is, and which worker takes it.
// Invariant: one turn of an endpoint at a time, over all workers; the turn of a worker that was killed is given to another within
// half a minute.
import { type Db, type Job, PgBoss } from 'pg-boss';
import { clientOf } from '../db/hosts.ts';
import type { Client } from './feed.ts';

export interface Turn {
  readonly tenantId: string;
  readonly endpointId: string;
}

export interface Queue {
  /** In the client's transaction: their turn comes as soon as that is committed. */
  wake(turns: readonly Turn[], client: Client): Promise<void>;
  /** Looks for turns at once: some may have been committed. */
  look(): void;
  stop(): Promise<void>;
}

export interface QueueOptions {
  readonly url: string;
  /** Answers when the endpoint wants its next turn: null, when it is woken. Aborted: it shall end soon. */
  readonly take: (turn: Turn, signal: AbortSignal) => Promise<Date | null>;
  readonly onError: (error: unknown) => void;
  /** Turns at once: they wait for receivers, most of the time. */
  readonly mostAtOnce?: number;
}

const name = 'webhook-turn';
const role = 'clientele_worker';
const schema = 'job';

const lookEveryMs = 1_000;
/** The least that pg-boss allows. */
const heartbeatSeconds = 10;
const beatEveryMs = 4_000;
/** How often turns are looked for whose worker is gone. */
const superviseSeconds = 5;
/** A turn ends by itself long before. */
const expireInSeconds = 300;
/** After a defect of ours, or while the database is away; it is never given up. */
const retry = { retryLimit: 1_000_000, retryDelay: 5, retryBackoff: true, retryDelayMax: 300 };

export async function startQueue({ url, take, onError, mostAtOnce = 100 }: QueueOptions): Promise<Queue> {
  const connection = { connectionString: url, Client: clientOf(url) }; // handed on to its pool
  const boss = new PgBoss({
    ...connection,
    options: `-c role=${role} -c timezone=UTC`,
    application_name: 'clientele worker queue',
    max: 3,
    schema,
    createSchema: false,
    schedule: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(name, {
    policy: 'stately',
    heartbeatSeconds,
    expireInSeconds,
    deleteAfterSeconds: 60,
    ...retry,
  });
  const underWay = new Map<string, Promise<void>>();
  const stopped = new AbortController();
  let stir = () => {};

  async function run(job: Job<Turn>): Promise<void> {
    const { id, data } = job;
    try {
      const next = await take(data, stopped.signal);
      // Before this one ends: a turn that was asked for meanwhile stays as it is.
      if (next) await boss.send(name, data, { singletonKey: data.endpointId, startAfter: next });
      await boss.complete(name, id);
    } catch (error) {
      onError(error);
      await boss.fail(name, id).catch(onError); // or its heartbeat stops, which comes to the same
    }
  }

  function begin(job: Job<Turn>): void {
    const running = run(job).finally(() => {
      underWay.delete(job.id);
      stir();
    });
    underWay.set(job.id, running);
  }

  async function serve(): Promise<void> {
    while (!stopped.signal.aborted) {
      const woken = new Promise<void>((resolve) => (stir = resolve));
      const batchSize = mostAtOnce - underWay.size;
      let found = 0;
      if (batchSize > 0) {
        const jobs = await boss.fetch<Turn>(name, { batchSize }).catch((error) => void onError(error));
        for (const job of jobs ?? []) begin(job);
        found = jobs?.length ?? 0;
      }
      if (stopped.signal.aborted || found > 0) continue;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([woken, new Promise((resolve) => (timer = setTimeout(resolve, lookEveryMs)))]);
      clearTimeout(timer);
    }
  }

  const beating = setInterval(() => {
    if (underWay.size > 0) boss.touch(name, [...underWay.keys()]).catch(onError);
  }, beatEveryMs);
  const serving = serve();

  return {
    async wake(turns, client) {
      const db: Db = { executeSql: (text, values) => client.query(text, values as unknown[]) };
      for (const turn of turns) await boss.upsert(name, turn, { singletonKey: turn.endpointId, startAfter: 0, db });
    },
    look: () => stir(),
    async stop() {
      stopped.abort();
      stir();
      await serving;
      await Promise.all(underWay.values());
      clearInterval(beating);
      await boss.stop({ graceful: false });
    },
  };
}
