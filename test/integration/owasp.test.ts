// Lines of the OWASP GraphQL cheat sheet that no other test is about; SECURITY.md has the table of all.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

const create = 'mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id website } }';

it('no input makes the service open, run or fetch anything', async () => {
  let visits = 0;
  const elsewhere = createServer((_, response) => {
    visits++;
    response.end();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => elsewhere.once('listening', resolve));
  const address = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/x`;
  for (const website of [
    address,
    `file:///etc/passwd`,
    `$(curl ${address})`,
    `\`curl ${address}\``,
    `| curl ${address}`,
  ]) {
    const name = website;
    const { createCompany } = await api.ask<{ createCompany: { id: string; website: string } }>(create, {
      input: { name, website },
    });
    expect(createCompany.website).toBe(website);
    await api.ask(
      'query ($t: String!) { search(text: $t) { __typename } companies(filter: { website: { eq: $t } }) { nodes { website } } }',
      { t: website },
    );
  }
  elsewhere.close();
  expect(visits).toBe(0);
});

it('no input comes back in a header', async () => {
  const injected = 'x\r\nset-cookie: injected=1\r\n\r\n<script>';
  for (const [document, variables] of [
    [create, { input: { name: injected } }],
    [create, { input: { name: '', website: injected } }],
    ['query ($t: String) { companies(filter: { name: { eq: $t } }, after: $t) { totalCount } }', { t: injected }],
    [`{ company(id: "x\\r\\nset-cookie: injected=1") { id } }`, {}],
  ] as const) {
    const { headers } = await api.query(document, variables);
    for (const [name, value] of headers) expect(`${name}: ${value}`).not.toMatch(/injected|script/);
  }
});

it('node and nodes find nothing of another tenant', async () => {
  const theirs = api.tenants[1].key;
  const { createCompany } = await api.ask<{ createCompany: { id: string } }>(
    create,
    { input: { name: 'Secret' } },
    { key: theirs },
  );
  const document =
    'query ($id: ID!) { node(id: $id) { id } nodes(ids: [$id]) { id ... on Company { name } } company(id: $id) { name } }';
  const variables = { id: createCompany.id };
  expect(await api.ask(document, variables, { key: theirs })).toMatchObject({ company: { name: 'Secret' } });
  expect(await api.ask(document, variables)).toEqual({ node: null, nodes: [null], company: null });
});

it('there is no GraphiQL unless it was asked for', async () => {
  const response = await fetch(`${api.url}/graphql`, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(401);
  expect(await response.text()).not.toMatch(/<html|graphiql/i);
});
