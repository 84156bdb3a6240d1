// The filter of a subscription, judged in memory on images of the change log, is the filter of the list, judged by PostgreSQL.
import fc from 'fast-check';
import { coerceInputValue, type GraphQLInputType } from 'graphql';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ChangeRow } from '../../src/changes/row.ts';
import { changeOf } from '../../src/changes/row.ts';
import type { Filter } from '../../src/db/filter.ts';
import { imagesOf } from '../../src/db/image.ts';
import { matcherOf } from '../../src/db/matcher.ts';
import { unlimited } from '../../src/db/rights.ts';
import type { Table } from '../../src/db/table.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { filters } from '../support/filter-arbitrary.ts';
import { listOf, type Page, pageDocument, schema } from '../support/lists.ts';
import { createWorld, type World } from '../support/world.ts';

let api: TestApi;
let world: World;

beforeAll(async () => {
  api = await startApi();
  world = await createWorld(api.sql, api.tenants[0].id);
});
afterAll(() => api?.stop());

/** As the change log has them. */
async function imagesIn(table: Table) {
  const rows = await api.sql<ChangeRow>(
    `select '${table.name}' as type, id, 'insert' as op, null as before, to_jsonb(t) as after from "${table.name}" t where tenant_id = $1`,
    [api.tenants[0].id],
  );
  return rows.map((row) => imagesOf(table.columns, changeOf(row)).is!);
}

it.each(['company', 'contact', 'deal', 'activity'])('any filter of a %s', async (name) => {
  const list = listOf(name);
  const table: Table = list.table;
  const images = await imagesIn(table);
  const type = schema.getType(`${table.typename}Filter`) as GraphQLInputType;
  let matched = 0;
  await fc.assert(
    fc.asyncProperty(filters(world, table, 2, false), async (filter) => {
      const { page } = await api.ask<{ page: Page }>(pageDocument(list), { first: 100, filter });
      const matches = matcherOf(table, coerceInputValue(filter, type) as Filter, unlimited);
      const ids = images
        .filter(matches)
        .map((image) => image['id'])
        .sort();
      expect(ids, JSON.stringify(filter)).toEqual(page.nodes.map(({ id }) => id).sort());
      matched += ids.length;
    }),
    { seed: 6, numRuns: 60 },
  );
  expect(matched).toBeGreaterThan(60);
});
