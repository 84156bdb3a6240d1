// Whose records are seen: all, those of a team, or one's own; by the reads, by the writes, and by row-level security on its own.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExecutor } from '../../src/api/execute.ts';
import { createOperations } from '../../src/api/operations.ts';
import { createSchema } from '../../src/api/schema.ts';
import { viewerOf } from '../../src/auth/rights.ts';
import { createPool } from '../../src/db/pool.ts';
import { openReader } from '../../src/db/transaction.ts';
import { newId } from '../../src/lib/uuid.ts';
import {
  type AccessScene,
  ann,
  bob,
  cem,
  companies,
  contacts,
  everything,
  north,
  pipeline,
  south,
  stage,
  startAccessScene,
} from '../support/access-scene.ts';
import type { TestApi } from '../support/api.ts';

let api: TestApi;
let tenantId: string;
let ask: AccessScene['ask'];
let keyWith: AccessScene['keyWith'];

beforeAll(async () => {
  ({ api, tenantId, ask, keyWith } = await startAccessScene());
});
afterAll(() => api?.stop());

it.each([
  ['own', ['Acme of Ann']],
  ['team', ['Acme of Ann', 'Acme of Bob']],
  ['all', ['Acme of Ann', 'Acme of Bob', 'Acme of Cem', 'Acme of nobody']],
] as const)('with the visibility %s one sees these, everywhere', async (visibility, names) => {
  const key = keyWith(everything, visibility);
  const asked = `{ companies(orderBy: [{ field: NAME }]) { totalCount nodes { name } } companyTotals(groupBy: [COUNTRY]) { count }
    search(text: "acme") { score } estimate: companies { totalCount(mode: ESTIMATE) } company(id: "${companies.cem}") { id } }`;
  const { data } = await ask(key, asked);
  const { estimate, search, ...rest } = data as { estimate: { totalCount: number }; search: unknown[] };
  expect(rest).toEqual({
    companies: { totalCount: names.length, nodes: names.map((name) => ({ name })) },
    companyTotals: [{ count: names.length }],
    company: visibility === 'all' ? { id: companies.cem } : null,
  });
  expect(search).toHaveLength(names.length);
  if (visibility !== 'all') expect(estimate.totalCount).toBe(names.length);
});

it('what a limited viewer makes is its own, and it gives nothing out of its sight', async () => {
  const create = 'mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id owner { id } } }';
  const update =
    'mutation ($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { owner { id } } }';
  const made = (await ask(keyWith(everything, 'own'), create, { input: { name: 'Mine' } })).data as {
    createCompany: { id: string };
  };
  expect(made.createCompany).toMatchObject({ owner: { id: ann } });
  const { id } = made.createCompany;
  for (const [visibility, ownerId, code] of [
    ['own', bob, 'FORBIDDEN'],
    ['own', null, 'FORBIDDEN'],
    ['team', cem, 'FORBIDDEN'],
    ['team', bob, undefined],
  ] as const) {
    const { refusals } = await ask(keyWith(everything, visibility), update, { id, input: { ownerId } });
    expect([visibility, ownerId, refusals[0]?.[1]]).toEqual([visibility, ownerId, code]);
  }
  await api.sql('delete from company where id = $1', [id]);
});

it('records of others are not there for a limited viewer: to be written, referred to, or found by name', async () => {
  const key = keyWith(everything, 'own');
  const nowhere = newId();
  const answers = async (document: string) =>
    Promise.all(
      [companies.cem, nowhere].map(async (id) =>
        (await ask(key, document.replaceAll('ID', id))).text.replaceAll(id, '?'),
      ),
    );
  for (const document of [
    'mutation { updateCompany(id: "ID", input: { name: "x" }) { id } }',
    'mutation { deleteCompany(id: "ID") { id } }',
    'mutation { createContact(input: { lastName: "x", companyId: "ID" }) { id } }',
    'mutation { createActivity(input: { kind: NOTE, subject: "x", about: { type: COMPANY, id: "ID" } }) { id } }',
    `mutation { mergeCompanies(into: "${companies.ann}", ids: ["ID"]) { id } }`,
    '{ company(id: "ID") { id } node(id: "ID") { id } }',
  ]) {
    const [hidden, absent] = await answers(document);
    expect(hidden, document).toBe(absent);
  }
  const byName = await ask(key, '{ companyByExternalId(source: "erp", externalId: "cem-1") { id } }');
  expect(byName.data).toEqual({ companyByExternalId: null });
  // That a name is taken cannot be hidden: names are unique. By whom can.
  const name = '{ source: "erp", externalId: "cem-1" }';
  for (const field of [
    `upsertCompany(externalId: ${name}, input: { name: "x" }) { id }`,
    `createCompany(input: { name: "x", externalIds: [${name}] }) { id }`,
  ]) {
    const { text, refusals } = await ask(key, `mutation { ${field} }`);
    expect(refusals[0]?.[1], field).toBe('ALREADY_EXISTS');
    expect(text).not.toContain(companies.cem);
  }
});

it('no circle closes through records of others', async () => {
  const parent = 'update company set parent_id = $2 where id = $1';
  await api.sql(parent, [companies.cem, companies.ann]);
  await api.sql(parent, [companies.bob, companies.cem]);
  const { refusals } = await ask(
    keyWith(everything, 'team'),
    `mutation { updateCompany(id: "${companies.ann}", input: { parentId: "${companies.bob}" }) { id } }`,
  );
  expect(refusals[0]?.[1]).toBe('RULE_VIOLATED');
  await api.sql('update company set parent_id = null');
});

it('a merge moves what points at a duplicate, whoever owns it', async () => {
  const [twin, deal] = [newId(), newId()];
  await api.sql(`insert into company (tenant_id, id, name, owner_id) values ($1, $2, 'Twin', $3)`, [
    tenantId,
    twin,
    ann,
  ]);
  await api.sql(
    `insert into deal (tenant_id, id, name, owner_id, company_id, pipeline_id, stage_id, status) values ($1, $2, 'of Cem', $3, $4, $5, $6, 'OPEN')`,
    [tenantId, deal, cem, twin, pipeline, stage],
  );
  const { refusals } = await ask(
    keyWith(everything, 'own'),
    `mutation { mergeCompanies(into: "${companies.ann}", ids: ["${twin}"]) { id } }`,
  );
  expect(refusals).toEqual([]);
  expect(await api.sql('select company_id as id from deal where id = $1', [deal])).toEqual([{ id: companies.ann }]);
});

it('what belongs to the tenant decides over all records, and is not written by who sees some', async () => {
  for (const field of [
    `updateUser(id: "${ann}", input: { teamId: "${south}" }) { id }`,
    `deleteStage(id: "${stage}") { id }`,
    'createTag(input: { name: "x" }) { id }',
  ])
    expect((await ask(keyWith(everything, 'team'), `mutation { ${field} }`)).refusals, field).toEqual([
      [field.split('(')[0], 'FORBIDDEN', undefined],
    ]);
});

it('a team that somebody leaves no longer sees their records, from the cache either', async () => {
  const asked = '{ companies { totalCount } }';
  const count = async () =>
    ((await ask(keyWith(everything, 'team'), asked)).data as { companies: { totalCount: number } }).companies
      .totalCount;
  expect([await count(), await count()]).toEqual([2, 2]);
  await api.sql('update "user" set team_id = $2 where id = $1', [bob, south]);
  expect(await count()).toBe(1);
  await api.sql('update "user" set team_id = $2 where id = $1', [bob, north]);
  expect(await count()).toBe(2);
  await api.sql('update company set owner_id = $2 where id = $1', [companies.bob, cem]);
  expect(await count()).toBe(1);
  await api.sql('update company set owner_id = $2 where id = $1', [companies.bob, bob]);
});

it('row-level security alone hides what others own, in every table with owners', async () => {
  const pool = createPool({ url: api.databaseUrl, max: 1 });
  const rights = { visibility: 'own', userId: cem, teamId: null, isWhole: false, may: () => true } as const;
  const reader = await openReader(pool, tenantId, rights);
  try {
    const owned = await api.sql<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'owner_id' where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace order by 1`,
    );
    expect(owned.map(({ name }) => name)).toEqual(['activity', 'company', 'contact', 'deal']);
    for (const { name } of owned) {
      const rows = await reader.query<{ owner: string }>({
        text: `select owner_id as owner from "${name}"`,
        values: [],
      });
      expect(new Set(rows.map(({ owner }) => owner)), name).toEqual(new Set(name === 'activity' ? [] : [cem]));
    }
  } finally {
    await reader.end();
    await pool.end();
  }
});

it('the conditions of the reads alone hide it too', async () => {
  const dana = newId();
  await api.sql(
    `insert into contact (tenant_id, id, first_name, company_id, owner_id) values ($1, $2, 'Dana', $3, $4)`,
    [tenantId, dana, companies.cem, ann],
  );
  const pool = createPool({ url: api.databaseUrl, max: 1, role: 'none' }); // a superuser: no policy holds
  const schema = createSchema();
  const operation = createOperations(schema).find(
    `{ companies { totalCount nodes { name } } company(id: "${companies.cem}") { id } companyTotals(groupBy: [OWNER]) { count }
      contacts(filter: { company: { name: { contains: "Cem" } } }) { totalCount } of: contact(id: "${dana}") { company { name } }
      contact(id: "${contacts.ann}") { company { name } } }`,
    null,
  );
  if ('errors' in operation) throw operation.errors[0];
  const execute = createExecutor({ schema, pool, report: (error) => expect.fail(String(error)) });
  const viewer = viewerOf(tenantId, 'key:test', { scopes: ['*'], visibility: 'own', userId: ann, teamId: north });
  const { data } = await execute({ operation, variables: {}, viewer });
  await pool.end();
  await api.sql('delete from contact where id = $1', [dana]);
  expect(data).toEqual({
    companies: { totalCount: 1, nodes: [{ name: 'Acme of Ann' }] },
    company: null,
    companyTotals: [{ count: 1 }],
    contacts: { totalCount: 0 },
    of: { company: null },
    contact: { company: { name: 'Acme of Ann' } },
  });
});
