// The worker sweeps what is kept for a time, of all tenants, and nothing that is still of use.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startHousekeeping } from '../../src/commands/housekeeping.ts';
import { createPool } from '../../src/db/pool.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { until } from '../support/until.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

it('old replies, old documents of clients and old deliveries go; younger ones stay', async () => {
  for (const { id } of api.tenants) {
    await api.sql(
      `insert into idempotent_reply (tenant_id, key, request_hash, created_at)
        select $1, age || 'h', 'x', now() - age * interval '1 hour' from unnest('{1,23,25,100}'::int[]) age`,
      [id],
    );
    await api.sql(
      `insert into webhook_endpoint (tenant_id, id, url, subscription, owner, owner_scopes, owner_visibility, secret)
        values ($1, $1, 'https://receiver.test/', 'x', 'key:x', '{*}', 'all', 'x')`,
      [id],
    );
    await api.sql(
      `insert into webhook_delivery (tenant_id, id, endpoint_id, event_id, cause, seq, record_id, at, due_at, expires_at, state, finished_at)
        select $1, gen_random_uuid(), $1, age || 'd', 'event', 0, gen_random_uuid(), now(), now(), now(),
          case when age = 0 then 'pending' else 'failed' end, case when age > 0 then now() - age * interval '1 day' end
        from unnest('{0,29,31}'::int[]) age`,
      [id],
    );
  }
  await api.sql(
    `insert into persisted_operation (id, text, source, registered_at)
      select encode(sha256(convert_to(source || age, 'UTF8')), 'hex'), source || age, source, now() - age * interval '1 day'
      from unnest('{apq,manifest}'::text[]) source, unnest('{29,31}'::int[]) age`,
  );
  const pool = createPool({ url: api.databaseUrl, role: 'clientele_worker', max: 1 });
  const errors: unknown[] = [];
  const house = startHousekeeping({ pool, onError: (error) => errors.push(error) });
  const deliveries = () => api.sql<{ key: string }>('select event_id as key from webhook_delivery');
  await until(async () => errors.length > 0 || (await deliveries()).length === 4);
  await house.stop();
  await pool.end();
  expect(errors).toEqual([]);
  const keysOf = (rows: { key: string }[]) => rows.map(({ key }) => key).toSorted();
  expect(keysOf(await deliveries())).toEqual(['0d', '0d', '29d', '29d']);
  expect(keysOf(await api.sql('select key from idempotent_reply'))).toEqual(['1h', '1h', '23h', '23h']);
  expect(keysOf(await api.sql('select text as key from persisted_operation'))).toEqual([
    'apq29',
    'manifest29',
    'manifest31',
  ]);
});
