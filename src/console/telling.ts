// From what the parts of a node count to the state that its console is told.
// Invariant: nothing is reckoned but when it is told, to whoever looks: without them all of this costs nothing.
import type { EdgeReading } from '../http/edge-roll.ts';
import type { CacheReadings } from '../observability/cache-metrics.ts';
import type { FlowReadings } from '../observability/flow-metrics.ts';
import type { Latency } from '../observability/latency.ts';
import type { LiveReadings } from '../observability/live-metrics.ts';
import type { RedisReadings } from '../observability/redis-metrics.ts';
import type { RequestLog } from '../observability/request-log.ts';
import { createDelta } from './delta.ts';
import type { ConsoleState, Vitals } from './state.ts';

/** What the parts of a node count. Null: it has no such part. */
export interface ConsoleReadings extends CacheReadings {
  readonly redis: RedisReadings | null;
  readonly flow: FlowReadings | null;
  readonly live: LiveReadings | null;
}

export interface TellingOptions {
  readonly role: 'origin' | 'edge';
  readonly build: string;
  /** Of answers in memory. */
  readonly mostBytes: number;
  readonly requests: RequestLog;
  readonly metrics: {
    readings(): ConsoleReadings;
    /** From the last write of a transaction until the node has applied it. */
    readonly propagation: Latency;
    /** From a write until its subscribers are told. */
    readonly lag: Latency;
  };
  /** @default it has no database */
  readonly vitals?: () => Vitals;
  /** @default it has no edges */
  readonly edges?: () => readonly EdgeReading[];
  /** What an edge stands in front of. */
  readonly origin?: { readonly url: string; isThere(): boolean };
}

const mostOperations = 25;

/** For one who looks: each state says what came since the one before. */
export function createTelling(options: TellingOptions, now = () => performance.now()): () => ConsoleState {
  const { role, build, mostBytes, requests, metrics, vitals, edges, origin } = options;
  const since = createDelta();
  let toldMs = now();
  let lastRequest = 0;

  return () => {
    const readings = metrics.readings();
    const { answers, refreshes, steps, flow, live, redis, shared } = readings;
    const nowMs = now();
    const seconds = (nowMs - toldMs) / 1_000;
    toldMs = nowMs;
    const asked = requests.since(lastRequest);
    lastRequest = asked.at(-1)?.id ?? lastRequest;
    const { cached, executed, written } = requests.latency;
    return {
      at: Date.now(),
      seconds,
      node: {
        role,
        build,
        upSeconds: process.uptime(),
        origin: origin?.url ?? null,
        isOriginThere: origin?.isThere() ?? true,
      },
      outcomes: since.counts('outcome', readings.requests),
      latency: {
        cached: since.latency('cached', cached),
        executed: since.latency('executed', executed),
        written: since.latency('written', written),
      },
      feed: {
        isLive: readings.isLive,
        ageMs: Math.min(readings.ageSeconds * 1_000, Number.MAX_SAFE_INTEGER),
        frames: since.number('frame', steps['frame'] ?? 0),
        resets: since.number('reset', steps['reset'] ?? 0),
        changes: since.number('change', readings.changes),
        propagation: since.latency('propagation', metrics.propagation),
        sources: readings.sourceAges,
      },
      store: {
        entries: readings.entries,
        bytes: readings.bytes,
        mostBytes,
        tags: readings.tags,
        hot: readings.hotEntries,
        refreshed: since.number('refreshed', refreshes['refreshed'] ?? 0),
        stored: since.number('stored', answers['stored'] ?? 0),
        refused: since.number('refused', answers['refused'] ?? 0),
      },
      spend: flow && {
        points: since.number('points', requests.points()),
        refusals: since.counts('refusal', flow.refusals),
        waitingForPoints: flow.waitingForPoints,
        waitingForTurns: flow.waitingForTurns,
        running: flow.running,
        limit: Number.isFinite(flow.limit) ? flow.limit : null,
      },
      live: live && {
        subscribers: live.subscribers,
        groups: live.groups,
        events: since.number('event', live.events),
        deliveries: since.number('delivery', live.deliveries),
        coalesced: since.number('coalesced', live.coalesced),
        lag: since.latency('lag', metrics.lag),
      },
      edges: edges?.() ?? null,
      postgres: vitals?.() ?? null,
      redis: redis && {
        isOpen: redis.isOpen,
        commands: since.counts('command', redis.commands),
        shared: since.counts('shared', shared ?? {}),
      },
      operations: requests.top.list(mostOperations, nowMs),
      requests: asked,
      variablesShownSeconds: Math.ceil(requests.variablesShownMs() / 1_000),
    };
  };
}
