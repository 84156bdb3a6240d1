// A Redis that may be slow, paused, full or gone at any moment: whoever asks gets an answer or null, soon.
// Invariant: no command throws for what Redis does, none waits longer than the deadline, none is repeated after a reconnect.
import { Redis, ReplyError } from 'ioredis';
import { parseRedisAddress, redisForms } from '../lib/redis-address.ts';
import { type Commands, createClient } from './client.ts';
import { createDeadline } from './deadline.ts';

export type { Commands } from './client.ts';

export interface RedisConnectionOptions {
  /** A server, sentinels or a cluster, as `src/lib/redis-address.ts` has it. */
  readonly url: string;
  /** Milliseconds that a command may take. @default 20 */
  readonly deadlineMs?: number;
  /** Told once when Redis goes away, and at most once a minute that it refuses commands. Never holds values or passwords. */
  readonly onError?: (error: Error) => void;
  /** Told once when Redis is back after `onError` said that it is away. */
  readonly onRecover?: () => void;
}

/** Since the start. */
export interface RedisCounts {
  answered: number;
  refused: number; // answered with an error: no memory, no permission, another type
  late: number; // not answered within the deadline
  broken: number; // broken off with the connection
  skipped: number; // not sent, because the breaker was open
  opened: number; // times that the breaker opened
}

export interface RedisConnection {
  /** null: Redis is away, late or refused; the caller goes on without. A late reply is dropped. */
  run<T>(command: (redis: Commands) => Promise<T>): Promise<T | null>;
  /** Whether the breaker is open, that is: nothing is sent, and every `run` is null at once. */
  isOpen(): boolean;
  counts(): Readonly<RedisCounts>;
  /** Ends at once, whatever Redis does. Those who wait get null. */
  stop(): Promise<void>;
}

/** The breaker opens when so many commands in a row were not answered, */
const maxFailures = 5;
/** or none over so long a time; */
const maxSilenceMs = 300;
/** then a PING goes out at this pace, and the first that is answered in time closes it. */
const probeEveryMs = 1000;
/** After so many that were not, the connection is given up: its other end may be gone without a word. */
const maxSilentProbes = 3;
const refusalsEveryMs = 60_000;

/** Starts without waiting for Redis: the breaker is open until the first PING was answered. */
export function createRedisConnection({
  url,
  deadlineMs = 20,
  onError = () => {},
  onRecover = () => {},
}: RedisConnectionOptions): RedisConnection {
  const address = parseRedisAddress(url);
  if (!address) throw new RangeError(`the address of Redis is none: expected ${redisForms}`);
  const redis = createClient(address);
  const deadline = createDeadline(deadlineMs);
  const counts: RedisCounts = { answered: 0, refused: 0, late: 0, broken: 0, skipped: 0, opened: 0 };
  let isOpen = true;
  let isStopped = false;
  let isAwayReported = false;
  let refusalReportedAt = -Infinity;
  let failures = 0;
  let failingSince = 0;
  let failedAt = 0;
  let silentProbes = 0;
  let lastError: NodeJS.ErrnoException | undefined;
  let nextProbe = setTimeout(probe, probeEveryMs);

  redis.on('ready', probe);
  redis.on('error', (error: NodeJS.ErrnoException) => {
    lastError = error;
  });
  redis.on('close', () => {
    open(lastError?.message || lastError?.code || 'it closed the connection');
    lastError = undefined;
  });

  function open(reason: string): void {
    if (isStopped) return;
    if (!isOpen) {
      isOpen = true;
      counts.opened++;
      nextProbe = setTimeout(probe, probeEveryMs);
    }
    if (isAwayReported) return;
    isAwayReported = true;
    onError(new Error(`Redis is away: ${reason}. Work goes on without it, and it is tried again until it is back.`));
  }

  function close(): void {
    if (isStopped) return;
    clearTimeout(nextProbe);
    isOpen = false;
    failures = 0;
    silentProbes = 0;
    if (!isAwayReported) return;
    isAwayReported = false;
    onRecover();
  }

  /** Only a PING closes the breaker: of a Redis that is slow or loading, no caller is made to wait for finding that out. */
  function probe(): void {
    clearTimeout(nextProbe);
    if (isStopped) return;
    nextProbe = setTimeout(probe, probeEveryMs);
    if (redis.status === 'ready') void send((client) => client.ping()).then((pong) => (pong ? close() : stayOpen()));
    else if (redis.status === 'connect') stayOpen(); // connected, and the other end never said hello
  }

  function stayOpen(): void {
    open('it does not answer PING');
    if (++silentProbes < maxSilentProbes || isStopped) return;
    silentProbes = 0;
    redis.disconnect(true);
  }

  function fail(sentAt: number, reason: string): void {
    const now = performance.now();
    if (failures === 0) failingSince = sentAt;
    // What was on its way together fails together, and counts once: else a busy node would take each pause of 20 ms for an outage.
    if (failures === 0 || sentAt >= failedAt) {
      failures++;
      failedAt = now;
    }
    if (failures >= maxFailures || now - failingSince >= maxSilenceMs) open(reason);
  }

  function refuse(error: Error): void {
    counts.refused++;
    failures = 0; // an answer all the same
    const now = performance.now();
    if (now - refusalReportedAt < refusalsEveryMs) return;
    refusalReportedAt = now;
    // Not the error itself: it holds the command, so values of clients and the password, and some messages quote it.
    onError(new Error(`Redis refuses a command: ${error.message.split(', with args')[0]}`));
  }

  function send<T>(command: (redis: Commands) => Promise<T>): Promise<T | null> {
    // What is sent within one turn goes out in one write. CPU of a small get with 1 and 32 in flight: 18 and 6 µs; without
    // this 16 and 13; by enableAutoPipelining 24 and 9, and a turn of latency.
    // Of a cluster each node has a connection of its own, of which only the client knows.
    const stream = redis instanceof Redis ? redis.stream : null;
    if (stream?.writableCorked === 0) {
      stream.cork();
      process.nextTick(() => stream.uncork());
    }
    const reply = command(redis);
    return new Promise((resolve) => {
      const waiting = deadline.add(() => {
        counts.late++;
        fail(waiting.since, `no answer within ${deadlineMs} ms`);
        resolve(null);
      });
      reply.then(
        (value) => {
          if (!deadline.remove(waiting)) return;
          counts.answered++;
          failures = 0;
          resolve(value);
        },
        (error: Error) => {
          if (!deadline.remove(waiting)) return;
          if (error instanceof ReplyError) refuse(error);
          else {
            counts.broken++;
            fail(waiting.since, error.message);
          }
          resolve(null);
        },
      );
    });
  }

  return {
    run(command) {
      if (!isOpen) return send(command);
      counts.skipped++;
      return Promise.resolve(null);
    },
    isOpen: () => isOpen,
    counts: () => counts,
    async stop() {
      isStopped = true;
      isOpen = true;
      clearTimeout(nextProbe);
      redis.disconnect();
      deadline.stop();
    },
  };
}
