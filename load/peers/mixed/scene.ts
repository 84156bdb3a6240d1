// The tenant as it is before the run: the rows that operations are made of and that writes start from.
import pg from 'pg';

export type RecordType = 'company' | 'contact' | 'deal';
export type Value = string | number | null;

/** A record with the values that the bench filters by, orders by or writes. */
export interface SceneRow {
  readonly id: string;
  readonly values: Readonly<Record<string, Value>>;
}

export interface Stage {
  readonly id: string;
  readonly pipelineId: string;
  readonly status: string;
}

export interface Scene {
  readonly company: readonly SceneRow[];
  readonly contact: readonly SceneRow[];
  readonly deal: readonly SceneRow[];
  readonly stages: readonly Stage[];
  readonly userIds: readonly string[];
}

const columns: Readonly<Record<RecordType, Readonly<Record<string, string>>>> = {
  company: { employees: 'employees', ownerId: 'owner_id' },
  contact: { title: 'title', companyId: 'company_id' },
  deal: {
    amount: 'amount_minor',
    currency: 'amount_currency',
    stageId: 'stage_id',
    ownerId: 'owner_id',
    companyId: 'company_id',
    status: 'status',
  },
};

/** In an order that has nothing to do with ids, and is the same in every run. */
export async function readScene(databaseUrl: string, tenantId: string): Promise<Scene> {
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c app.tenant_id=${tenantId}` });
  await client.connect();
  const query = async <Row extends object>(text: string): Promise<Row[]> =>
    (await client.query<Row>(text, [tenantId])).rows;
  const records = async (type: RecordType): Promise<SceneRow[]> => {
    const list = Object.values(columns[type]).join(', ');
    const found = await query<{ id: string } & Record<string, Value>>(
      `select id, ${list} from ${type} where tenant_id = $1 and deleted_at is null order by md5(id::text)`,
    );
    return found.map((row) => ({
      id: row.id,
      values: Object.fromEntries(
        Object.entries(columns[type]).map(([name, column]) => {
          const value = row[column] ?? null;
          return [name, name === 'amount' && value !== null ? Number(value) : value]; // 64 bits come as text
        }),
      ),
    }));
  };
  try {
    return {
      company: await records('company'),
      contact: await records('contact'),
      deal: await records('deal'),
      stages: await query<Stage>(
        'select id, pipeline_id as "pipelineId", status from stage where tenant_id = $1 and deleted_at is null order by pipeline_id, position',
      ),
      userIds: (
        await query<{ id: string }>(
          'select id from "user" where tenant_id = $1 and deleted_at is null order by md5(id::text)',
        )
      ).map(({ id }) => id),
    };
  } finally {
    await client.end();
  }
}
