// Who may ask a subgraph's fields, and that what is kept for a gateway is served to nobody else (docs/federation.md).
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../src/lib/uuid.ts';
import { startApi, type TestApi, type TestError } from '../support/api.ts';
import { asGateway, entitiesDocument, gatewayKey } from '../support/gateway.ts';

interface Got {
  readonly status: number;
  /** What the cache did. */
  readonly cache: string | null;
  readonly headers: Headers;
  readonly data: unknown;
  readonly errors: readonly TestError[] | undefined;
  readonly code: string | undefined;
}

interface Asked {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly method?: 'GET' | 'POST';
}

let api: TestApi;
let turn = 0;
let id: string;

beforeAll(async () => {
  api = await startApi({ gatewayKey });
});
afterAll(() => api?.stop());
beforeEach(async () => {
  turn++;
  id = newId();
  await api.sql(`insert into company (tenant_id, id, name) values ($1, $2, 'Alpha')`, [api.tenants[0].id, id]);
});

const strong = { 'x-clientele-consistency': 'strong' };
const hit = 'clientele; hit';
const stored = 'clientele; fwd=miss; stored';
const graphqlJson = 'application/graphql-response+json';

/** Without the header of `asGateway` as a client asks, who may have seen what a gateway sends. */
async function ask(query: string, variables: object, asked: Asked = {}): Promise<Got> {
  const { key = api.tenants[0].key, headers = {}, accept = graphqlJson, method = 'POST' } = asked;
  const parameters = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const response = await fetch(`${api.url}/graphql${method === 'GET' ? `?${parameters}` : ''}`, {
    method,
    headers: {
      accept,
      ...(method === 'POST' && { 'content-type': 'application/json' }),
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...headers,
    },
    ...(method === 'POST' && { body: JSON.stringify({ query, variables }) }),
  });
  const text = await response.text();
  // Of an event stream the line that holds the answer.
  const body = JSON.parse(/^(?:data: ?)?(\{.*\})\s*$/m.exec(text)?.[1] ?? '{}') as Pick<Got, 'data' | 'errors'>;
  return {
    status: response.status,
    cache: response.headers.get('cache-status'),
    headers: response.headers,
    data: body.data,
    errors: body.errors,
    code: body.errors?.[0]?.extensions.code,
  };
}

// Each test asks a text of its own, so that none finds what another has stored.
const entities = (asked: Asked = {}) =>
  ask(
    `# test ${turn}\n${entitiesDocument('... on Company { name }')}`,
    { representations: [{ __typename: 'Company', id }] },
    asked,
  );
const found = (name: string) => ({ _entities: [{ __typename: 'Company', name }] });

describe('without the gateway key', () => {
  it.each([
    ['no header', {}],
    ['a wrong one', { 'x-clientele-gateway': gatewayKey.replace('key', 'kex') }],
    ['an empty one', { 'x-clientele-gateway': '' }],
    ['the right one twice', { 'x-clientele-gateway': `${gatewayKey}, ${gatewayKey}` }],
    ['the right one elsewhere', { 'x-clientele-gateway-key': gatewayKey }],
  ])('%s: the fields are as unknown as any that never was', async (_, headers) => {
    for (const field of ['_service', '_nothing']) {
      const { status, errors } = await ask(`{ ${field} { sdl } }`, {}, { headers });
      expect(status).toBe(400);
      expect(errors).toEqual([
        {
          message: `Cannot query field "${field}" on type "Query".`,
          locations: [{ line: 1, column: 3 }],
          extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
        },
      ]);
    }
    expect((await entities({ headers })).code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('introspection knows nothing of federation, and with the key it does', async () => {
    const document = '{ __schema { queryType { fields { name } } types { name } directives { name } } }';
    const of = async (asked: Asked) => JSON.stringify((await ask(document, {}, asked)).data);
    expect(await of({})).not.toMatch(/"_[^_]|"key"|"link"|"shareable"|"composeDirective"|FieldSet/);
    expect(await of({ headers: asGateway })).toMatch(/"_entities".*"_Entity"/);
  });

  it('a client without a key of its own is refused as ever', async () => {
    expect((await entities({ key: null })).code).toBe('UNAUTHENTICATED');
  });
});

describe('a gateway that asks for nobody', () => {
  const alone = { key: null, headers: asGateway };

  it('gets the SDL, by POST and by GET', async () => {
    for (const method of ['POST', 'GET'] as const) {
      const { status, data } = await ask('{ _service { sdl } __typename }', {}, { ...alone, method });
      expect([status, data]).toEqual([
        200,
        {
          _service: { sdl: expect.stringContaining('@link(url: "https://specs.apollo.dev/federation/v2.9"') },
          __typename: 'Query',
        },
      ]);
    }
  });

  it.each([
    '{ _service { sdl } companies { nodes { id } } }',
    '{ ... on Query { companies { nodes { id } } } }',
    'query { ...All } fragment All on Query { _service { sdl } companies { nodes { id } } }',
    '{ _service: viewer { subject } }',
    'mutation { createTag(input: { name: "x" }) { id } }',
  ])('and nothing else: %s', async (document) => {
    for (const accept of [graphqlJson, 'text/event-stream']) {
      const { code, data } = await ask(document, {}, { ...alone, accept });
      expect([code, data ?? null]).toEqual(['UNAUTHENTICATED', null]);
    }
  });

  it('no entity either, and a wrong API key is refused as ever', async () => {
    const { status, errors } = await entities(alone);
    expect([status, errors?.[0]?.message]).toEqual([401, expect.stringContaining('Authorization: Bearer')]);
    expect(await entities({ ...alone, key: 'ck_live_wrong' })).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
  });
});

describe('the cache', () => {
  const gateway = { headers: asGateway };

  it('keeps the answers to gateways, and drops them when what they show was written', async () => {
    expect(await entities(gateway)).toMatchObject({ cache: stored, data: found('Alpha') });
    expect(await entities(gateway)).toMatchObject({ cache: hit, data: found('Alpha') });
    await api.sql(`update company set name = 'Beta' where id = $1`, [id]);
    const after = await entities({ headers: { ...asGateway, ...strong } });
    expect(after).toMatchObject({ cache: 'clientele; fwd=stale; stored', data: found('Beta') });
    expect(await entities(gateway)).toMatchObject({ cache: hit, data: found('Beta') });
  });

  it('an entity that was not there is found when it comes', async () => {
    await api.sql('delete from company where id = $1', [id]);
    const current = { headers: { ...asGateway, ...strong } };
    expect((await entities(current)).data).toEqual({ _entities: [null] });
    expect((await entities(current)).cache).toBe(hit);
    await api.sql(`insert into company (tenant_id, id, name) values ($1, $2, 'Gamma')`, [api.tenants[0].id, id]);
    expect((await entities(current)).data).toEqual(found('Gamma'));
  });

  it.each([
    ['a POST', {}],
    ['a GET', { method: 'GET' }],
    ['an event stream', { accept: 'text/event-stream' }],
    ['the GET of a browser', { method: 'GET', accept: 'text/html, application/json;q=0.9' }],
  ] as const)('what it keeps for a gateway is not found by %s of the same text without the key', async (_, way) => {
    for (const cache of [stored, hit])
      expect(await entities({ ...way, ...gateway })).toMatchObject({ cache, data: found('Alpha') });
    for (const headers of [{}, strong, { 'x-clientele-gateway': 'wrong' }]) {
      const outside = await entities({ ...way, headers });
      expect([outside.code, outside.data ?? null, outside.cache]).toEqual(['GRAPHQL_VALIDATION_FAILED', null, null]);
    }
    expect((await entities({ ...way, ...gateway })).cache).toBe(hit);
  });

  it('an equal question of both has an answer for each: their schemas differ', async () => {
    const document = '{ __type(name: "_Entity") { name } companies(first: 1) { nodes { __typename } } }';
    const companies = { nodes: [{ __typename: 'Company' }] };
    for (const cache of [stored, hit]) {
      expect(await ask(document, {}, gateway)).toMatchObject({
        cache,
        data: { __type: { name: '_Entity' }, companies },
      });
      expect(await ask(document, {})).toMatchObject({ cache, data: { __type: null, companies } });
    }
  });

  it('tenants are apart behind a gateway too', async () => {
    expect((await entities(gateway)).data).toEqual(found('Alpha'));
    const other = { ...gateway, key: api.tenants[1].key };
    expect(await entities(other)).toMatchObject({ cache: stored, data: { _entities: [null] } });
  });

  it('caches on the way are told that the answer depends on the header', async () => {
    for (const each of [await entities(gateway), await ask('{ companies(first: 1) { nodes { id } } }', {})])
      expect(each.headers.get('vary')).toMatch(/\bx-clientele-gateway\b/);
  });
});

it('a gateway writes and reads on behalf of its client, through the same mutations', async () => {
  const renamed = await ask(
    'mutation ($id: ID!) { updateCompany(id: $id, input: { name: "Delta" }) { id name } }',
    { id },
    { headers: asGateway },
  );
  expect(renamed).toMatchObject({ status: 200, errors: undefined });
  const position = renamed.headers.get('x-clientele-position')!;
  expect((await entities({ headers: { ...asGateway, 'x-clientele-after': position } })).data).toEqual(found('Delta'));
});

it('where no gateway key is set, no key opens anything', async () => {
  const other = await startApi();
  try {
    const { errors } = await other.query('{ _service { sdl } }', {}, { headers: asGateway });
    expect(errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }]);
  } finally {
    await other.stop();
  }
});
