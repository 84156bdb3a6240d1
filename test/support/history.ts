// A history under load: registers (titles of contacts, and the company that each belongs to) are written by mutations on all nodes
// and with SQL, and read in every mode. What happened is logged for history-check.ts; the order of commits is read from the change table.
import type { History, Version } from './history-check.ts';
import { createClients, type HistoryLog, lists, registers } from './history-clients.ts';
import { type createAsker, createCaller, type Node } from './nodes.ts';
import { onServer } from './postgres.ts';
import { createRandom } from './random.ts';
import { ours } from './values.ts';

export interface HistoryOptions {
  /** A superuser's, to a migrated database. */
  readonly databaseUrl: string;
  readonly nodes: readonly Pick<Node, 'port'>[];
  readonly asker: ReturnType<typeof createAsker>;
  readonly seed: number;
  /** Codes that requests may be refused with now; NO_ANSWER: their connection may break. @default none */
  readonly mayRefuse?: () => readonly string[];
}

export interface Recording extends Pick<HistoryLog, 'counts' | 'defects'> {
  /** Writes and reads until told otherwise, or too much is wrong. */
  run(isEnough: () => boolean): Promise<void>;
  /** All of it until now. */
  history(): Promise<History>;
}

/** More of the same says no more. */
const mostDefects = 20;

export async function recordHistory(options: HistoryOptions): Promise<Recording> {
  const { databaseUrl, nodes, asker, seed, mayRefuse = () => [] } = options;
  const log: HistoryLog = {
    writes: [],
    reads: [],
    defects: [],
    counts: { mutations: 0, transactions: 0, rolledBack: 0, refused: new Map(), outcomes: new Map() },
  };
  const from = await onServer(databaseUrl, async (sql) => {
    const { rows } = await sql.query<{ seq: string }>('select last_value as seq from change_seq');
    await sql.query(`insert into tenant (id, name) values ('${ours}', 'One') on conflict do nothing`);
    for (const id of lists)
      await sql.query(
        `insert into company (tenant_id, id, name) values ('${ours}', '${id}', 'List') on conflict do nothing`,
      );
    await sql.query('delete from contact where id = any($1)', [registers]);
    for (const id of registers)
      await sql.query(
        `insert into contact (tenant_id, id, last_name, title, company_id) values ('${ours}', '${id}', 'Register', 'at first', '${lists[0]}')`,
      );
    return rows[0]!.seq;
  });
  const { key } = await createCaller(databaseUrl, ours);
  const clients = createClients({ log, nodes, asker, key, databaseUrl, mayRefuse });
  let runs = 0;

  return {
    counts: log.counts,
    defects: log.defects,
    async run(isEnough) {
      const isOver = () => isEnough() || log.defects.length >= mostDefects;
      const start = seed + 1_000 * ++runs;
      const chance = (nth: number) => createRandom(start + nth);
      await Promise.all([
        ...nodes.flatMap((_, node) =>
          [1, 2].map((nth) => clients.reader(chance(10 * node + nth), 'plain', isOver, node)),
        ),
        clients.reader(chance(100), 'strong', isOver),
        ...['m', 'n', 'o'].map((name, nth) => clients.session(name, chance(200 + nth), isOver)),
        ...['p', 'q'].map((name, nth) => clients.operator(name, chance(300 + nth), isOver)),
      ]);
    },
    async history() {
      const versions = await onServer(databaseUrl, async (sql) => {
        const { rows } = await sql.query<Version>(
          `select id as register, after ->> 'title' as value, after ->> 'company_id' as list from change
            where tenant_id = $1 and type = 'contact' and op <> 'delete' and id = any($2) and seq > $3 order by seq`,
          [ours, registers, from],
        );
        return rows;
      });
      return { writes: log.writes, reads: log.reads, versions };
    },
  };
}
