// Viewers with random rights over random rows, and for each of them a mirror: a tenant that has the rows which that viewer may see,
// and no others. Whoever may see everything in the mirror must be answered as the viewer is answered in the original.
// Invariant: what is visible is worked out here from the rows alone, not by the code under test.
import pg from 'pg';
import { viewerOf } from '../../src/auth/rights.ts';
import { snake, type Table } from '../../src/db/table.ts';
import { type Caller, createCaller } from './nodes.ts';
import type { Random } from './random.ts';
import { allOfThem, idsOf, ours } from './values.ts';
import { firstRows, type Write } from './writes.ts';

export const mirror = 'dddddddd-0000-7000-8000-000000000000';
export const mirrorViewer = viewerOf(mirror, 'key:mirror', {
  scopes: ['*'],
  visibility: 'all',
  userId: null,
  teamId: null,
});

/** As it is written on the key. */
export type Sight = Pick<Caller['viewer'], 'scopes' | 'visibility' | 'userId'>;

export interface SightedCaller {
  readonly key: string;
  readonly sight: Sight;
}

const readable = allOfThem.flatMap(({ scope }) => (scope === undefined ? [] : [`${scope}:read`]));
const personal = ['contacts.pii:read', 'users.pii:read', '*.pii:read'];

/** Two who may see everything, roles as they are usual, and any mixture. */
export function randomSight(random: Random): Sight {
  const userId = random.pick(idsOf('user').slice(0, 3));
  const visibility = random.pick(['all', 'team', 'team', 'own'] as const);
  const some = (scopes: readonly string[], share: number) => scopes.filter(() => random.below(10) < share * 10);
  const scopes = random.pick([
    () => ['*'],
    () => ['*:read', '*.pii:read'],
    () => ['*:read', ...some(personal, 0.3)],
    () => ['deals:read', 'deals:write', ...some(readable, 0.7), ...some(personal, 0.3)],
    () => ['companies:write', ...some(readable, 0.5), ...some(personal, 0.3)],
  ])();
  return { scopes, visibility, userId };
}

const reads = ({ scopes }: Sight, what: string) =>
  scopes.some((scope) => ['*', '*:read', `${what}:read`, `${what}:write`].includes(scope));
const seesAddresses = ({ scopes }: Sight) =>
  scopes.some((scope) => ['*', '*.pii:read', 'contacts.pii:read'].includes(scope));

export interface RightsScene {
  /** Rows as every scene begins with, and then these writes. */
  reset(writes: readonly Write[]): Promise<void>;
  commit(write: Write): Promise<void>;
  caller(sight: Sight): Promise<SightedCaller>;
  /** Makes the mirror; false if the viewer's user is gone, and nothing is visible to anybody. */
  reflect(sight: Sight): Promise<boolean>;
  stop(): Promise<void>;
}

export async function createRightsScene(url: string): Promise<RightsScene> {
  const sql = new pg.Client({ connectionString: url, application_name: 'clientele rights test' });
  await sql.connect();
  await sql.query(`insert into tenant (id, name) values ('${ours}', 'Ours'), ('${mirror}', 'Mirror')`);
  const inReplica = (statements: readonly string[]) =>
    sql.query(['begin', 'set local session_replication_role = replica', ...statements, 'commit'].join(';\n'));
  const clear = (tenantId: string) =>
    allOfThem.map(({ name }) => `delete from "${name}" where tenant_id = '${tenantId}'`);

  async function commit({ statements, isReplica }: Write): Promise<void> {
    await sql.query(isReplica ? 'begin; set local session_replication_role = replica' : 'begin');
    for (const statement of statements) {
      await sql.query('savepoint s');
      await sql.query(statement).catch(() => sql.query('rollback to savepoint s'));
    }
    await sql.query('commit');
  }

  /** Ids of users whose records the viewer sees; null: of all. */
  async function ownersOf({ visibility, userId }: Sight): Promise<string[] | null | undefined> {
    const { rows } = await sql.query<{ team: string | null; gone: boolean }>(
      'select team_id as team, deleted_at is not null as gone from "user" where tenant_id = $1 and id = $2',
      [ours, userId],
    );
    const [user] = rows;
    if (user?.gone) return undefined;
    if (visibility === 'all') return null;
    if (visibility === 'own' || !user?.team) return [userId!];
    const team = await sql.query<{ id: string }>('select id from "user" where tenant_id = $1 and team_id = $2', [
      ours,
      user.team,
    ]);
    return team.rows.map(({ id }) => id);
  }

  function copyOf(table: Table, sight: Sight, owners: readonly string[] | null): string {
    const columns = Object.keys(table.columns).filter((name) => !table.columns[name]!.generated);
    // A search finds no address that the viewer may not see.
    const valueIn = (name: string) =>
      table.name === 'contact' && name === 'email' && !seesAddresses(sight) ? `''` : `"${snake(name)}"`;
    // What filters may compare is defined for all, whoever sees the list of definitions.
    const isHidden = table.name !== 'custom_field' && table.scope !== undefined && !reads(sight, table.scope);
    const isSeen = isHidden
      ? 'false'
      : owners !== null && 'ownerId' in table.columns
        ? `owner_id in (${owners.map((id) => `'${id}'`).join() || 'null'})`
        : 'true';
    return `insert into "${table.name}" (tenant_id, ${columns.map((name) => `"${snake(name)}"`).join()})
      select '${mirror}', ${columns.map(valueIn).join()} from "${table.name}" where tenant_id = '${ours}' and ${isSeen}`;
  }

  return {
    commit,
    async reset(writes) {
      await sql.query('rollback');
      await inReplica([...clear(ours), ...firstRows().filter((text) => text.includes(ours))]);
      for (const write of writes) await commit(write);
    },
    async caller(sight) {
      const { key } = await createCaller(url, ours, sight.scopes, sight);
      return { key, sight };
    },
    async reflect(sight) {
      const owners = await ownersOf(sight);
      if (owners === undefined) return false;
      await inReplica([...clear(mirror), ...allOfThem.map((table) => copyOf(table, sight, owners))]);
      return true;
    },
    stop: () => sql.end(),
  };
}
