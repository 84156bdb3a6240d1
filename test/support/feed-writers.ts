// Writes that a feed is to deliver, and what it delivered of them.
import type pg from 'pg';
import { isVisible, type Position } from '../../src/cache/position.ts';
import type { CommittedChange, Step } from '../../src/changes/frame.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createRandom } from './random.ts';

type Sql = Pick<pg.ClientBase, 'query'>;

export interface FeedWriters {
  readonly tenantId: string;
  /** Adds a team of that id. */
  add(id?: string, client?: Sql): Promise<void>;
  /** Transactions of all kinds at once, committed in an order that has nothing to do with that of their ids. */
  writeAtRandom(seed: number, transactionsEach: number): Promise<void>;
  /** Numbers of all changes that a reader at `position` had not seen, as the table has them. */
  committedSince(position: Position): Promise<number[]>;
}

export async function createFeedWriters(sql: pg.Pool): Promise<FeedWriters> {
  const tenantId = newId();
  await sql.query('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);

  async function add(id = newId(), client: Sql = sql): Promise<void> {
    await client.query('insert into team (tenant_id, id, name) values ($1, $2, $2::uuid::text)', [tenantId, id]);
  }

  async function writeOne(client: pg.PoolClient, random: ReturnType<typeof createRandom>): Promise<void> {
    const mine = newId();
    await client.query('begin');
    await add(mine, client);
    for (let turn = random.below(4); turn > 0; turn--) {
      await client.query('savepoint s');
      const text = 'update team set name = $2 where id = $1';
      await client.query({ name: 'rename', text, values: [mine, newId()] });
      await client.query('update team set region = $2 where tenant_id = $1', [newId(), 'nobody']);
      if (random.once(2)) await client.query('rollback to savepoint s');
      if (random.once(3)) await add(newId(), client);
    }
    await client.query(random.once(4) ? 'rollback' : 'commit');
  }

  return {
    tenantId,
    add,
    async writeAtRandom(seed, transactionsEach) {
      const work = async (writer: number) => {
        const random = createRandom(seed + writer);
        for (let n = 0; n < transactionsEach; n++) {
          const client = await sql.connect();
          await writeOne(client, random).finally(() => client.release());
        }
      };
      await Promise.all(Array.from({ length: 8 }, (_, writer) => work(writer)));
    },
    async committedSince(position) {
      const { rows } = await sql.query<{ seq: string; xid: string }>('select seq, xid from change order by seq');
      return rows.filter(({ xid }) => !isVisible(Number(xid), position)).map(({ seq }) => Number(seq));
    },
  };
}

export const idsOf = (changes: readonly CommittedChange[]) => changes.map(({ id }) => id);

/** Numbers of all changes in the steps, rising. */
export const arrivedIn = (steps: readonly Step[]) =>
  steps.flatMap(({ changes }) => changes.map(({ seq }) => seq)).sort((a, b) => a - b);
