import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createWorld, type World } from '../support/world.ts';

let api: TestApi;
let world: World;
beforeAll(async () => {
  api = await startApi();
  world = await createWorld(api.sql, api.tenants[0].id);
});
afterAll(() => api?.stop());

it('works', async () => {
  const t = performance.now();
  const r = await api.ask<any>('{ companies(first: 100) { totalCount nodes { id name owner { name } contacts { nodes { name } } } } }');
  console.log(r.companies.totalCount, performance.now() - t, world.rows.company.length);
  for (const name of ['query A { viewer { tenant { name } } }']) console.log(await api.query(name));
  console.log(await api.measure('{ companies(first: 100) { totalCount nodes { id name owner { name } contacts { nodes { name } } } } }').then((x) => [x.statements, x.tags.size]));
  await createWorld(api.sql, api.tenants[1].id, { isDense: true, seed: 2, mark: 'canary-' });
  console.log(performance.now() - t);
});
