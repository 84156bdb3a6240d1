// ENTER, UPDATE and LEAVE, applied to a list as it was, make the list as it is: whatever is written, and whatever the filter.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LiveScene, startLiveScene } from '../support/live-scene.ts';
import { createRandom } from '../support/random.ts';
import { until } from '../support/until.ts';

let scene: LiveScene;

beforeAll(async () => {
  scene = await startLiveScene();
});
afterAll(() => scene?.stop());

const filters = [
  null,
  { employees: { gte: 50 } },
  { employees: { isNull: true } },
  { not: { employees: { lt: 50 } } },
  { or: [{ name: { startsWith: 'a' } }, { city: { eq: 'Rome' } }] },
  { deletedAt: { isNull: false } },
];

interface Told {
  readonly companyChanged: { readonly transition: string; readonly recordId: string };
}

it('of any list', async () => {
  const { api } = scene;
  const random = createRandom(11);
  const [{ id: tenantId }] = api.tenants;
  const query = 'subscription ($filter: CompanyFilter) { companyChanged(filter: $filter) { transition recordId } }';
  const listeners = await Promise.all(filters.map((filter) => scene.listen<Told>(query, { variables: { filter } })));
  const ids = Array.from({ length: 8 }, () => random.id());
  for (const id of ids)
    await api.sql('insert into company (tenant_id, id, name) values ($1, $2, $3)', [tenantId, id, 'alpha']);
  for (let count = 0; count < 300; count++) {
    const [column, value] = random.pick([
      ['employees', random.pick([null, 0, 49, 50, 100])],
      ['city', random.pick([null, 'Rome', 'rome', 'Oslo'])],
      ['name', random.pick(['alpha', 'Beta', 'Argo'])],
      ['deleted_at', random.pick([null, '2024-01-01T00:00:00Z'])],
    ] as const);
    await api.sql(`update company set ${column} = $3 where tenant_id = $1 and id = $2`, [
      tenantId,
      random.pick(ids),
      value,
    ]);
  }
  // The last that all are told of, whatever their filter: a statement over 500 rows.
  await api.sql(
    `insert into company (tenant_id, id, name, deleted_at) select $1, gen_random_uuid(), 'z', null from generate_series(1, 501)`,
    [tenantId],
  );
  await until(() => listeners.every(({ told }) => told.at(-1)?.data?.companyChanged.recordId === null));
  for (const [index, filter] of filters.entries()) {
    const list = new Set<string>();
    for (const { data } of listeners[index]!.told) {
      const { transition, recordId } = data!.companyChanged;
      if (recordId === null) continue;
      expect(list.has(recordId), JSON.stringify({ filter, transition })).toBe(transition !== 'ENTER');
      if (transition === 'LEAVE') list.delete(recordId);
      else list.add(recordId);
    }
    const { companies } = await api.ask<{ companies: { nodes: { id: string }[] } }>(
      'query ($filter: CompanyFilter) { companies(first: 100, filter: $filter) { nodes { id } } }',
      { filter: { and: [...(filter ? [filter] : []), { id: { in: ids } }] } },
    );
    expect([...list].sort(), JSON.stringify(filter)).toEqual(companies.nodes.map(({ id }) => id).sort());
  }
});
