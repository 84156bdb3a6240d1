// Judges what nodes would serve. Quiet: every entry that a node would serve equals a fresh execution. Under way: an entry that
// is still valid when its node knows all that a fresh execution saw must equal that, as the doctor asks it in production.
import type pg from 'pg';
import type { Outcome } from '../../src/api/execute.ts';
import type { Cache } from '../../src/cache/cache.ts';
import type { Answer, Entry } from '../../src/cache/entry.ts';
import { covers, parsePosition, printPosition } from '../../src/cache/position.ts';
import type { Node } from './nodes.ts';
import { until } from './until.ts';

export interface JudgeCounts {
  /** Entries compared while nothing moved, and those of them that the node would not have served. */
  checked: number;
  unservable: number;
  /** Entries compared while everything moved. */
  sampled: number;
  /** Those whose node had invalidated them by the time it could be told. */
  outdated: number;
}

export interface Judge {
  /** Nothing may be written meanwhile. Answers what is wrong. */
  compareAll(nodes: readonly Node[]): Promise<string[]>;
  /** One entry of the node, while others write. */
  sample(cache: Cache, entry: Entry): Promise<string | null>;
  readonly counts: JudgeCounts;
}

/** Executions at once: more only wait for connections. */
const atOnce = 6;

export function createJudge(sql: pg.Pool): Judge {
  const counts: JudgeCounts = { checked: 0, unservable: 0, sampled: 0, outdated: 0 };

  async function describe(node: number | null, entry: Entry, fresh: Answer): Promise<string> {
    const { stamp, question } = entry;
    const { rows } = await sql.query(
      `select xid::text, type, id, op, before, after from change where tenant_id = $1 and xid >= $2::text::xid8 order by seq desc limit 12`,
      [question.tenantId, String(stamp.position.xmin)],
    );
    const { reading } = fresh.made as Outcome;
    return [
      `${node === null ? 'A node' : `Node ${node}`} would serve what is not true.`,
      `asked as: ${entry.aliases.join('\n') || '(by its key alone)'}`,
      `kept, valid at ${printPosition(stamp.position)}:\n  ${entry.body}`,
      `fresh, at ${fresh.reading ? printPosition(fresh.reading.position) : 'no position'}:\n  ${String(fresh.body)}`,
      `tags now: ${[...(reading?.tags ?? [])].sort().join(' ')}`,
      `last changes:\n${rows.map((row) => `  ${JSON.stringify(row)}`).join('\n')}`,
    ].join('\n');
  }

  const isSame = (entry: Entry, { body }: Answer) => body !== null && entry.body.equals(Buffer.from(body));

  return {
    counts,
    async compareAll(nodes) {
      const wrong: string[] = [];
      /** A key asks the same on all nodes, and nothing is written: one execution is enough. */
      const fresh = new Map<string, Promise<Answer>>();
      const work = nodes.flatMap(({ cache }, node) =>
        [...cache.store.entries()].map((entry) => async () => {
          if (!cache.isServable(entry)) {
            counts.unservable++;
            return;
          }
          const asked = fresh.get(entry.key) ?? entry.question.run();
          fresh.set(entry.key, asked);
          const answer = await asked;
          if (!isSame(entry, answer)) wrong.push(await describe(node, entry, answer));
          counts.checked++;
        }),
      );
      await Promise.all(
        Array.from({ length: atOnce }, async () => {
          for (let each = work.pop(); each; each = work.pop()) await each();
        }),
      );
      return wrong;
    },

    async sample(cache, entry) {
      const fresh = await entry.question.run();
      if (!fresh.reading) return null;
      counts.sampled++;
      // Not where it was read: TRUNCATE shows in snapshots from before it.
      const { rows } = await sql.query<{ now: string }>('select pg_current_snapshot()::text as now');
      const now = parsePosition(rows[0]!.now);
      await until(() => covers(cache.table.position(), now), { what: 'that the node catches up with a read' });
      if (!cache.isServable(entry)) counts.outdated++;
      else if (!isSame(entry, fresh)) return describe(null, entry, fresh);
      return null;
    },
  };
}
