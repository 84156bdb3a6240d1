// What goes through Yoga (event streams, multipart, a browser's GET) is answered from the same cache as plain requests: what one
// way has stored the other serves, and a write makes both miss.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { insertKey } from '../../src/commands/key-row.ts';
import { pepper, startApi, type TestApi, type TestError, type Variables } from '../support/api.ts';
import { onServer } from '../support/postgres.ts';
import { until } from '../support/until.ts';

interface Got {
  readonly status: number;
  /** What the cache did. */
  readonly cache: string | null;
  readonly headers: Headers;
  /** As it went out, without the frame of the stream. */
  readonly text: string;
  readonly body: { readonly data?: unknown; readonly errors?: readonly TestError[]; readonly extensions?: object };
}

interface Options {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

type Ask = (query: string, variables?: Variables, options?: Options) => Promise<Got>;

let api: TestApi;
let turn = 0;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());
// Each test asks texts of its own, so that none finds what another has stored.
beforeEach(() => void turn++);

const fresh = (query: string) => `# test ${turn}\n${query}`;

async function ask(accept: string, method: 'GET' | 'POST', [query, variables, options]: Parameters<Ask>): Promise<Got> {
  const { key = api.tenants[0].key, headers = {} } = options ?? {};
  const asked = { query, ...(variables && { variables }) };
  const parameters = new URLSearchParams({ query, ...(variables && { variables: JSON.stringify(variables) }) });
  const response = await fetch(`${api.url}/graphql${method === 'GET' ? `?${parameters}` : ''}`, {
    method,
    headers: { accept, authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
    ...(method === 'POST' && { body: JSON.stringify(asked) }),
  });
  // Of an event stream and of a multipart answer the line that holds the answer.
  const text = /^(?:data: ?)?(\{.*\})\s*$/m.exec(await response.text())?.[1] ?? '{}';
  return {
    status: response.status,
    cache: response.headers.get('cache-status'),
    headers: response.headers,
    text,
    body: JSON.parse(text) as Got['body'],
  };
}

const plain: Ask = (...asked) => ask('application/json', 'POST', asked);
const byEvents: Ask = (...asked) => ask('text/event-stream', 'POST', asked);
const ways: readonly (readonly [string, Ask])[] = [
  ['an event stream', byEvents],
  ['multipart', (...asked) => ask('multipart/mixed', 'POST', asked)],
  ['the GET of a browser', (...asked) => ask('text/html, application/json;q=0.9', 'GET', asked)],
];

const hit = 'clientele; hit';
const stored = 'clientele; fwd=miss; stored';
const names = '{ companies(first: 100, orderBy: [{ field: NAME }]) { nodes { name } } }';
const strong = { headers: { 'x-clientele-consistency': 'strong' } };

describe.each(ways)('%s', (_, yoga) => {
  it('has the bytes of a plain answer, and shares its entry', async () => {
    const first = await yoga(fresh(names));
    expect(first).toMatchObject({ status: 200, cache: stored });
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const second = await yoga(fresh(names));
    expect(second).toMatchObject({ status: 200, cache: hit, text: first.text });
    expect(await plain(fresh(names))).toMatchObject({ cache: hit, text: first.text });

    const other = fresh('query ($n: Int) { viewer { tenant { name } } companies(first: $n) { totalCount } }');
    const written = await plain(other, { n: 3 });
    expect(written.cache).toBe(stored);
    expect(await yoga(other, { n: 3 })).toMatchObject({ cache: hit, text: written.text });
    expect((await yoga(other, { n: 4 })).cache).toBe(stored);
  });

  it('is made anew after a write by SQL, however it was stored', async () => {
    const before = [await yoga(fresh(names)), await plain(fresh(names))];
    expect(before[1]!.cache).toBe(hit);
    await api.sql('insert into company (tenant_id, id, name) values ($1, gen_random_uuid(), $2)', [
      api.tenants[0].id,
      `by SQL ${turn}`,
    ]);
    const after = await yoga(fresh(names), undefined, strong);
    expect(after.cache).toBe('clientele; fwd=stale; stored');
    expect(after.text).toContain(`by SQL ${turn}`);
    expect(await plain(fresh(names))).toMatchObject({ cache: hit, text: after.text });
  });

  it('follows a write by SQL by itself', async () => {
    await yoga(fresh(names));
    const name = `followed ${turn}`;
    await api.sql('insert into company (tenant_id, id, name) values ($1, gen_random_uuid(), $2)', [
      api.tenants[0].id,
      name,
    ]);
    await until(async () => (await yoga(fresh(names))).text.includes(name), { withinMs: 1_000 });
  });

  it('never keeps errors, nor answers with a part missing', async () => {
    const refused = fresh('{ companies(first: -1) { nodes { id } } }');
    const partial = fresh('{ companies(first: 1) { totalCount } company(id: "x") { id } }');
    for (const query of [refused, partial]) {
      for (let time = 0; time < 2; time++) {
        const got = await yoga(query);
        expect(got.cache, query).toBe('clientele; fwd=miss');
        expect(got.body.errors, query).toHaveLength(1);
      }
    }
    expect((await yoga(partial)).body.data).toEqual({ companies: { totalCount: expect.any(Number) }, company: null });
    expect((await yoga(fresh('{ nonsense }'))).cache).toBeNull();
  });

  it('keeps nothing, and takes nothing that is kept, when it is told so', async () => {
    const none = { headers: { 'cache-control': 'no-store' } };
    expect((await yoga(fresh(names), undefined, none)).cache).toBe('clientele; fwd=bypass');
    expect((await yoga(fresh(names))).cache).toBe(stored);
    expect((await yoga(fresh(names), undefined, none)).cache).toBe('clientele; fwd=bypass');
  });

  it('is never shared by two tenants', async () => {
    const own = fresh('{ viewer { tenant { name } } companies(first: 100) { nodes { name } } }');
    for (const asked of [own, fresh(names)]) {
      await yoga(asked);
      const theirs = await yoga(asked, undefined, { key: api.tenants[1].key });
      expect(theirs.cache).toBe(stored);
      expect(theirs.text).not.toContain('by SQL');
    }
  });

  it('is shared by keys with the same rights, unless it depends on who asks', async () => {
    const insert = (scopes: readonly string[]) =>
      onServer(api.databaseUrl, (client) =>
        insertKey(client, { tenantId: api.tenants[0].id, name: 'second', pepper, environment: 'live', scopes }),
      );
    const [{ key }, { key: lesser }] = [await insert(['*']), await insert(['*:read'])];
    await yoga(fresh(names));
    expect((await yoga(fresh(names), undefined, { key })).cache).toBe(hit);
    expect((await yoga(fresh(names), undefined, { key: lesser })).cache).toBe(stored);

    const who = fresh('{ viewer { subject } companies(first: 1) { totalCount } }');
    const mine = await yoga(who);
    const theirs = await yoga(who, undefined, { key });
    expect(theirs.cache).toBe(stored);
    expect(theirs.body.data).not.toEqual(mine.body.data);
    expect(await yoga(who)).toMatchObject({ cache: hit, text: mine.text });
    expect(await yoga(who, undefined, { key })).toMatchObject({ cache: hit, text: theirs.text });
  });
});

describe('mutations', () => {
  const create = 'mutation { createCompany(input: { name: "again" }) { id name } }';
  const idOf = ({ body }: Got) => (body.data as { createCompany: { id: string } }).createCompany.id;

  it.each(ways.slice(0, 2))('that come by %s are executed each time', async (_, yoga) => {
    const before = (await api.sql("select from company where name = 'again'")).length;
    const ids = [await yoga(create), await yoga(create), await yoga(create)].map(idOf);
    expect(new Set(ids).size).toBe(3);
    expect(await api.sql("select from company where name = 'again'")).toHaveLength(before + 3);
  });

  it('make what was kept miss, at once, and tell their position', async () => {
    await byEvents(fresh(names));
    expect((await byEvents(fresh(names))).cache).toBe(hit);
    const written = await byEvents(create);
    expect(written.cache).toBeNull();
    expect(Object.keys(written.body).sort(), 'nothing of the inside').toEqual(['data', 'extensions']);
    const position = written.headers.get('x-clientele-position');
    expect(position).toMatch(/^[\w-]{8}:\d+$/);
    expect(written.body.extensions).toEqual({ position });
    const read = await byEvents(fresh(names), undefined, { headers: { 'x-clientele-after': position! } });
    expect(read.cache).toBe('clientele; fwd=stale; stored');
    expect((await plain(fresh(names))).text).toBe(read.text);
  });

  it('run once for each Idempotency-Key', async () => {
    const headers = { 'idempotency-key': `yoga ${turn}` };
    const [first, again] = [
      await byEvents(create, undefined, { headers }),
      await byEvents(create, undefined, { headers }),
    ];
    expect(idOf(again)).toBe(idOf(first));
    expect(again.headers.get('idempotency-replayed')).toBe('true');
  });
});

it('equal questions under way are one execution, whichever way they came', async () => {
  const asked = fresh('{ companies(first: 50) { totalCount nodes { name contacts(first: 5) { nodes { name } } } } }');
  const all = await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? plain(asked) : byEvents(asked))));
  const made = all.filter(({ cache }) => cache === stored);
  expect(made).toHaveLength(1);
  expect(new Set(all.map(({ text }) => text)).size).toBe(1);
});

it('nothing of what the cache needs to know goes out', async () => {
  for (const [, yoga] of ways) {
    const { body } = await yoga(fresh(names));
    expect(Object.keys(body)).toEqual(['data']);
  }
});
