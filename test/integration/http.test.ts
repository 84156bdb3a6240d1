// GraphQL over HTTP: which requests are answered how, by status, media type and code.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { type Client, createClient, graphqlJson, json } from '../support/http.ts';
import { databaseUrl } from '../support/postgres.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = createClient(api);
});
afterAll(() => api?.stop());

const query = '{ viewer { tenant { name } } }';
const answer = { data: { viewer: { tenant: { name: 'Ours' } } } };

describe('media types', () => {
  const accepted: [string, string][] = [
    ['*/*', json],
    ['application/json', json],
    ['application/*', json],
    ['application/json; charset=utf-8', json],
    ['application/graphql-response+json', graphqlJson],
    ['application/graphql-response+json; charset=utf-8, application/json; charset=utf-8', graphqlJson],
    ['text/html, */*;q=0.1', json],
  ];
  it.each(accepted)('%s is answered with %s', async (accept, type) => {
    expect(await client.post({ query }, { accept })).toMatchObject({ status: 200, type, body: answer });
  });

  it('a type that nobody has is refused', async () => {
    expect((await client.send({ body: JSON.stringify({ query }), headers: { accept: 'image/png' } })).status).toBe(406);
  });

  const faults: [string, object, string][] = [
    ['does not parse', { query: '{ viewer' }, 'GRAPHQL_PARSE_FAILED'],
    ['is empty', { query: '' }, 'GRAPHQL_PARSE_FAILED'],
    ['asks for an unknown field', { query: '{ nonsense }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'holds a literal of the wrong type',
      { query: '{ companies(first: "x") { nodes { id } } }' },
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'has variables of the wrong type',
      { query: 'query ($n: Int) { companies(first: $n) { nodes { id } } }', variables: { n: 'x' } },
      'BAD_USER_INPUT',
    ],
    ['lacks a variable', { query: 'query ($id: ID!) { company(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    ['subscribes', { query: 'subscription { nothing }' }, 'GRAPHQL_VALIDATION_FAILED'],
  ];
  it.each(faults)(
    'a document that %s is an answer in the older type and a bad request in the newer',
    async (_, body, code) => {
      const older = await client.post(body, { accept: 'application/json' });
      const newer = await client.post(body, { accept: 'application/graphql-response+json' });
      expect(older).toMatchObject({ status: 200, type: json, code });
      expect(newer).toMatchObject({ status: 400, type: graphqlJson, code });
      expect(older.body).toEqual(newer.body);
      expect(older.body).not.toHaveProperty('data');
    },
  );

  it('an error of one field is part of an answer in both types', async () => {
    const body = { query: '{ viewer { tenant { name } } company(id: "x") { id } }' };
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      expect(await client.post(body, { accept })).toMatchObject({
        status: 200,
        code: 'BAD_USER_INPUT',
        body: { data: { ...answer.data, company: null }, errors: [{ path: ['company'] }] },
      });
    }
  });
});

describe('methods', () => {
  it('GET answers a query as POST does', async () => {
    const document = 'query ($n: Int) { viewer { tenant { name } } companies(first: $n) { nodes { id } } }';
    const got = await client.get({ query: document, variables: '{"n": 1}' });
    expect(got).toMatchObject({ status: 200, body: { data: { ...answer.data, companies: { nodes: [] } } } });
    expect(got.body).toEqual((await client.post({ query: document, variables: { n: 1 } })).body);
  });

  it('GET refuses a mutation, and nothing is written', async () => {
    expect(await client.get({ query: 'mutation { createTeam(input: { name: "by GET" }) { id } }' })).toMatchObject({
      status: 405,
      code: 'METHOD_NOT_ALLOWED',
    });
    expect(await api.sql('select from team')).toHaveLength(0);
  });

  it('GET refuses what POST refuses, with the same codes', async () => {
    for (const [document, code] of [
      ['{ viewer', 'GRAPHQL_PARSE_FAILED'],
      ['{ nonsense }', 'GRAPHQL_VALIDATION_FAILED'],
    ] as const) {
      expect((await client.get({ query: document })).code, document).toBe(code);
    }
    expect(
      (
        await client.get({
          query: 'query ($n: Int) { companies(first: $n) { nodes { id } } }',
          variables: '{"n": "x"}',
        })
      ).code,
    ).toBe('BAD_USER_INPUT');
    expect(await client.get({ query, variables: '{"n": ' })).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
    expect(await client.get({})).toMatchObject({ status: 400, code: 'BAD_REQUEST' });
  });

  it('others are refused', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH'])
      expect((await client.send({ method, body: JSON.stringify({ query }) })).status, method).toBe(405);
  });
});

describe('around it', () => {
  it('/livez and /readyz say that it serves, without a credential', async () => {
    for (const path of ['/livez', '/readyz']) {
      const response = await fetch(api.url + path);
      expect([response.status, await response.text()]).toEqual([200, 'ok']);
    }
  });

  it('an address that is not there answers 404 with a code', async () => {
    for (const path of ['/', '/graphql/', '/graphq', '/livez/x', '//graphql']) {
      const response = await fetch(api.url + path);
      expect([response.status, await response.json()], path).toEqual([
        404,
        { error: { code: 'NOT_FOUND', message: expect.any(String) } },
      ]);
    }
  });

  it('without its database it lives, is not ready, and says UNAVAILABLE', async () => {
    const origin = await startOrigin({
      config: readConfig({ PORT: '0', LOG_LEVEL: 'silent' }),
      databaseUrl: databaseUrl(api.databaseUrl, 'clientele_not_there'),
      pepper,
      graphiql: null,
    });
    const base = `http://127.0.0.1:${origin.port}`;
    try {
      expect((await fetch(`${base}/livez`)).status).toBe(200);
      expect((await fetch(`${base}/readyz`)).status).toBe(503);
      expect(await client.send({ base, body: JSON.stringify({ query }) })).toMatchObject({
        status: 503,
        code: 'UNAVAILABLE',
        body: { errors: [{ extensions: { retryable: true } }] },
        retryAfter: '1',
      });
    } finally {
      await origin.stop();
    }
  });

  it('a connection goes on after every kind of refusal', async () => {
    const head = (headers: string, body: string) =>
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n${headers}content-length: ${body.length}\r\n\r\n${body}`;
    const auth = `authorization: Bearer ${api.tenants[0].key}\r\n`;
    const good = JSON.stringify({ query });
    const requests = [
      head('', good),
      head(auth, '{'),
      head(auth, '{"query": "{ x }"}'),
      head(`${auth}connection: close\r\n`, good),
    ];
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.write(requests.join(''));
    const received = (await socket.setEncoding('utf8').toArray()).join('');
    expect(received.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 401', 'HTTP/1.1 400', 'HTTP/1.1 200', 'HTTP/1.1 200']);
    expect(received.endsWith(JSON.stringify(answer))).toBe(true);
  });

  it('a client that hangs up in the middle hurts nobody', async () => {
    for (const start of [
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n',
      `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer ${api.tenants[0].key}\r\ncontent-length: 100\r\n\r\n{"query": `,
    ]) {
      const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
      await new Promise<void>((resolve) => socket.write(start, () => resolve()));
      socket.destroy();
    }
    expect((await client.post({ query })).body).toEqual(answer);
  });

  it('introspection tells the whole schema to whom has a key', async () => {
    const { body } = await client.post({
      query: '{ __schema { queryType { name } types { name } } __type(name: "Company") { fields { name } } }',
    });
    expect(body).toMatchObject({
      data: {
        __schema: { queryType: { name: 'Query' } },
        __type: { fields: expect.arrayContaining([{ name: 'annualRevenue' }]) },
      },
    });
  });
});
