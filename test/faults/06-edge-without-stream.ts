// An edge hears nothing of changes any more, by a line that breaks or one that swallows, while requests go through: it serves from its
// cache for Δ at most, then asks its origin; a key that is revoked meanwhile is refused.
import { setTimeout as pause } from 'node:timers/promises';
import { type EdgeLine, openEdgeLine } from '../support/edge-nodes-line.ts';
import { createAsker } from '../support/nodes.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

/** Δ and the time for a read to be answered: docs/edge.md. */
const servedWithinMs = 1_100;
const refusedWithinMs = 5_000;
const cutMs = 8_000;

/** Of the stage that stands, an edge each. */
const lines: EdgeLine[] = [];

export const edgeWithoutStream: Scenario = {
  number: 6,
  name: 'an edge is cut from the stream alone',
  stage: {
    async originOfEdges(port) {
      const line = await openEdgeLine(port);
      lines.push(line);
      return line;
    },
  },
  async run(stage, seed) {
    const [edge] = stage.edges;
    const line = lines.at(-stage.edges.length)!;
    const asker = createAsker();
    let refusedAfterMs = Number.POSITIVE_INFINITY;
    const passed = await underFault(stage, seed, {
      recoveredWithinMs: 2_000,
      async fault(chance) {
        const [doomed] = await stage.createTenants(1, 1);
        const asked = { key: doomed!.key, query: '{ viewer { tenant { name } } }' };
        await asker.ask(edge!, asked);
        if (chance.once(2)) line.cut();
        line.stall();
        const untilMs = monotonicMs() + cutMs;
        await stage.sql('update api_key set revoked_at = now() where tenant_id = $1', [doomed!.id]);
        const revokedMs = monotonicMs();
        while (monotonicMs() < untilMs) {
          const { status } = await asker.ask(edge!, asked);
          if (status === 401) refusedAfterMs = Math.min(refusedAfterMs, monotonicMs() - revokedMs);
          await pause(50);
        }
        line.resume();
      },
    });
    asker.stop();
    const { verdict, load, fault } = passed;
    const hits = load.answered.filter(
      ({ node, isHit, startMs, endMs }) =>
        node === edge!.name && isHit && startMs >= fault.fromMs && endMs < fault.toMs,
    );
    const lastMs = Math.max(0, ...hits.map(({ startMs }) => startMs - fault.fromMs));
    return adding(
      verdict,
      [
        `last hit at the edge ${(lastMs / 1000).toFixed(2)} s after the cut, revoked key refused after ${(refusedAfterMs / 1000).toFixed(1)} s`,
      ],
      [],
      [
        lastMs > servedWithinMs && `the edge served from its cache ${lastMs.toFixed(0)} ms after the cut`,
        refusedAfterMs > refusedWithinMs && `the revoked key was refused after ${refusedAfterMs} ms`,
      ],
    );
  },
};
