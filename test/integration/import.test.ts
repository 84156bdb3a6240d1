// `clientele import` on files as they are: what comes in, what is refused and why, and that nothing is half written.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createImportScene, type ImportScene, told } from '../support/import-scene.ts';
import { root } from '../support/sources.ts';

let api: TestApi;
let scene: ImportScene;

beforeAll(async () => {
  api = await startApi();
  scene = await createImportScene(api.databaseUrl);
});

afterAll(async () => {
  await scene?.stop();
  await api?.stop();
});

const example = async (name: string) => JSON.parse(await readFile(join(root, `examples/sales/${name}.json`), 'utf8'));

// As dirty as the real thing: misspelt sectors and products, deals without a company, a parent that comes later.
const sales = {
  teams: `sales_agent,manager,regional_office
Anna Snelling,Dustin Brinkmann,Central
Moses Frase,Dustin Brinkmann,Central
Reed Clapper,Rocco Neubert,East
`,
  products: 'product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n',
  companies: `account,sector,year_established,revenue,employees,office_location,subsidiary_of
Bluth Company,technolgy,1993,1242.32,3027,United States,Acme Corporation
Acme Corporation,technolgy,1996,1100.04,2822,United States,
Bioholding,medical,2012,4035.1,1356,Philipines,
`,
  deals: `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1C1I7A6R,Moses Frase,GTXPro,Bluth Company,Won,2016-10-20,2017-03-01,4821.35
Z063OYW0,Anna Snelling,MG Special,Bioholding,Won,2016-10-25,2017-03-11,55
EC4QE1BX,Reed Clapper,MG Special,Acme Corporation,Lost,2016-10-25,2017-03-07,0
MV1LWRNH,Moses Frase,GTXPro,,Engaging,2016-11-03,,
6CWZFOHJ,Anna Snelling,GTX Pro,Bioholding,Prospecting,,,
`,
};

it('the files of a sales team come in with the mappings of examples/sales, and the pipeline report agrees with them', async () => {
  const tenantId = api.tenants[0].id;
  const load = async (entity: string, file: string, map: string) =>
    (await scene.import(tenantId, { entity, file, map: await example(map) })).counts;
  const teams = {
    entity: 'team',
    file: sales.teams,
    map: await example('teams'),
    mode: 'upsert',
    match: 'name',
  } as const;
  expect((await scene.import(tenantId, teams)).counts).toEqual({ created: 2, updated: 0, unchanged: 1, failed: 0 });
  expect(await load('user', sales.teams, 'users')).toMatchObject({ created: 3, failed: 0 });
  expect(await load('product', sales.products, 'products')).toMatchObject({ created: 2, failed: 0 });
  expect(await load('company', sales.companies, 'companies')).toMatchObject({ created: 3, failed: 0 });
  expect(await load('deal', sales.deals, 'deals')).toMatchObject({ created: 5, failed: 0 });

  const people = await scene.sql(
    `select u.name, m.name as manager, m.title, t.name as team from "user" u left join "user" m on m.id = u.manager_id
     left join team t on t.id = u.team_id where u.tenant_id = $1 and u.title = 'Sales agent' order by u.name`,
    [tenantId],
  );
  expect(people).toEqual([
    { name: 'Anna Snelling', manager: 'Dustin Brinkmann', title: 'Manager', team: 'Central' },
    { name: 'Moses Frase', manager: 'Dustin Brinkmann', title: 'Manager', team: 'Central' },
    { name: 'Reed Clapper', manager: 'Rocco Neubert', title: 'Manager', team: 'East' },
  ]);
  const companies = await scene.sql(
    `select c.name, c.industry, c.annual_revenue_minor::text as revenue, c.country, p.name as parent
     from company c left join company p on p.id = c.parent_id where c.tenant_id = $1 order by c.name`,
    [tenantId],
  );
  expect(companies).toEqual([
    {
      name: 'Acme Corporation',
      industry: 'technology',
      revenue: '110004000000',
      country: 'United States',
      parent: null,
    },
    { name: 'Bioholding', industry: 'medical', revenue: '403510000000', country: 'Philippines', parent: null },
    {
      name: 'Bluth Company',
      industry: 'technology',
      revenue: '124232000000',
      country: 'United States',
      parent: 'Acme Corporation',
    },
  ]);
  const { deals } = await api.ask<{ deals: { nodes: unknown[] } }>(
    `{ deals(orderBy: [{ field: NAME }]) { nodes { name status stage { name } owner { name } company { name } product { name }
       amount { minor currency } openedOn closeDate externalIds { source externalId } } } }`,
  );
  expect(deals.nodes[0]).toEqual({
    name: 'GTX Pro',
    status: 'OPEN',
    stage: { name: 'Engaging' },
    owner: { name: 'Moses Frase' },
    company: null,
    product: { name: 'GTX Pro' },
    amount: null,
    openedOn: '2016-11-03',
    closeDate: null,
    externalIds: [{ source: 'crm', externalId: 'MV1LWRNH' }],
  });
  const [pipeline] = await scene.sql<{ id: string }>(`select id from pipeline where tenant_id = $1`, [tenantId]);
  const { pipelineReport } = await api.ask<{ pipelineReport: unknown }>(
    `query ($id: ID!) { pipelineReport(pipelineId: $id) { count stages { stage { name status } count amounts { currency sum } } } }`,
    { id: pipeline!.id },
  );
  expect(pipelineReport).toEqual({
    count: 5,
    stages: [
      { stage: { name: 'Prospecting', status: 'OPEN' }, count: 1, amounts: [] },
      { stage: { name: 'Engaging', status: 'OPEN' }, count: 1, amounts: [] },
      { stage: { name: 'Won', status: 'WON' }, count: 2, amounts: [{ currency: 'USD', sum: 487_635 }] },
      { stage: { name: 'Lost', status: 'LOST' }, count: 1, amounts: [{ currency: 'USD', sum: 0 }] },
    ],
  });
});

it('of a batch with bad rows the good ones come in, and each bad one is told with its line and code', async () => {
  const tenantId = await scene.createTenant();
  const file = [
    'id,name,people,tags,owner',
    '1,Acme,12,hot,',
    '2,,3,,',
    '3,Cut off',
    '4,Many,many,,',
    `5,${'x'.repeat(501)},5,hot,`,
    '6,No owner,6,new,Nobody',
    '7,Negative,-7,,',
    '1,Again,8,,',
    '9,Good,9,hot;new,',
    '10,"Quote,10,,',
    '11,Last,11,,',
  ].join('\n');
  const map = {
    externalIds: { old: 'id' },
    fields: { name: 'name', employees: 'people', tags: { column: 'tags', create: true }, owner: 'owner' },
  };
  const { counts, failures, made } = await scene.import(tenantId, { entity: 'company', file, map });
  expect(counts).toEqual({ created: 3, updated: 0, unchanged: 0, failed: 8 });
  expect(told(failures)).toEqual([
    '3 BAD_USER_INPUT A new Company needs `name`.',
    '4 BAD_CSV The row has 2 columns, the header has 5.',
    '5 BAD_USER_INPUT employees: "many" is no number such as 1234.5, without separators between thousands.',
    expect.stringMatching(/^6 BAD_USER_INPUT `name` is out of its range/),
    '7 NOT_FOUND There is no user "Nobody".',
    expect.stringMatching(/^8 BAD_USER_INPUT `employees` is out of its range/),
    '9 ALREADY_EXISTS old knows the row in line 2 as "1".',
    '11 BAD_CSV A quote is opened here and never closed.',
  ]);
  expect(made).toEqual({ tag: 2 });
  const companies = await scene.sql(
    `select c.name, (select string_agg(e.external_id, ',') from external_id e where e.record_id = c.id) as id,
      (select count(*)::int from tagging l where l.record_id = c.id) as tags
     from company c where c.tenant_id = $1 order by c.employees`,
    [tenantId],
  );
  expect(companies).toEqual([
    { name: 'Good', id: '9', tags: 2 },
    { name: 'Last', id: '11', tags: 0 },
    { name: 'Acme', id: '1', tags: 1 },
  ]);
  const [{ orphans }] = (await scene.sql<{ orphans: number }>(
    `select ((select count(*) from external_id where tenant_id = $1) + (select count(*) from tagging where tenant_id = $1))::int as orphans`,
    [tenantId],
  )) as [{ orphans: number }];
  expect(orphans).toBe(6);
});

it('custom fields, dates, thousands and what an activity is about', async () => {
  const tenantId = await scene.createTenant();
  for (const [key, kind, options] of [
    ['seats', 'NUMBER', []],
    ['plan', 'SELECT', ['basic', 'plus']],
    ['renewal', 'DATE', []],
    ['vip', 'BOOLEAN', []],
  ] as const) {
    await scene.sql(
      `insert into custom_field (tenant_id, id, record_type, key, label, kind, options) values ($1, gen_random_uuid(), 'company', $2, $2, $3, $4)`,
      [tenantId, key, kind, options],
    );
  }
  const map = {
    delimiter: ';',
    fields: { name: 'name', employees: { column: 'people', group: '.' } },
    custom: {
      seats: { column: 'seats', decimal: ',', group: '.' },
      plan: 'plan',
      renewal: { column: 'renewal', date: ['D.M.YYYY'] },
      vip: 'vip',
    },
  };
  const file = 'name;people;seats;plan;renewal;vip\nAcme;1.200;1.000,5;plus;3.4.2025;yes\nBad;1;1;gold;3.4.2025;no\n';
  const { counts, failures } = await scene.import(tenantId, { entity: 'company', file, map });
  expect(counts).toMatchObject({ created: 1, failed: 1 });
  expect(failures[0]!.message).toContain('custom.plan');
  expect(await scene.sql('select employees, custom from company where tenant_id = $1', [tenantId])).toEqual([
    { employees: 1200, custom: { seats: 1000.5, plan: 'plus', renewal: '2025-04-03', vip: true } },
  ]);
  const activities = await scene.import(tenantId, {
    entity: 'activity',
    file: 'kind,subject,what,on,due\ncall,Hello,company,Acme,2025-04-03 10:00\nnote,Lost,planet,Mars,\n',
    map: {
      fields: { kind: 'kind', subject: 'subject', about: { column: 'on', type: { column: 'what' } }, dueAt: 'due' },
    },
  });
  expect(activities.counts).toMatchObject({ created: 1, failed: 1 });
  expect(activities.failures[0]!.message).toContain('A type is one of company, contact');
});

it('a dry run changes nothing and tells what would happen', async () => {
  const tenantId = await scene.createTenant();
  const request = {
    entity: 'deal',
    file: sales.deals,
    map: {
      ...(await example('deals')),
      fields: {
        name: 'opportunity_id',
        stage: 'deal_stage',
        company: { column: 'account', create: true },
        owner: { column: 'sales_agent', create: true },
      },
    },
    batchSize: 2,
  };
  const dry = await scene.import(tenantId, { ...request, isDryRun: true });
  expect(dry.counts).toEqual({ created: 5, updated: 0, unchanged: 0, failed: 0 });
  expect(dry.made).toEqual({ company: 3, user: 3 });
  for (const table of ['deal', 'company', '"user"', 'pipeline', 'stage', 'external_id', 'change', 'import_progress'])
    expect(
      await scene.sql(
        `select from ${table} where tenant_id = $1 and to_jsonb(${table}) ->> 'type' is distinct from 'tenant'`,
        [tenantId],
      ),
      table,
    ).toEqual([]);
  const wet = await scene.import(tenantId, request);
  expect([wet.counts, wet.made]).toEqual([dry.counts, dry.made]);
});

it('the file of errors holds the rows as they were, and can be imported once they are put right', async () => {
  const tenantId = await scene.createTenant();
  const map = { fields: { name: 'name', employees: 'people' } };
  const file = 'name,people,note\nA,1,x\nB,"many, many","say ""hi"""\nC,2\n';
  await scene.import(tenantId, { entity: 'company', file, map, errors: 'errors.csv', batchSize: 1 });
  const errors = await scene.read('errors.csv');
  expect(errors.split('\n')).toEqual([
    'import_line,import_code,import_message,import_text,name,people,note',
    expect.stringMatching(/^3,BAD_USER_INPUT,"employees: .*",,B,"many, many","say ""hi"""$/),
    '4,BAD_CSV,"The row has 2 columns, the header has 3.",,C,2,',
    '',
  ]);
  const corrected = errors.replace(',B,"many, many"', ',B,7');
  const again = await scene.import(tenantId, { entity: 'company', file: corrected, map });
  expect(again.counts).toMatchObject({ created: 2, failed: 0 });
  expect(again.unusedColumns).toEqual(['note']);
});

it('JSON Lines come in like CSV', async () => {
  const tenantId = await scene.createTenant();
  const file = '{"name":"A","people":1,"tags":["hot","new"]}\n{"name":"B","people":2.5}\n{"name":"C","people":null}\n';
  const map = { fields: { name: 'name', employees: 'people', tags: { column: 'tags', create: true } } };
  const { counts, failures } = await scene.import(tenantId, {
    entity: 'company',
    file,
    map,
    format: 'jsonl',
    errors: 'e.jsonl',
  });
  expect(counts).toMatchObject({ created: 2, failed: 1 });
  expect(told(failures)).toEqual(['2 BAD_USER_INPUT employees: "2.5" is no whole number.']);
  expect(JSON.parse(await scene.read('e.jsonl'))).toMatchObject({ import_line: 2, name: 'B', people: '2.5' });
});
