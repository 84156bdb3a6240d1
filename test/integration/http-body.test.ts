// Bodies of requests: what is too long, too deep, of another type or no JSON is refused with a code, and hurts no other request.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { type Client, createClient, graphqlJson, json } from '../support/http.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = createClient(api);
});
afterAll(() => api?.stop());

const query = '{ viewer { tenant { name } } }';
const answer = { data: { viewer: { tenant: { name: 'Ours' } } } };

describe('bodies', () => {
  const bad: [string, string][] = [
    ['is no JSON', '{"query": '],
    ['is empty', ''],
    ['is a list', `[${JSON.stringify({ query })}]`],
    ['is null', 'null'],
    ['is text', '"{ viewer }"'],
    ['has no query', '{}'],
    ['has a query of another type', '{"query": 5}'],
    ['has an operation name of another type', JSON.stringify({ query, operationName: 5 })],
    ['has variables in a list', JSON.stringify({ query, variables: [] })],
    ['has variables in text', JSON.stringify({ query, variables: '{}' })],
    ['names an operation that is not there', JSON.stringify({ query, operationName: 'Other' })],
    ['has two operations and names none', JSON.stringify({ query: `query A ${query} query B ${query}` })],
  ];
  it.each(bad)('a body that %s is a bad request', async (_, body) => {
    for (const [accept, type] of [
      ['application/json', json],
      ['application/graphql-response+json', graphqlJson],
    ] as const) {
      expect(await client.post(body, { accept })).toMatchObject({ status: 400, type, code: 'BAD_REQUEST' });
    }
  });

  it('that is no JSON is told so, whatever the client accepts, and does not come back', async () => {
    for (const accept of ['application/json', 'text/event-stream', 'multipart/mixed']) {
      const response = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, authorization: `Bearer ${api.tenants[0].key}` },
        body: '{"query": "hunter2',
      });
      const text = await response.text();
      expect(text, accept).toContain('"code":"BAD_REQUEST"');
      expect(text, accept).not.toMatch(/hunter2|originalError|SyntaxError/);
    }
  });

  it('names one of several operations', async () => {
    expect(
      (
        await client.post({
          query: `query A ${query} query B { viewer { subject } }`,
          operationName: 'A',
          variables: null,
        })
      ).body,
    ).toEqual(answer);
  });

  it.each([
    ...['text/plain', 'application/xml', 'application/octet-stream', 'application/graphql', 'application/graphql+json'],
    ...['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain; application/json'],
    ...[
      'application/json; charset=utf-16',
      'application/json; charset=latin1',
      'application/jsonp',
      'x-application/json',
      '',
    ],
  ])('of the content type "%s" is refused', async (type) => {
    for (const accept of ['application/json', 'text/event-stream'])
      expect(await client.post({ query }, { 'content-type': type, accept })).toMatchObject({
        status: 415,
        code: 'UNSUPPORTED_MEDIA_TYPE',
      });
  });

  it('that is compressed is refused, since a small one may become a large one', async () => {
    for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip'])
      expect(await client.post({ query }, { 'content-encoding': encoding })).toMatchObject({
        status: 415,
        code: 'UNSUPPORTED_MEDIA_TYPE',
      });
    expect((await client.post({ query }, { 'content-encoding': 'identity' })).body).toEqual(answer);
  });

  it('that is not there is a bad request, whatever its type would be', async () => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${api.tenants[0].key}` },
    });
    expect([response.status, await response.json()]).toEqual([
      400,
      { errors: [expect.objectContaining({ extensions: { code: 'BAD_REQUEST' } })] },
    ]);
  });

  it('takes a content type in any spelling', async () => {
    for (const type of [
      'application/json',
      'application/json; charset=utf-8',
      'APPLICATION/JSON',
      'application/json;charset=UTF-8',
    ]) {
      expect(await client.post({ query }, { 'content-type': type }), type).toMatchObject({ status: 200, body: answer });
    }
  });

  const long = JSON.stringify({ query, variables: { long: 'x'.repeat(256 * 1024) } });
  it('that is too long is refused, and the next request is answered', async () => {
    expect(await client.post(long)).toMatchObject({ status: 413, code: 'PAYLOAD_TOO_LARGE' });
    expect((await client.post({ query })).body).toEqual(answer);
  });

  it('that is too long is refused whatever the client accepts', async () => {
    for (const headers of [
      { accept: 'text/event-stream' },
      { accept: 'multipart/mixed' },
      { accept: 'application/json, text/event-stream' },
    ]) {
      expect(await client.post(long, headers), JSON.stringify(headers)).toMatchObject({
        status: 413,
        code: 'PAYLOAD_TOO_LARGE',
      });
    }
  });

  it('may hold any text, and is not misread', async () => {
    const text = 'ü 日本 😀 \u2028 \\" }';
    const { body } = await client.post({
      query: 'query ($t: String) { companies(filter: { name: { eq: $t } }) { totalCount } }',
      variables: { t: text },
    });
    expect(body).toEqual({ data: { companies: { totalCount: 0 } } });
    expect(await client.send({ body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) })).toMatchObject({
      status: 400,
      code: 'BAD_REQUEST',
    });
    expect((await client.post({ query: '{ viewer \0 }' })).code).toBe('GRAPHQL_PARSE_FAILED');
    expect((await client.post('{"query": "{ viewer { tenant { name \\ud800 } } }"}')).code).toBe(
      'GRAPHQL_PARSE_FAILED',
    );
  });

  // Whatever nests: documents, literals, variables. All of it fits into a body of 256 KB.
  const filtered = 'query ($f: CompanyFilter) { companies(filter: $f) { totalCount } }';
  const nests: Record<string, (depth: number) => string> = {
    selections: (depth) =>
      JSON.stringify({ query: `{ companies { nodes { ${'parent { '.repeat(depth)} id ${'}'.repeat(depth)} } } }` }),
    fragments: (depth) =>
      JSON.stringify({ query: `{ companies { nodes { ${'... { '.repeat(depth)} id ${'}'.repeat(depth)} } } }` }),
    literals: (depth) =>
      JSON.stringify({
        query: `{ companies(filter: ${'{ not: '.repeat(depth)}{}${'}'.repeat(depth)}) { totalCount } }`,
      }),
    lists: (depth) =>
      JSON.stringify({ query: `{ companies(filter: ${'['.repeat(depth)}${']'.repeat(depth)}) { totalCount } }` }),
    types: (depth) =>
      JSON.stringify({ query: `query ($f: ${'['.repeat(depth)}Int${']'.repeat(depth)}) { viewer { subject } }` }),
    variables: (depth) =>
      `{"query": "${filtered}", "variables": {"f": ${'{"not":'.repeat(depth)}{}${'}'.repeat(depth)}}}`,
    'lists in variables': (depth) =>
      `{"query": "${filtered}", "variables": {"f": ${'['.repeat(depth)}${']'.repeat(depth)}}}`,
  };
  it('does not stand for another that its text or an empty name makes it look like', async () => {
    const named = 'query Popular { viewer { tenant { name } } }';
    await client.post({ query: `Popular\n${named}` });
    await client.post({ query: `7 Popular${named}` });
    expect((await client.post({ query: named, operationName: 'Popular' })).body).toEqual(answer);
    const plain = 'query Plain { viewer { tenant { name } } }';
    await client.post({ query: plain, operationName: '' });
    expect((await client.post({ query: plain })).body).toEqual(answer);
  });

  it.each(Object.keys(nests))('%s that nest deep and deeper are answered or refused, with a code', async (kind) => {
    for (const depth of [100, 500, 1_000, 2_000, 4_000, 8_000, 16_000]) {
      const { code } = await client.post(nests[kind]!(depth));
      expect(code ?? 'BAD_USER_INPUT', `${depth} deep`).toMatch(
        /^(BAD_USER_INPUT|LIMIT_EXCEEDED|GRAPHQL_PARSE_FAILED|GRAPHQL_VALIDATION_FAILED)$/,
      );
    }
    expect((await client.post({ query })).body).toEqual(answer);
  });
});
