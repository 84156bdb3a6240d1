// What a credential without a scope gets: a refusal at its place and no other trace, in reads, filters, searches, writes and replays.
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type AccessScene,
  companies,
  contacts,
  everything,
  forbidden,
  noAddresses,
  startAccessScene,
} from '../support/access-scene.ts';
import type { TestApi } from '../support/api.ts';
import { createCaller } from '../support/nodes.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let tenantId: string;
let ask: AccessScene['ask'];
let keyWith: AccessScene['keyWith'];

beforeAll(async () => {
  ({ api, tenantId, ask, keyWith } = await startAccessScene());
});
afterAll(() => api?.stop());

it('a list and a record that may not be read are null, and the rest of the answer stands', async () => {
  const asked =
    '{ deals { totalCount } company(id: "X") { name } companies(first: 1) { nodes { name contacts { nodes { id } } owner { name } } } }';
  const { data, refusals } = await ask(keyWith(['companies:read']), asked.replace('X', companies.ann));
  expect(data).toEqual({
    deals: null,
    company: { name: 'Acme of Ann' },
    companies: { nodes: [{ name: 'Acme of Ann', contacts: null, owner: null }] },
  });
  expect(refusals.toSorted()).toEqual([
    forbidden('companies.nodes.0.contacts', 'contacts:read'),
    forbidden('companies.nodes.0.owner', 'users:read'),
    forbidden('deals', 'deals:read'),
  ]);
});

it('a refusal says which scope is missing', async () => {
  const { text, status } = await ask(keyWith(['companies:read']), '{ deals { totalCount } }');
  expect(status).toBe(200);
  expect(text).toContain('Reading Deal takes the scope `deals:read`, which this credential does not have.');
});

it('a record of a type that may not be read is not found by its id alone', async () => {
  const { data, refusals } = await ask(
    keyWith(['contacts:read']),
    `{ node(id: "${companies.ann}") { id } nodes(ids: ["${contacts.ann}", "${companies.ann}"]) { id } }`,
  );
  expect([data, refusals]).toEqual([{ node: null, nodes: [{ id: contacts.ann }, null] }, []]);
});

it('addresses are null with a refusal for each, for queries and for what a write answers', async () => {
  const people = '{ contacts { nodes { name email phone } } users(first: 1) { nodes { name email } } }';
  const { data, refusals } = await ask(keyWith(noAddresses), people);
  expect(JSON.stringify(data)).not.toContain('person.test');
  expect(refusals).toHaveLength(5);
  expect(refusals).toContainEqual(forbidden('contacts.nodes.1.phone', 'contacts.pii:read'));
  expect(refusals).toContainEqual(forbidden('users.nodes.0.email', 'users.pii:read'));
  const rename = `mutation { updateContact(id: "${contacts.ann}", input: { title: "Chief" }) { title email } }`;
  const written = await ask(keyWith(noAddresses), rename);
  expect(written.data).toEqual({ updateContact: { title: 'Chief', email: null } });
  expect(written.refusals).toEqual([forbidden('updateContact.email', 'contacts.pii:read')]);
  expect((await ask(keyWith([...noAddresses, 'contacts.pii:read']), rename)).refusals).toEqual([]);
});

it.each([
  ['a filter', 'contacts(filter: { email: { startsWith: "z" } }) { totalCount }'],
  ['a filter inside another', 'contacts(filter: { not: { or: [{ phone: { isNull: true } }] } }) { totalCount }'],
  ['a filter of a relation', 'companies(filter: { contacts: { email: { contains: "@" } } }) { totalCount }'],
  ['an order', 'contacts(orderBy: [{ field: EMAIL }]) { nodes { id } }'],
  ['a filter of a total', 'companyTotals(groupBy: [OWNER], filter: { contacts: { phone: { eq: "123" } } }) { count }'],
])('who may not see addresses finds nothing by them: %s', async (_, field) => {
  const { data, refusals } = await ask(keyWith(noAddresses), `{ ${field} }`);
  expect(Object.values(data as object)).toEqual([null]);
  expect(refusals).toEqual([forbidden(field.split('(')[0]!, 'contacts.pii:read')]);
});

it('a search leaves out what may not be read, and does not look into addresses that may not be seen', async () => {
  const found = async (key: Promise<string>, text: string, types = '') =>
    ask(key, `{ search(text: "${text}"${types}) { record { id } } }`);
  expect((await found(keyWith(everything), 'zora@person.test')).text).toContain(contacts.ann);
  expect((await found(keyWith(noAddresses), 'zora@person.test')).data).toEqual({ search: [] });
  expect((await found(keyWith(noAddresses), 'zora')).text).toContain(contacts.ann);
  expect((await found(keyWith(['companies:read']), 'zora')).data).toEqual({ search: [] });
  expect((await found(keyWith(['companies:read']), 'zora', ', types: [CONTACT]')).refusals).toEqual([
    forbidden('search', 'contacts:read'),
  ]);
});

it('a relation that may not be read is no filter either', async () => {
  const { refusals } = await ask(
    keyWith(['deals:read']),
    '{ deals(filter: { company: { name: { eq: "Acme of Ann" } } }) { totalCount } }',
  );
  expect(refusals).toEqual([forbidden('deals', 'companies:read')]);
});

it('without `:write` nothing is written, linked, merged or brought back', async () => {
  const { ann: id } = companies;
  for (const field of [
    'createCompany(input: { name: "x" }) { id }',
    `updateCompany(id: "${id}", input: { name: "x" }) { id }`,
    `deleteCompany(id: "${id}") { id }`,
    `restoreCompany(id: "${id}") { id }`,
    'upsertCompany(externalId: { source: "erp", externalId: "9" }, input: { name: "x" }) { id }',
    `mergeCompanies(into: "${id}", ids: ["${companies.bob}"]) { id }`,
    `addTags(record: { type: COMPANY, id: "${id}" }, tagIds: []) { id }`,
    `addExternalId(record: { type: COMPANY, id: "${id}" }, externalId: { source: "a", externalId: "b" }) { id }`,
  ]) {
    const { refusals } = await ask(keyWith(['*:read', 'deals:write']), `mutation { ${field} }`);
    expect(refusals, field).toEqual([forbidden(field.split('(')[0]!, 'companies:write')]);
  }
  const batch = await ask(
    keyWith(['*:read']),
    'mutation { createCompanies(input: [{ name: "x" }]) { results { error { code } } } }',
  );
  expect(batch.text).toContain('FORBIDDEN');
  expect(await api.sql(`select from company where name = 'x'`)).toEqual([]);
});

it('addresses are not written by who may not see them: that they are taken would tell', async () => {
  const create = 'mutation ($email: String) { createUser(input: { name: "New", email: $email }) { id } }';
  const { refusals } = await ask(keyWith(noAddresses), create, { email: 'ann@staff.test' });
  expect(refusals).toEqual([forbidden('createUser', 'users.pii:read')]);
});

it('a reply is not given again to who has fewer rights by now', async () => {
  const { key, viewer } = await createCaller(api.databaseUrl, tenantId);
  const write = () =>
    ask(
      Promise.resolve(key),
      `mutation { updateContact(id: "${contacts.ann}", input: { title: "Boss" }) { email } }`,
      {},
      { 'idempotency-key': 'once' },
    );
  expect((await write()).text).toContain('zora@person.test');
  await api.sql(`update api_key set scopes = '{*:read,*:write}' where 'key:' || id = $1`, [viewer.subject]);
  const isNarrow = async () => !(await ask(Promise.resolve(key), '{ viewer { scopes } }')).text.includes('"*"');
  await until(isNarrow);
  const { text, refusals } = await write();
  expect(refusals[0]?.[1]).toBe('IDEMPOTENCY_MISMATCH');
  expect(text).not.toContain('person.test');
});

it('an answer that is kept for some is not served to others: of other scopes, another team, another owner', async () => {
  const asked = '{ companies { totalCount } contacts { nodes { email } } }';
  const first = await ask(keyWith(everything), asked);
  for (const [key, differs] of [
    [keyWith(['*', 'deals:read']), false],
    [keyWith(noAddresses), true],
    [keyWith(everything, 'team'), true],
    [keyWith(everything, 'own'), true],
  ] as const)
    expect((await ask(key, asked)).text === first.text).toBe(!differs);
});
