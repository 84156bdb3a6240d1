// Idempotency-Key: a mutation with a key happens once, and every retry gets the first answer, byte for byte.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createTenant, startApi, type TestApi } from '../support/api.ts';
import { onServer } from '../support/postgres.ts';
import { done, entity, rowCounts, send, startRival } from '../support/writes-api.ts';

let api: TestApi;
let turn = 0;
let key: string;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());
beforeEach(() => {
  key = `key ${++turn}`;
});

const withKey = (headers: Record<string, string> = {}, apiKey?: string) => ({
  headers: { 'idempotency-key': key, ...headers },
  ...(apiKey && { key: apiKey }),
});
const create = (name: string, options: object = withKey(), selection = entity('company').everything) =>
  send(api, 'createCompany', { input: { name } }, selection, options);
const count = async (name: string) => (await api.sql('select from company where name = $1', [name])).length;
const stored = async () =>
  (await api.sql<{ key: string }>('select key from idempotent_reply where key = $1', [key])).length;
const codeOf = ({ errors }: { errors: readonly { extensions: { code: string } }[] }) => errors[0]?.extensions.code;
const isReplayed = ({ headers }: { headers: Headers }) => headers.get('idempotency-replayed');

it('a retry gets the same bytes, is marked as replayed, and writes nothing', async () => {
  const first = await create('once');
  const counts = await rowCounts(api);
  for (let retry = 0; retry < 3; retry++) {
    const again = await create('once');
    expect(again.text).toBe(first.text);
    expect(again.status).toBe(200);
    expect(isReplayed(again)).toBe('true');
  }
  expect(isReplayed(first)).toBeNull();
  expect(await rowCounts(api)).toEqual(counts);
  expect(await count('once')).toBe(1);
});

it('the bytes stay the same whatever characters, numbers and errors are in them', async () => {
  await done(api, 'createCustomField', { input: { recordType: 'COMPANY', key: 'score', label: 'x', kind: 'NUMBER' } });
  const document = `mutation ($input: CreateCompanyInput!) { hasOwnProperty: createCompany(input: $input) { name custom constructor: name deals(first: 101) { nodes { id } } contacts { nodes { id } } } }`;
  const input = {
    name: '"\\\u2028\u2029 é 😀 \u007f\u0001</script>',
    custom: { score: 1e21 },
    annualRevenue: { minor: -9007199254740991, currency: 'EUR' },
  };
  const [first, again] = [
    await api.query(document, { input }, withKey()),
    await api.query(document, { input }, withKey()),
  ];
  expect(again.text).toBe(first.text);
  expect(isReplayed(again)).toBe('true');
  expect(codeOf(first)).toBe('BAD_USER_INPUT');
  expect(await count(input.name)).toBe(1);
});

it('a record that changed meanwhile is replayed as it was', async () => {
  const first = await create('changes');
  const { id } = first.data!.result!;
  await done(api, 'updateCompany', { id, input: { name: 'changed' } });
  expect((await create('changes')).text).toBe(first.text);
  expect(await count('changed')).toBe(1);
});

it('another request under the same key is refused with 422, and the first answer stays', async () => {
  const first = await create('mine');
  for (const other of [
    await create('other'),
    await create('mine', withKey(), 'id'),
    await send(api, 'deleteCompany', { id: first.data!.result!.id }, 'id', withKey()),
  ]) {
    expect(codeOf(other)).toBe('IDEMPOTENCY_MISMATCH');
    expect(other.status).toBe(422);
    expect(isReplayed(other)).toBeNull();
  }
  expect(await count('other')).toBe(0);
  expect((await create('mine')).text).toBe(first.text);
});

it('the same request under another key is another effect', async () => {
  await create('twice');
  key = `${key} b`;
  await create('twice');
  expect(await count('twice')).toBe(2);
});

it('sixteen twins at once have one effect and one answer', async () => {
  const answers = await Promise.all(Array.from({ length: 16 }, () => create('twins')));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(answers.filter((answer) => isReplayed(answer) === 'true')).toHaveLength(15);
  expect(answers.every(({ status, errors }) => status === 200 && errors.length === 0)).toBe(true);
  expect(await count('twins')).toBe(1);
});

it('twins with different bodies: one happens, the others are refused', async () => {
  const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => create(`rival ${at}`)));
  expect(answers.map((answer) => codeOf(answer) ?? 'written').sort()).toEqual([
    ...Array(7).fill('IDEMPOTENCY_MISMATCH'),
    'written',
  ]);
  expect((await api.sql(`select from company where name like 'rival %'`)).length).toBe(1);
});

it('a mutation that failed is not stored: corrected, it runs under its key', async () => {
  const fail = () => send(api, 'createCompany', { input: { name: '' } }, 'id', withKey());
  const unknown = () => send(api, 'deleteCompany', { id: 'ffffffff-0000-7000-8000-000000000000' }, 'id', withKey());
  const wrong = () =>
    api.query(
      'mutation ($input: CreateCompanyInput!) { createCompany(input: $input) { id } }',
      { input: { nope: 1 } },
      withKey(),
    );
  for (const failing of [fail, unknown, wrong, fail]) {
    const answer = await failing();
    expect(codeOf(answer)).toMatch(/^(BAD_USER_INPUT|NOT_FOUND)$/);
    expect(isReplayed(answer)).toBeNull();
    expect(await stored()).toBe(0);
  }
  expect((await create('corrected')).errors).toEqual([]);
  expect(await stored()).toBe(1);
});

it('after 24 hours a key is free again, and not a minute before', async () => {
  const first = await create('ages');
  const age = (interval: string) =>
    api.sql(`update idempotent_reply set created_at = now() - $2::interval where key = $1`, [key, interval]);
  await age('23 hours 59 minutes');
  expect((await create('ages')).text).toBe(first.text);
  await age('24 hours 1 minute');
  const anew = await create('ages');
  expect(isReplayed(anew)).toBeNull();
  expect(anew.text).not.toBe(first.text);
  await age('24 hours 1 minute');
  expect((await create('other body')).errors).toEqual([]);
  expect(await count('ages')).toBe(2);
});

it('twins under a key that is too old have one effect too', async () => {
  await create('old');
  await api.sql(`update idempotent_reply set created_at = now() - interval '25 hours' where key = $1`, [key]);
  const answers = await Promise.all(Array.from({ length: 8 }, () => create('old')));
  expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
  expect(await count('old')).toBe(2);
});

it('a mutation with a key has exactly one field', async () => {
  const fields = [
    'a: createCompany(input: { name: "two" }) { id } b: createCompany(input: { name: "two" }) { id }',
    '__typename createCompany(input: { name: "two" }) { id }',
    '...F',
  ];
  for (const text of fields) {
    const document = `mutation { ${text} } ${text === '...F' ? 'fragment F on Mutation { createCompany(input: { name: "two" }) { id } }' : ''}`;
    const answer = await api.query(document, {}, withKey());
    expect(codeOf(answer), text).toBe('BAD_REQUEST');
    expect(answer.status).toBe(400);
  }
  expect(await count('two')).toBe(0);
  expect(await stored()).toBe(0);
});

it.each([
  ['', 'empty'],
  ['x'.repeat(256), 'too long'],
  ['ключ'.normalize(), 'not ASCII'],
  ['a\tb', 'a tab'],
])('a key that is no key is refused (%#)', async (wrong) => {
  const header = /^[\x20-\x7e]*$/.test(wrong) ? wrong : Buffer.from(wrong, 'utf8').toString('latin1');
  const answer = await create('no key', { headers: { 'idempotency-key': header } });
  expect(codeOf(answer)).toBe('BAD_REQUEST');
  expect(await count('no key')).toBe(0);
});

it('a key of 255 characters is taken, and a query ignores its key', async () => {
  key = 'k'.repeat(255);
  await create('long');
  expect(isReplayed(await create('long'))).toBe('true');
  for (let time = 0; time < 2; time++) {
    const answer = await api.query('{ companies { nodes { id } } viewer { subject } }', {}, withKey());
    expect([answer.status, answer.errors, isReplayed(answer)]).toEqual([200, [], null]);
  }
});

it('a key of one tenant says nothing to another', async () => {
  const third = await createTenant(api.databaseUrl, 'Third');
  const answers = [
    await create('tenants'),
    await create('tenants', withKey({}, api.tenants[1].key)),
    await create('another body', withKey({}, third.key)),
  ];
  expect(answers.map((answer) => [isReplayed(answer), codeOf(answer)])).toEqual(Array(3).fill([null, undefined]));
  expect(new Set(answers.map(({ data }) => data!.result!.id)).size).toBe(3);
  expect(await stored()).toBe(3);
});

it('a batch is replayed whole, with the results of its bad rows', async () => {
  const send100 = () =>
    send<{ succeeded: number }>(
      api,
      'createCompanies',
      { input: Array.from({ length: 100 }, (_, at) => ({ name: at % 10 ? `batch ${turn}` : '' })), atomic: false },
      'succeeded failed results { index error { code message } company { id } }',
      withKey(),
    );
  const [first, again] = [await send100(), await send100()];
  expect(first.data?.result).toMatchObject({ succeeded: 90, failed: 10 });
  expect(again.text).toBe(first.text);
  expect(await count(`batch ${turn}`)).toBe(90);
});

it('row and reply are one transaction: a connection that breaks leaves neither, and the retry has its effect', async () => {
  const { id } = await done(api, 'createCompany', { input: { name: 'held' } });
  const rename = () => send(api, 'updateCompany', { id, input: { name: 'renamed' } }, 'id name', withKey());
  const rival = await startRival(api);
  await rival.sql('select from company where id = $1 for update', [id]);
  const broken = rename();
  await rival.othersWait();
  const killed = await onServer(api.databaseUrl, (client) =>
    client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    ),
  );
  expect(killed.rowCount).toBe(1);
  expect((await broken).errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  await rival.end('rollback');
  expect(await count('renamed')).toBe(0);
  expect(await stored()).toBe(0);
  const retried = await rename();
  expect([retried.errors, isReplayed(retried)]).toEqual([[], null]);
  expect((await rename()).text).toBe(retried.text);
  expect(await api.sql('select version from company where id = $1', [id])).toEqual([{ version: 2 }]);
});

it('a connection that breaks at COMMIT leaves both or neither', async () => {
  // A deferred trigger holds the commit itself until the rival lets go.
  await api.sql(
    `create function held_commit() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock(7); return null; end $$`,
  );
  await api.sql(
    `create constraint trigger held_commit after insert on team deferrable initially deferred for each row execute function held_commit()`,
  );
  const rival = await startRival(api);
  await rival.sql('select pg_advisory_xact_lock(7)');
  const make = () => send(api, 'createTeam', { input: { name: 'Committed' } }, 'id', withKey());
  const broken = make();
  await rival.othersWait();
  await rival.sql(
    `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event = 'advisory'`,
  );
  expect((await broken).errors[0]?.extensions).toMatchObject({ code: 'UNAVAILABLE', retryable: true });
  await rival.end('rollback');
  expect([await stored(), (await api.sql(`select from team where name = 'Committed'`)).length]).toEqual([0, 0]);
  expect((await make()).errors).toEqual([]);
  await api.sql('drop function held_commit cascade');
});

it('a twin that waits too long is told that the first one is still running', async () => {
  const rival = await startRival(api);
  await rival.sql('insert into idempotent_reply (tenant_id, key, request_hash) values ($1, $2, $3)', [
    api.tenants[0].id,
    key,
    Buffer.alloc(32),
  ]);
  const answer = await create('impatient');
  await rival.end('rollback');
  expect(answer.errors[0]?.extensions).toMatchObject({ code: 'IDEMPOTENCY_IN_PROGRESS', retryable: true });
  expect(answer.status).toBe(409);
  expect((await create('impatient')).errors).toEqual([]);
});

it('a read below the mutation that fails in the database leaves an answer to replay, and the write stands', async () => {
  const { id } = await done(api, 'createCompany', { input: { name: 'below' } });
  await done(api, 'createContact', { input: { lastName: 'x', companyId: id } });
  await api.sql('create policy broken on contact as restrictive for select using (1 / coalesce(length(title), 0) > 0)');
  const rename = () =>
    send(api, 'updateCompany', { id, input: { name: 'above' } }, 'name contacts { nodes { id } }', withKey());
  const first = await rename();
  await api.sql('drop policy broken on contact');
  expect(first.errors).toHaveLength(1);
  expect(first.errors[0]).toMatchObject({ path: ['result', 'contacts'] });
  expect(first.data).toEqual({ result: { name: 'above', contacts: null } });
  // The DDL of this test began another epoch (docs/coherence.md §6), so that the token alone may differ.
  const { data, errors } = await rename();
  expect({ data, errors }).toEqual({ data: first.data, errors: first.errors });
  expect(await count('above')).toBe(1);
});
