// Merging duplicates: every reference to them points at the survivor, those that are there and those that come later.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createReferences, type References, sampleInput } from '../support/write-samples.ts';
import { done, type Entity, entity, everyEntity, get, schema, startRival } from '../support/writes-api.ts';

const mergeable: readonly Entity[] = everyEntity.filter(
  ({ many }) => `merge${many}` in schema.getMutationType()!.getFields(),
);

let api: TestApi;
let references: References;

beforeAll(async () => {
  api = await startApi({ poolMax: 8 });
  references = await createReferences(api);
});
afterAll(() => api?.stop());

const make = async (typename: string, input: object) => (await done(api, `create${typename}`, { input })).id;
const company = (input: object = {}) => make('Company', { name: 'Company', ...input });
const merge = (of: Entity, into: string, ids: string[], more: object = {}) =>
  done(api, `merge${of.many}`, { into, ids, ...more }, of.everything);
const mergeCompanies = (into: string, ids: string[], more?: object) => merge(entity('company'), into, ids, more);

describe.each(mergeable.map((each) => [each.typename, each] as const))('%s', (typename, of) => {
  const bare = (mark: string) => ({
    ...sampleInput(of, of.create, 0, references, mark, true),
    ...(of.name === 'contact' && { firstName: mark }),
  });

  it('moves every reference there is, in foreign keys and by type and id', async () => {
    const ids = [
      await make(typename, bare('a')),
      await make(typename, bare('b')),
      await make(typename, bare('c')),
    ] as const;
    const [into, one, other] = ids;
    const links = await referencesTo(of.name);
    expect(links.length).toBeGreaterThan(2);
    for (const { table, column, type } of links) await pointAt(table, column, type, of.name, ids);
    await merge(of, into, [one, other]);
    for (const { table, column } of links) {
      const left = await api.sql(`select from "${table}" where "${column}" = any($1)`, [[one, other]]);
      expect(left, `${table}.${column}`).toEqual([]);
    }
    expect(await get(api, of, one)).toEqual(await get(api, of, into));
  });
});

/** Every column that may hold an id of this table, from the catalogue; `type`: the column that says of which table. */
async function referencesTo(name: string) {
  const keys = await api.sql<{ table: string; column: string; type: string | null }>(
    `select r.relname as table, a.attname as column, null as type
     from pg_constraint c join pg_class r on r.oid = c.conrelid join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[cardinality(c.conkey)]
     where c.contype = 'f' and c.confrelid = $1::regclass and a.attname <> 'merged_into_id'`,
    [`"${name}"`],
  );
  const anything = await api.sql<{ table: string; column: string; type: string | null }>(
    `select c.table_name as table, c.column_name as column, t.column_name as type from information_schema.columns t
     join information_schema.columns c on c.table_name = t.table_name and c.column_name = replace(t.column_name, '_type', '_id')
     where t.table_schema = 'public' and t.column_name like '%\\_type' and t.table_name <> 'webhook_delivery' -- which tells what was`,
  );
  return [...keys, ...anything].sort((a, b) => (a.table + a.column < b.table + b.column ? -1 : 1));
}

/** A row of the table for each of the ids; for link tables also one that two of them share. */
async function pointAt(
  table: string,
  column: string,
  type: string | null,
  name: string,
  [into, one, other]: readonly [string, string, string],
) {
  const tags = references['tag']!;
  const tenant = api.tenants[0].id;
  const insert = (values: Record<string, unknown>) => {
    const all = { tenant_id: tenant, [column]: null, ...(type && { [type]: name }), ...values };
    const names = Object.keys(all);
    return api.sql(
      `insert into "${table}" (id, ${names.join()}) values (gen_random_uuid(), ${names.map((_, at) => `$${at + 1}`).join()})`,
      Object.values(all),
    );
  };
  for (const id of [one, other, into]) {
    if (table === 'tagging')
      for (const tag of id === one ? tags : [tags[0]]) await insert({ [column]: id, tag_id: tag });
    else if (table === 'external_id') await insert({ [column]: id, source: 'point', external_id: id });
    else if (table === 'activity') await insert({ [column]: id, kind: 'NOTE', subject: 'x' });
    else if (table === 'contact') await insert({ [column]: id, last_name: 'x' });
    else if (table === 'deal')
      await insert({
        [column]: id,
        name: 'x',
        pipeline_id: references['pipeline']![0],
        stage_id: references['stage']![0],
      });
    else if (table === 'company') await insert({ [column]: id, name: 'x' });
    else if (table === 'deal_contact') {
      const beside = column === 'deal_id' ? 'contact' : 'deal';
      for (const other of references[beside]!) await insert({ [column]: id, [`${beside}_id`]: other });
    } else throw new Error(`say how a row of ${table} points at a ${name} with ${column}`);
  }
}

it('references that are written with an old id point at the survivor', async () => {
  const [into, gone] = [await company(), await company()];
  await mergeCompanies(into, [gone]);
  const [contactInto, contactGone] = [
    await make('Contact', { lastName: 'a' }),
    await make('Contact', { lastName: 'b' }),
  ];
  await merge(entity('contact'), contactInto, [contactGone]);
  const shown = async (typename: string, input: object, selection: string) =>
    await done(api, `create${typename}`, { input }, selection);
  expect(await shown('Contact', { lastName: 'x', companyId: gone }, 'company { id }')).toEqual({
    company: { id: into },
  });
  expect(await shown('Company', { name: 'x', parentId: gone }, 'parent { id }')).toEqual({ parent: { id: into } });
  expect(
    await shown('Activity', { kind: 'NOTE', subject: 'x', about: { type: 'COMPANY', id: gone } }, 'about { id }'),
  ).toEqual({ about: { id: into } });
  const deal = await shown(
    'Deal',
    { name: 'x', companyId: gone, contactIds: [contactGone, contactInto] },
    'id company { id } contacts { nodes { id } }',
  );
  expect(deal).toMatchObject({ company: { id: into }, contacts: { nodes: [{ id: contactInto }] } });
  const removed = await done(
    api,
    'removeDealContacts',
    { dealId: deal.id, contactIds: [contactGone] },
    'contacts { nodes { id } }',
  );
  expect(removed).toEqual({ contacts: { nodes: [] } });
});

it('a contact that is created for a company while that is merged away gets the survivor', async () => {
  const [into, gone] = [await company(), await company()];
  const rival = await startRival(api);
  await rival.sql('select from company where id = any($1) for update', [[into, gone]]);
  await rival.sql('update company set deleted_at = now(), merged_into_id = $1 where id = $2', [into, gone]);
  const created = done(api, 'createContact', { input: { lastName: 'x', companyId: gone } }, 'company { id }');
  await rival.othersWait();
  await rival.end('commit');
  expect(await created).toEqual({ company: { id: into } });
});
