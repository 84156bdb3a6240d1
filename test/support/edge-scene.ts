// Origins and edges in one process over one database, as a deployment runs them, with a line between them that can fail.
// Invariant: whatever a test starts here is stopped by stop(), and is over within a second.

import type pg from 'pg';
import { covers, type Position, parsePosition } from '../../src/cache/position.ts';
import { hashTags } from '../../src/cache/tag-hash.ts';
import type { Stamp, TagTable } from '../../src/cache/tag-table.ts';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper } from './api.ts';
import { type EdgeLine, openEdgeLine } from './edge-line.ts';
import { until } from './until.ts';
import { withoutLimits } from './without-limits.ts';

export const edgeKey = 'the edge key of the tests, 32 characters';

export function startEdgeOrigin(databaseUrl: string, { port = 0, key = edgeKey as string | null } = {}) {
  const config = readConfig({
    PORT: String(port),
    LOG_LEVEL: 'silent',
    POOL_MAX: '2',
    EDGE_KEY: key ?? undefined,
    ...withoutLimits,
  });
  return startOrigin({ config, databaseUrl, pepper, graphiql: null });
}

export function startTestEdge(originUrl: string): Promise<RunningEdge> {
  return startEdge({ config: readConfig({ PORT: '0', LOG_LEVEL: 'silent' }), originUrl, edgeKey });
}

export interface EdgeScene {
  readonly line: EdgeLine;
  readonly origin: RunningOrigin;
  readonly edges: readonly RunningEdge[];
  /** On the same port. */
  restartOrigin(): Promise<void>;
  /** Everything that was committed before the call is in the tables of all edges, and they are live. */
  caughtUp(withinMs?: number): Promise<void>;
  /** Longest that anything took to stop. */
  stop(): Promise<number>;
}

export async function startEdgeScene(databaseUrl: string, sql: pg.Pool, count = 1): Promise<EdgeScene> {
  let origin = await startEdgeOrigin(databaseUrl);
  const line = await openEdgeLine(origin.port);
  const edges = await Promise.all(Array.from({ length: count }, () => startTestEdge(line.url)));
  const scene: EdgeScene = {
    line,
    get origin() {
      return origin;
    },
    edges,
    async restartOrigin() {
      const { port } = origin;
      await origin.stop();
      origin = await startEdgeOrigin(databaseUrl, { port });
    },
    async caughtUp(withinMs = 5_000) {
      const now = await positionOf(sql);
      const isThere = ({ cache }: RunningEdge) => cache.isLive() && covers(cache.table.position(), now);
      await until(() => edges.every(isThere), { withinMs, what: 'that all edges know of what was committed' });
    },
    async stop() {
      const took: number[] = [];
      const timed = async (running: { stop(): Promise<void> }) => {
        const beganMs = performance.now();
        await running.stop();
        took.push(performance.now() - beganMs);
      };
      // The origin first: its streams are open.
      await timed(origin);
      await Promise.all(edges.map(timed));
      await line.stop();
      return Math.max(...took);
    },
  };
  await scene.caughtUp();
  return scene;
}

export async function positionOf(sql: pg.Pool): Promise<Position> {
  const { rows } = await sql.query<{ now: string }>('select pg_current_snapshot()::text as now');
  return parsePosition(rows[0]!.now);
}

/** What a reader kept who read now what depends on these. */
export function stampOf(table: TagTable, tenantId: string, ...tags: string[]): Stamp {
  const [identity, position] = [table.identity()!, table.position()];
  return { identity, tenantId, tags: hashTags(tenantId, tags), position, verified: -1 };
}
