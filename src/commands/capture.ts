// Whether every write is told: each table that answers are read from has its capture, on this very server. Without it answers would be
// kept for ever after they were changed, and nobody would notice; so whoever needs the change feed does not start.
import '../auth/tables.ts'; // no entities, but they decide on who is answered, and what they are told
import '../crm/index.ts';
import { allTables, snake } from '../db/table.ts';
import { OperatorError } from '../lib/operator-error.ts';

interface Asked {
  query<Row>(text: string, values?: unknown[]): Promise<{ readonly rows: Row[] }>;
}

export const capturedTables = allTables().map(({ name }) => snake(name));

const operations = ['insert', 'update', 'delete', 'truncate'];

/** Enabled always, or whoever replicates writes past it. A table that is not there is none of this question. */
const lacking = `select c.relname as name from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) and (
    select count(*) from pg_trigger t join pg_proc p on p.oid = t.tgfoid
    where t.tgrelid = c.oid and t.tgname = any ($2) and p.proname = 'capture_change' and t.tgenabled = 'A') < $3 order by 1`;

const hasCitus = `select to_regclass('pg_catalog.pg_dist_partition') is not null as has`;

/** Their rows, or the changes of them, are on other servers, whose transaction ids mean nothing here. */
const distributed = `select c.relname as name from pg_catalog.pg_dist_partition d join pg_class c on c.oid = d.logicalrelid
  where c.relnamespace = 'public'::regnamespace and c.relname = any ($1) order by 1`;

/** Throws if writes to some of the tables are told to nobody. */
export async function checkCapture(database: Asked): Promise<void> {
  const namesOf = async (text: string, values: unknown[]) =>
    (await database.query<{ name: string }>(text, values)).rows.map(({ name }) => name).join(', ');
  const bare = await namesOf(lacking, [capturedTables, operations.map((each) => `capture_${each}`), operations.length]);
  if (bare !== '') {
    throw new OperatorError(
      `Writes to ${bare} are not captured: the triggers of clientele are missing there, or not enabled always, so answers would be served that are no longer true. ` +
        'Compare with migrations/schema.txt, put back what is missing (`call capture_changes(…)`), and then `select bump_change_epoch()`.',
    );
  }
  const [row] = (await database.query<{ has: boolean }>(hasCitus)).rows;
  const elsewhere = row?.has ? await namesOf(distributed, [[...capturedTables, 'change']]) : '';
  if (elsewhere !== '') {
    throw new OperatorError(
      `Citus has distributed ${elsewhere}: writes on workers are not captured, so answers would be served that are no longer true. ` +
        'Give every set of tenants a PostgreSQL of its own: deploy/citus/README.md.',
    );
  }
}
