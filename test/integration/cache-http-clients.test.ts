// Who gets which answer: clients see what they wrote, on any node; what is never kept; who shares (docs/coherence.md §11, §12).
import type pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTenant } from '../support/api.ts';
import { type Caller, caughtUp, createCaller, type Node } from '../support/nodes.ts';
import type { Line } from '../support/nodes-line.ts';
import { createScene, nameIn, statusOf, tokenOf } from '../support/nodes-scene.ts';

const scene = createScene();
const { ask, company, mutate, rename } = scene;
let databaseUrl: string;
let sql: pg.Pool;
let here: Node;
let there: Node;
let line: Line;
let id: string;
let tenantId: string;
let ann: Caller;

beforeAll(async () => {
  ({ databaseUrl, sql, here, there, line } = await scene.start());
});
beforeEach(async () => {
  ({ id, tenantId, ann } = await scene.begin());
});
afterEach(() => scene.settle());
afterAll(() => scene.stop());

describe('a client that has written', () => {
  /** The other node keeps the answer and does not hear of the write. */
  beforeEach(async () => {
    await company(there);
    await company(here);
    line.stall();
  });

  it('gets a position, and with it its own write from any node', async () => {
    const reply = await mutate(here, 'Beta');
    const token = tokenOf(reply);
    expect(token).toMatch(/^[\w-]{8}:\d+$/);
    expect(JSON.parse(reply.text)).toMatchObject({ extensions: { position: token } });
    expect(reply.headers).not.toHaveProperty('set-cookie');
    expect(nameIn(await company(here))).toBe('Beta');
    expect(nameIn(await company(there, { headers: { 'x-clientele-after': token } }))).toBe('Beta');
  });

  it('is served from the cache with it, once the node knows', async () => {
    const headers = { 'x-clientele-after': tokenOf(await mutate(here, 'Beta')) };
    line.resume();
    await caughtUp([there], databaseUrl);
    await company(there, { headers });
    expect(statusOf(await company(there, { headers }))).toBe('clientele; hit');
  });

  it('has it in a cookie if it is a browser', async () => {
    for (const sign of [{ origin: 'https://app.test' }, { 'sec-fetch-site': 'same-origin' }]) {
      const [cookie] = (await mutate(here, 'Beta', sign)).headers['set-cookie'] as unknown as string[];
      expect(cookie).toMatch(/^clientele-position=[^;]+; Max-Age=60; Path=\/graphql; HttpOnly; SameSite=Lax$/);
      const headers = { cookie: `theme=dark; ${cookie!.split(';')[0]}` };
      expect(nameIn(await company(there, { headers }))).toBe('Beta');
    }
  });

  it('may hold both, of several writes', async () => {
    const one = tokenOf(await mutate(here, 'Beta'));
    const two = tokenOf(await mutate(here, 'Gamma'));
    const headers = { 'x-clientele-after': one, cookie: `clientele-position=${two}` };
    expect(nameIn(await company(there, { headers }))).toBe('Gamma');
  });

  it('may send several positions in one header, or in several', async () => {
    const one = tokenOf(await mutate(here, 'Beta'));
    const two = tokenOf(await mutate(here, 'Gamma'));
    for (const after of [`${one}, ${two}`, `${two}, ${one}`, [one, two]])
      expect(nameIn(await company(there, { headers: { 'x-clientele-after': after as string } }))).toBe('Gamma');
  });

  it('is not believed what it made up, nor refused for it', async () => {
    for (const after of ['nonsense', '', 'AAAAAAAA:', `AAAAAAAA:${'9'.repeat(30)}`, 'AAAAAAAA:1,2,x'])
      expect((await company(there, { headers: { 'x-clientele-after': after } })).status).toBe(200);
  });

  it('sees its write also when one mutation made many', async () => {
    const fields = Array.from(
      { length: 25 },
      (_, nth) => `a${nth}: updateCompany(id: "${id}", input: { name: "Name ${nth}" }) { id }`,
    );
    const reply = await ask(here, `mutation { ${fields.join(' ')} }`);
    expect(JSON.parse(reply.text)).not.toHaveProperty('errors');
    expect(nameIn(await company(there, { headers: { 'x-clientele-after': tokenOf(reply) } }))).toBe('Name 24');
  });
});

describe('a mutation with an Idempotency-Key', () => {
  const key = () => ({ 'idempotency-key': `key of ${id}` });

  it('is answered with its position, when its own node knows of it', async () => {
    await company(there);
    line.stall();
    const reply = await mutate(there, 'Beta', key());
    expect(tokenOf(reply)).toMatch(/^[\w-]{8}:\d+$/);
    expect(nameIn(await company(there))).toBe('Beta');
  });

  it('is answered so again by another node, which then knows of it too', async () => {
    await company(there);
    line.stall();
    const first = await mutate(here, 'Beta', key());
    const again = await mutate(there, 'Beta', key());
    expect(again.headers['idempotency-replayed']).toBe('true');
    expect([again.text, tokenOf(again)]).toEqual([first.text, tokenOf(first)]);
    expect(nameIn(await company(there))).toBe('Beta');
  });
});

describe('the explanation of an answer', () => {
  const explained = async () => {
    const { text } = await company(here, { extensions: { cache: true } });
    return JSON.parse(text) as { data: unknown; extensions: { cache: Record<string, unknown> } };
  };

  it('tells what the cache did, how old it is, what it depends on, and what made the one before it invalid', async () => {
    await company();
    const { extensions, data } = await explained();
    expect(data).toEqual({ company: { name: 'Alpha', city: 'Oslo' } });
    expect(extensions.cache).toMatchObject({
      status: 'clientele; hit',
      ageSeconds: expect.any(Number),
      ttlSeconds: expect.any(Number),
      position: expect.stringMatching(/^\d+:\d+:/),
      knownTo: expect.stringMatching(/^\d+:\d+:/),
      tags: expect.arrayContaining([`e.company.${id}`, 'x.company']),
      invalidatedBy: null,
    });
    await rename('Beta');
    const after = await explained();
    expect(after.data).toMatchObject({ company: { name: 'Beta' } });
    expect(after.extensions.cache).toMatchObject({
      status: 'clientele; fwd=stale; stored',
      invalidatedBy: { transaction: expect.any(Number), type: 'company', id, op: 'update', at: expect.any(String) },
    });
  });

  it('is not kept with the answer', async () => {
    await explained();
    const { text } = await company();
    expect(text).toBe('{"data":{"company":{"name":"Alpha","city":"Oslo"}}}');
  });
});

describe('what is never kept', () => {
  it('an answer with errors, whole or in part', async () => {
    for (const query of [
      `{ good: company(id: "${id}") { name } bad: companies(first: 1000) { totalCount } }`,
      '{ companies(first: 1000) { totalCount } }',
    ]) {
      for (const _ of [1, 2]) {
        const reply = await ask(here, query);
        expect(JSON.parse(reply.text)).toHaveProperty('errors');
        expect(statusOf(reply)).toBe('clientele; fwd=miss');
      }
    }
  });

  it('a mutation: the same one again happens again', async () => {
    const create = () => ask(here, 'mutation { createCompany(input: { name: "Twin" }) { id } }');
    const [one, two] = [await create(), await create()];
    const idOf = ({ text }: { text: string }) =>
      (JSON.parse(text) as { data: { createCompany: { id: string } } }).data.createCompany.id;
    expect(idOf(one)).not.toBe(idOf(two));
    expect(one.headers).not.toHaveProperty('cache-status');
    expect(one.headers).not.toHaveProperty('etag');
  });

  it('a document that is none, or names what there is not', async () => {
    for (const query of ['{', '{ nothing }'])
      for (const _ of [1, 2]) expect((await ask(here, query)).headers).not.toHaveProperty('cache-status');
  });

  it('an answer of a question that is wrong, though it is spelt like one that is right', async () => {
    const query = 'query ($filter: CompanyFilter) { companies(filter: $filter) { totalCount } }';
    const right = await ask(here, query, { variables: { filter: { city: { eq: 'Oslo' } } } });
    expect(JSON.parse(right.text)).toEqual({ data: { companies: { totalCount: 1 } } });
    const wrong = await ask(here, query, { variables: { filter: [['city', [['eq', 'Oslo']]]] } });
    expect(JSON.parse(wrong.text)).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });
});

describe('who shares an answer', () => {
  it('callers of the same rights do, others do not', async () => {
    const [twin, reader, bystander] = [
      await createCaller(databaseUrl, tenantId),
      await createCaller(databaseUrl, tenantId, ['companies:read']),
      await createCaller(databaseUrl, (await createTenant(databaseUrl, 'Elsewhere')).id),
    ];
    const first = await company();
    const shared = await company(here, { caller: twin });
    expect([statusOf(shared), shared.text]).toEqual(['clientele; hit', first.text]);
    expect(statusOf(await company(here, { caller: reader }))).toBe('clientele; fwd=miss; stored');
    const foreign = await company(here, { caller: bystander });
    expect([statusOf(foreign), foreign.text]).toEqual(['clientele; fwd=miss; stored', '{"data":{"company":null}}']);
    expect((await company()).text).toBe(first.text);
  });

  it('an answer about who asks is of one caller', async () => {
    const twin = await createCaller(databaseUrl, tenantId);
    const who = '{ viewer { subject tenant { id } } }';
    for (const caller of [ann, twin]) {
      const first = await ask(here, who, { caller });
      expect(statusOf(first)).toBe('clientele; fwd=miss; stored');
      expect(first.text).toContain(caller.viewer.subject);
      expect(statusOf(await ask(here, who, { caller }))).toBe('clientele; hit');
      // Not through Redis either, where all share.
      expect((await ask(there, who, { caller })).text).toBe(first.text);
    }
  });

  it('an answer about who asks is not found by a text that is made to look like its caller', async () => {
    const eve = await createCaller(databaseUrl, tenantId);
    const query = '{ viewer { subject tenant { id } } }';
    const body = JSON.stringify({ query, variables: {} });
    for (const _ of [1, 2]) await ask(here, query);
    for (const text of [ann.viewer.subject + body, `${ann.viewer.subject} ${body}`]) {
      const reply = await ask(here, query, { caller: eve, body: text });
      expect([reply.status, reply.text.includes(ann.viewer.subject)]).toEqual([400, false]);
    }
  });

  it('a credential that is not known gets no answer that is', async () => {
    await company();
    for (const key of ['', 'nonsense', ann.key.slice(0, -1), `${ann.key}x`])
      expect((await company(here, { key })).status).toBe(401);
  });

  it('a revoked key is refused at once by a node that knows', async () => {
    expect((await company()).status).toBe(200);
    expect(statusOf(await company())).toBe('clientele; hit');
    await sql.query('update api_key set revoked_at = now() where tenant_id = $1', [tenantId]);
    await caughtUp([here], databaseUrl);
    expect((await company()).status).toBe(401);
  });
});
