// The listener, at origins and edges: what stands around a request of GraphQL is refused with a code, and never misread.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningEdge, startEdge } from '../../src/commands/edge.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { pepper, startApi, type TestApi } from '../support/api.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { rawRequest, sendRaw } from '../support/raw-http.ts';
import { until } from '../support/until.ts';

const page = 'https://app.example.com';
const environment = {
  ...{ PORT: '0', LOG_LEVEL: 'error', POOL_MAX: '2', EDGE_KEY: edgeKey, GRAPHIQL: 'on' },
  ...{ CORS_ORIGINS: page, HOSTS: 'localhost,127.0.0.1,api.example' },
};

let api: TestApi;
let origin: RunningOrigin;
let edge: RunningEdge;
let nodes: readonly (readonly [string, string])[];

beforeAll(async () => {
  api = await startApi();
  const config = readConfig(environment);
  origin = await startOrigin({ config, databaseUrl: api.databaseUrl, pepper, graphiql: {} });
  edge = await startEdge({ config, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
  await until(() => edge.cache.isLive(), { what: 'that the edge has heard of its origin' });
  nodes = [
    ['origin', `http://127.0.0.1:${origin.port}`],
    ['edge', `http://127.0.0.1:${edge.port}`],
  ];
});
afterAll(async () => {
  await edge?.stop();
  await origin?.stop();
  await api?.stop();
});

const body = JSON.stringify({ query: '{ viewer { tenant { name } } }' });
const answer = '{"data":{"viewer":{"tenant":{"name":"Ours"}}}}';

/** What any request has; `without` some of it. */
function headers(more: readonly string[] = [], without: readonly string[] = []): string[] {
  const all = [
    'host: localhost',
    'content-type: application/json',
    `authorization: Bearer ${api.tenants[0].key}`,
    `content-length: ${body.length}`,
  ];
  return [...all.filter((line) => !without.some((name) => line.startsWith(`${name}:`))), ...more];
}

const post = (more: readonly string[] = [], without: readonly string[] = [], line = 'POST /graphql HTTP/1.1') =>
  rawRequest(line, headers(more, without), body);

async function everywhere(check: (url: string, name: string) => Promise<void>): Promise<void> {
  for (const [name, url] of nodes) await check(url, name);
}

const send = (url: string, init: RequestInit & { path?: string } = {}) =>
  fetch(`${url}${init.path ?? '/graphql'}`, {
    method: 'POST',
    body: init.method === undefined || init.method === 'POST' ? body : null,
    ...init,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}`, ...init.headers },
  });

describe('a request', () => {
  it.each([
    ['in absolute form', () => post([], [], 'POST http://localhost/graphql HTTP/1.1')],
    [
      'in absolute form, whatever its Host says',
      () => post(['host: nowhere.example'], ['host'], 'POST http://api.example:80/graphql HTTP/1.1'),
    ],
    ['with another name that is served', () => post(['host: API.EXAMPLE:4000'], ['host'])],
  ])('%s is answered', async (_, text) => {
    await everywhere(async (url, name) =>
      expect(await sendRaw(url, text()), name).toMatchObject({
        statuses: [200],
        text: expect.stringContaining(answer),
      }),
    );
  });

  it.each<[string, () => string, number]>([
    ['has two lengths', () => post([`content-length: ${body.length - 1}`]), 400],
    ['has the same length twice', () => post([`content-length: ${body.length}`]), 400],
    ['has a length and chunks', () => post(['transfer-encoding: chunked']), 400],
    ['has chunks that are none', () => post(['transfer-encoding: xchunked'], ['content-length']), 400],
    ['has a length that is no number', () => post(['content-length: +10'], ['content-length']), 400],
    ['has a header that goes on in the next line', () => post(['x-note: a', ' b: c']), 400],
    ['has a blank before the colon', () => post(['x-note : a']), 400],
    ['ends its lines without a carriage return', () => post().replaceAll('\r\n', '\n'), 400],
    ['has a NUL in a header', () => post(['x-note: a\0b']), 400],
    ['has two hosts', () => post(['host: other.example']), 400],
    ['has two credentials', () => post(['authorization: Bearer other']), 400],
    ['has two content types', () => post(['content-type: text/plain']), 400],
    ['has no host', () => post([], ['host']), 400],
    ['has a host that is none', () => post(['host: a b'], ['host']), 400],
    ['has a host with a path', () => post(['host: localhost/x'], ['host']), 400],
    ['has a host with a user', () => post(['host: me@localhost'], ['host']), 400],
    ['has a host that is not served', () => post(['host: evil.example'], ['host']), 400],
    ['asks in absolute form for one that is not', () => post([], [], 'POST http://evil.example/graphql HTTP/1.1'), 400],
    ['has a target that is no path', () => post([], [], 'POST graphql HTTP/1.1'), 400],
    ['has a target of another protocol', () => post([], [], 'POST ftp://localhost/graphql HTTP/1.1'), 400],
    ['has headers of more than 16 KB', () => post([`x-note: ${'a'.repeat(17_000)}`]), 431],
    ['has an address of more than 16 KB', () => post([], [], `GET /graphql?query=${'a'.repeat(17_000)} HTTP/1.1`), 431],
    ['is of another version', () => post([], [], 'POST /graphql HTTP/3.0'), 400],
    ['is TRACE', () => post([], [], 'TRACE /graphql HTTP/1.1'), 405],
    ['is HEAD', () => rawRequest('HEAD /graphql HTTP/1.1', headers([], ['content-length'])), 405],
    ['is of no method', () => post([], [], 'GRAPHQL /graphql HTTP/1.1'), 400],
    ['has two slashes', () => post([], [], 'POST //graphql HTTP/1.1'), 404],
    ['goes up and down', () => post([], [], 'POST /x/../graphql HTTP/1.1'), 404],
    ['is percent-encoded', () => post([], [], 'POST /%67raphql HTTP/1.1'), 404],
  ])('that %s is refused once, with a code, and nothing runs behind it', async (_, text, status) => {
    const smuggled = rawRequest('GET /livez HTTP/1.1', ['host: localhost']);
    await everywhere(async (url, name) => {
      const given = await sendRaw(url, text() + smuggled);
      expect(given.statuses, `${name}: ${given.text}`).toEqual([status]);
      expect(given.text).not.toContain(answer);
      if (!text().startsWith('HEAD')) expect(given.text).toMatch(/"code":"[A-Z_]+"/);
      expect(given.text).not.toMatch(/node_modules|\bat .*:\d+|HPE_/);
    });
  });

  it('that would be a tunnel ends the connection', async () => {
    await everywhere(async (url) => {
      expect(
        (await sendRaw(url, 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n')).statuses,
      ).not.toContain(200);
    });
  });

  it('of a known length that is too long is refused before it is read', async () => {
    await everywhere(async (url) => {
      const given = await sendRaw(
        url,
        rawRequest('POST /graphql HTTP/1.1', headers([`content-length: ${20 * 1024 * 1024}`], ['content-length']), '{'),
      );
      expect([given.statuses, given.text]).toEqual([[413], expect.stringContaining('PAYLOAD_TOO_LARGE')]);
    });
  });

  it.each(['PUT', 'DELETE', 'PATCH'])('%s is refused, and told what may be', async (method) => {
    await everywhere(async (url) => {
      const response = await send(url, { method });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST, OPTIONS']);
      expect(await response.json()).toMatchObject({ error: { code: 'METHOD_NOT_ALLOWED' } });
    });
  });

  it('for a media type that nobody has is told which there are', async () => {
    await everywhere(async (url) => {
      const response = await send(url, { headers: { accept: 'image/png' } });
      expect([response.status, (await response.json()).errors[0].extensions.code]).toEqual([406, 'NOT_ACCEPTABLE']);
    });
  });
});

describe('a page of another origin', () => {
  it('that is listed may ask, and read what it is told', async () => {
    await everywhere(async (url) => {
      const preflight = await send(url, {
        method: 'OPTIONS',
        headers: {
          origin: page,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'authorization,content-type',
        },
      });
      expect(preflight.status).toBe(204);
      expect(Object.fromEntries(preflight.headers)).toMatchObject({
        'access-control-allow-origin': page,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'GET, POST, OPTIONS',
        'access-control-allow-headers': expect.stringMatching(/authorization, content-type.*idempotency-key/),
        'access-control-max-age': '86400',
        vary: expect.stringContaining('origin'),
      });
      // A miss, a hit, a refusal, an event stream.
      for (const more of [{}, {}, { authorization: 'Bearer x' }, { accept: 'text/event-stream' }]) {
        const response = await send(url, { headers: { origin: page, ...more } });
        await response.text();
        expect(response.headers.get('access-control-allow-origin')).toBe(page);
        expect(response.headers.get('access-control-expose-headers')).toMatch(/x-clientele-position/);
      }
    });
  });

  it.each([
    'https://evil.example',
    'https://app.example.com.evil.example',
    'http://app.example.com',
    'https://app.example.com:8443',
    'null',
    'https://APP.example.com',
  ])('%s is not listed: no answer says that it may read', async (evil) => {
    await everywhere(async (url) => {
      const preflight = await send(url, {
        method: 'OPTIONS',
        headers: { origin: evil, 'access-control-request-method': 'POST' },
      });
      expect([preflight.status, await preflight.json()]).toEqual([
        403,
        { error: { code: 'FORBIDDEN', message: expect.any(String) } },
      ]);
      for (const response of [
        preflight,
        await send(url, { headers: { origin: evil } }),
        await send(url, { headers: { origin: evil } }),
      ])
        for (const [name, value] of response.headers) {
          expect(name).not.toMatch(/^access-control-/);
          expect(value).not.toContain('evil');
        }
    });
  });

  it('is told apart by caches in front', async () => {
    await everywhere(async (url) => {
      for (let turn = 0; turn < 2; turn++) expect((await send(url)).headers.get('vary')).toMatch(/\borigin\b/);
    });
  });

  it('cannot send what browsers send without asking first', async () => {
    const key = { authorization: `Bearer ${api.tenants[0].key}` };
    await everywhere(async (url) => {
      for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
        expect(
          (await fetch(`${url}/graphql`, { method: 'POST', headers: { 'content-type': type, ...key }, body })).status,
        ).toBe(415);
      // Without the header that only scripts can set, and only after a preflight, nobody is let in.
      for (const path of [
        `/graphql?query=${encodeURIComponent('{ viewer { subject } }')}`,
        `/graphql?query={viewer{subject}}&authorization=${api.tenants[0].key}&key=${api.tenants[0].key}`,
      ]) {
        const response = await fetch(url + path, { headers: { cookie: `key=${api.tenants[0].key}` } });
        expect(response.status).toBe(401);
        expect(await response.text()).not.toContain(api.tenants[0].key);
      }
    });
  });
});

describe('every answer', () => {
  it('has the headers that keep browsers from taking it for something else, and none that tells what made it', async () => {
    const get = { method: 'GET', path: `/graphql?query=${encodeURIComponent('{ companies { totalCount } }')}` };
    await everywhere(async (url, name) => {
      const first = await send(url, get);
      const etag = first.headers.get('etag')!;
      const answers: [string, Response][] = [
        ['a miss', first],
        ['a hit', await send(url, get)],
        ['unchanged', await send(url, { ...get, headers: { 'if-none-match': etag } })],
        [
          'a mutation',
          await send(url, { body: JSON.stringify({ query: 'mutation { updateCompany(id: "x", input: {}) { id } }' }) }),
        ],
        ['a refusal', await send(url, { body: '{' })],
        ['no key', await send(url, { headers: { authorization: '' } })],
        ['a stream', await send(url, { headers: { accept: 'text/event-stream' } })],
        ['a preflight', await send(url, { method: 'OPTIONS' })],
        ['another method', await send(url, { method: 'PUT' })],
        ['nothing there', await send(url, { method: 'GET', path: '/nothing' })],
        ['health', await send(url, { method: 'GET', path: '/livez' })],
      ];
      expect(answers[2]![1].status).toBe(304);
      for (const [what, response] of answers) {
        await response.text();
        expect(Object.fromEntries(response.headers), `${name}: ${what}`).toMatchObject({
          'x-content-type-options': 'nosniff',
          'x-frame-options': 'DENY',
          'referrer-policy': 'no-referrer',
          'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
        });
        expect([response.headers.get('x-powered-by'), response.headers.get('server')]).toEqual([null, null]);
      }
    });
  });

  it("of GraphiQL's page lets it talk to its own origin alone", async () => {
    await everywhere(async (url) => {
      const response = await fetch(`${url}/graphql`, { headers: { accept: 'text/html' } });
      expect(response.headers.get('content-type')).toMatch(/^text\/html/);
      expect(response.headers.get('content-security-policy')).toMatch(/connect-src 'self';.*frame-ancestors 'none'/);
      expect(response.headers.get('x-frame-options')).toBe('DENY');
    });
  });
});
