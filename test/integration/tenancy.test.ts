// Tenants share tables and connections, and nothing else: no answer, count or error of one tells of another.
import { type GraphQLField, getNamedType, isAbstractType, isEnumType, isInputObjectType, isNonNullType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, startApi, type TestApi, type Variables } from '../support/api.ts';
import { selectionOf } from '../support/documents.ts';
import { asGateway, gatewayKey } from '../support/gateway.ts';
import { inTurns } from '../support/in-turns.ts';
import { listOf, lists, type Page, pageDocument, schema } from '../support/lists.ts';
import { insertEndpoint } from '../support/webhook-rows.ts';
import { createWorld, type World } from '../support/world.ts';

/** In every free text of the other tenants, and nowhere else. */
const canary = /canary-|twin-/;

let api: TestApi;
let ours: World;
let theirs: World;
let ourKey: string;
let theirKey: string;
const endpoints = { ours: newId(), theirs: newId() };
/** The oldest cursor, as whoever comes with one that is too old is told. */
let feedStart: string;

beforeAll(async () => {
  // By the door of gateways, which may ask for more fields at once than others: as many as there are.
  api = await startApi({ poolMax: 2, gatewayKey });
  [{ key: ourKey }, { key: theirKey }] = api.tenants;
  ours = await createWorld(api.sql, api.tenants[0].id, { seed: 1, mark: 'ours-' });
  theirs = await createWorld(api.sql, api.tenants[1].id, { seed: 2, mark: 'canary-' });
  // The same seed, so the same ids as ours: a row that is found by its id alone would be the wrong one half of the time.
  const twin = await createTenant(api.databaseUrl, 'Twin');
  await createWorld(api.sql, twin.id, { seed: 1, mark: 'twin-' });
  for (const [tenantId, mark, endpoint] of [
    [theirs.tenantId, 'canary-', endpoints.theirs],
    [twin.id, 'twin-', endpoints.ours],
  ] as const) {
    await api.sql('update api_key set name = $2 || name where tenant_id = $1', [tenantId, mark]);
    await api.sql(
      `insert into audit_event (tenant_id, id, actor, act, subject) values ($1, $2, $3 || 'actor', 'test', 'test')`,
      [tenantId, newId(), mark],
    );
    await insertEndpoint(api.sql, tenantId, endpoint, mark);
  }
  await setTraps();
  // Sums of such numbers are refused, which would hide the groups that they were summed up for.
  await api.sql('update deal set amount_minor = 7 where amount_minor > 1e9');
  await api.sql('update company set employees = 7 where employees > 1e6');
  const tooOld = Buffer.from('AAAAAAAA/1:1:').toString('base64url');
  const { errors } = await api.query('query ($after: String) { changes(after: $after) { pageInfo { endCursor } } }', {
    after: tooOld,
  });
  feedStart = String(errors[0]!.extensions['oldestCursor']);
});
afterAll(() => api?.stop());

/** Rows of ours that name records of theirs, wherever no foreign key can forbid it. */
async function setTraps(): Promise<void> {
  const [their, our] = [theirs.rows.company[0]!.id, ours.rows.company[0]!.id];
  const tagId = ours.rows.tag.find((row) => row.deletedAt === null)!.id;
  await api.sql(
    `insert into activity (tenant_id, id, kind, subject, about_type, about_id) values ($1, $2, 'NOTE', 'trap', 'company', $3)`,
    [ours.tenantId, newId(), their],
  );
  await api.sql(
    `insert into tagging (tenant_id, id, tag_id, record_type, record_id) values ($1, $2, $3, 'company', $4)`,
    [ours.tenantId, newId(), tagId, their],
  );
  await api.sql(
    `insert into external_id (tenant_id, id, record_type, record_id, source, external_id) values ($1, $2, 'company', $4, 'trap', 'theirs'), ($1, $3, 'company', $5, 'trap', 'ours')`,
    [ours.tenantId, newId(), newId(), their, our],
  );
}

const idsOf = (world: World, table: string, count = 100) =>
  world
    .of(table)
    .slice(0, count)
    .map((row) => row.id);
const allIds = (world: World) => lists.flatMap(({ table }) => idsOf(world, table.name));

/** Asks as us; fails when the answer holds a text or an id of theirs. */
async function askAsUs(document: string, variables: Variables = {}): Promise<string> {
  const { text, errors } = await api.query(document, variables, { key: ourKey, headers: asGateway });
  const context = `${document.slice(0, 200)} ${JSON.stringify(variables).slice(0, 300)}`;
  expect(text.match(canary), context).toBe(null);
  expect(
    errors.map((error) => error.extensions.code).filter((code) => code === 'INTERNAL'),
    context,
  ).toEqual([]);
  return text;
}

type RootField = GraphQLField<unknown, unknown>;

function documentOf(field: RootField, depth: number): string {
  const args = field.args.filter((arg) => arg.defaultValue === undefined);
  const declared = args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  return `query ${declared && `(${declared})`} { ${field.name}${passed && `(${passed})`} ${selectionOf(getNamedType(field.type), depth)} }`;
}

/** Ways to ask a root field for records of a tenant: arguments that must be given, filled with that tenant's ids and texts. */
function attemptsOn(field: RootField, world: World, mark: string): Variables[] {
  const list = lists.find(({ table }) => table.typename === getNamedType(field.type).name);
  const values = (name: string, type: string): readonly unknown[] => {
    if (name === 'endpointId') return [world === theirs ? endpoints.theirs : endpoints.ours];
    if (name === 'id')
      return list ? idsOf(world, list.table.name, 3) : lists.flatMap(({ table }) => idsOf(world, table.name, 1));
    if (name === 'ids') return [allIds(world).slice(0, 30), allIds(world).slice(-30)];
    if (name === 'source') return [`${mark}billing`];
    if (name === 'externalId') return [`${mark}${list!.table.name}-0`, `${mark}${list!.table.name}-1`];
    if (name === 'text') return [`${mark}Acme`, 'Müller', 'zebra'];
    const named = getNamedType(schema.getType(type));
    if (name === 'groupBy' && isEnumType(named)) return named.getValues().map((value) => [value.name]);
    throw new Error(`${field.name}(${name}:) is new: say here how it could ask for the records of another tenant`);
  };
  // Neither cursor nor kind names a tenant: the whole feed, from the first change that is there.
  if (field.name === 'changes') return [{ after: feedStart, first: 100 }];
  const required = field.args.filter((arg) => isNonNullType(arg.type) && arg.defaultValue === undefined);
  return required.reduce<Variables[]>(
    (made, arg) =>
      values(arg.name, getNamedType(arg.type).name).flatMap((value) =>
        made.map((each) => ({ ...each, [arg.name]: value })),
      ),
    [{}],
  );
}

/** Filters that hold for records of theirs, by every field of the filter's type. */
function filtersOn(typename: string): Record<string, unknown>[] {
  const type = schema.getType(typename);
  if (!isInputObjectType(type)) return [];
  const list = lists.find(({ table }) => `${table.typename}Filter` === typename)!;
  const anyOfTheirs = { in: allIds(theirs) };
  return Object.values(type.getFields()).flatMap(({ name, type: input }): Record<string, unknown>[] => {
    const target = getNamedType(input).name;
    if (name === 'and' || name === 'or') return [{ [name]: [{ id: anyOfTheirs }, { id: anyOfTheirs }] }];
    if (name === 'not') return [{ not: { id: { in: idsOf(ours, list.table.name) } } }];
    if (target === 'IDFilter') return [{ [name]: anyOfTheirs, deletedAt: { isNull: false } }, { [name]: anyOfTheirs }];
    if (target === 'StringFilter') return [{ [name]: { contains: 'canary' } }];
    if (target === 'CustomFilter') return [{ custom: [{ key: 'region', text: { contains: 'canary' } }] }];
    if (lists.some(({ table }) => `${table.typename}Filter` === target))
      return [{ [name]: { id: anyOfTheirs } }, { [name]: { deletedAt: { isNull: false } } }];
    return [];
  });
}

/** These show nothing of records, and theirs would be told by other words. */
const withoutMark: Readonly<Record<string, RegExp>> = { apiKeys: /key of Theirs/, auditEvents: /edges/ };
/** But for what an operation would cost, which is worked out without a look at any record. */
const rootFields = Object.values(schema.getQueryType()!.getFields()).filter(({ name }) => name !== 'estimateCost');

describe.each(rootFields.map((field) => [field.name, field] as const))('%s', (name, field) => {
  const withDefault = new Set(field.args.map((arg) => arg.name));

  it('shows us nothing of theirs, whatever we name', async () => {
    // `node` asks for eleven types at once, and what an external id finds is what an id finds: deep enough.
    const isDeep = !isAbstractType(getNamedType(field.type)) && !name.endsWith('ByExternalId');
    const document = documentOf(field, isDeep ? 2 : 1);
    const attempts = [...attemptsOn(field, theirs, 'canary-'), ...attemptsOn(field, ours, 'ours-').slice(0, 2)];
    if (withDefault.has('pipelineId')) attempts.push({ pipelineId: theirs.rows.pipeline[0]!.id });
    if (withDefault.has('first') && withDefault.has('last')) attempts.push({ first: 100 }, { last: 100 });
    await inTurns(attempts, async (variables) => void (await askAsUs(document, variables)), 2);
  });

  it('shows it to them, so that it could have been seen', async () => {
    const document = documentOf(field, 1);
    const texts = await Promise.all(
      attemptsOn(field, theirs, 'canary-').map((variables) =>
        api.query(document, variables, { key: theirKey, headers: asGateway }),
      ),
    );
    expect(texts.map(({ text }) => text).join()).toMatch(
      name === 'viewer' ? theirs.tenantId : (withoutMark[name] ?? /canary-/),
    );
  });

  it('finds nothing of theirs by any filter', async () => {
    const typename = field.args.map((arg) => getNamedType(arg.type).name).find((type) => type.endsWith('Filter'));
    const document = documentOf(field, 1);
    const [needed] = attemptsOn(field, theirs, 'canary-');
    await inTurns(
      typename ? filtersOn(typename) : [],
      async (filter) => void (await askAsUs(document, { ...needed, filter })),
      2,
    );
  });
});

it.each(lists.map((list) => [list.field, list] as const))(
  '%s continue behind a cursor of theirs with rows of ours, and count none of theirs',
  async (_, list) => {
    const document = pageDocument(list);
    const { page } = await api.ask<{ page: Page }>(document, { first: 3 }, { key: theirKey, headers: asGateway });
    const text = await askAsUs(document, { first: 100, after: page.pageInfo.endCursor });
    for (const id of allIds(theirs)) expect(text).not.toContain(id);
    const byTheirs = await api.ask<{ page: Page }>(
      document,
      { filter: { id: { in: allIds(theirs) } } },
      { key: ourKey },
    );
    expect(byTheirs.page).toMatchObject({ nodes: [], totalCount: 0 });
    const all = await api.ask<{ page: Page }>(
      document,
      { filter: { deletedAt: { ne: '2000-01-01T00:00:00Z' } }, first: 100 },
      { key: ourKey },
    );
    // The trap is one activity of ours.
    expect(all.page.totalCount).toBe(ours.of(list.table.name).length + (list.table.name === 'activity' ? 1 : 0));
  },
);

it('rows of ours that name records of theirs lead nowhere', async () => {
  expect(JSON.parse(await askAsUs('{ companyByExternalId(source: "trap", externalId: "theirs") { id } }'))).toEqual({
    data: { companyByExternalId: null },
  });
  const traps = `{ activities(filter: { subject: { eq: "trap" } }) { nodes { about { id } } } tags(first: 100) { nodes { companies(first: 100) { totalCount nodes { id } } } } }`;
  const answer = JSON.parse(await askAsUs(traps)) as { data: { activities: { nodes: { about: unknown }[] } } };
  expect(answer.data.activities.nodes).toEqual([{ about: null }]);
  expect(JSON.stringify(answer)).not.toContain(theirs.rows.company[0]!.id);
});

it('200 operations of two tenants at once, some of which fail, share two connections and never mix', async () => {
  const documents = [
    documentOf(rootFields.find((field) => field.name === 'companies')!, 1),
    '{ viewer { tenant { name } } contacts(first: 50) { nodes { name email owner { name } company { name } } } }',
    '{ deals(first: 10, orderBy: [{ field: AMOUNT, direction: DESC }]) { totalCount nodes { name stage { name } contacts { nodes { name } } } } }',
    '{ companies(after: "broken") { nodes { name } } users(first: 5) { nodes { name } } }',
    '{ tags(first: 5) { nodes { name } } nonsense }',
  ];
  const work = Array.from({ length: 200 }, (_, at) => ({
    isOurs: at % 2 === 0,
    document: documents[Math.floor(at / 2) % documents.length]!,
  }));
  await inTurns(
    work,
    async ({ isOurs, document }) => {
      const { text } = await api.query(document, {}, { key: isOurs ? ourKey : theirKey });
      expect(text).not.toMatch(isOurs ? canary : /ours-|twin-/);
      if (!/nonsense/.test(document)) expect(text).toMatch(isOurs ? /ours-/ : /canary-/);
    },
    40,
  );
});

it('a list of theirs below a record of ours is refused by name, not by luck', async () => {
  const { single } = listOf('company');
  expect(
    JSON.parse(
      await askAsUs(`{ ${single}(id: "${theirs.rows.company[0]!.id}") { name contacts { nodes { name } } } }`),
    ),
  ).toEqual({ data: { company: null } });
});
