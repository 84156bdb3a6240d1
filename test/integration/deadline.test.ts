// Who does not wait any more leaves nothing behind: statements are cancelled down to PostgreSQL, unless others wait for them.
import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { createCaller } from '../support/nodes.ts';
import { onServer } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
  await api.ask('mutation { createCompany(input: { name: "Slow" }) { id } }');
});
afterAll(() => api.stop());
afterEach(async () => {
  await setSlow(0);
});

/** Whoever reads a company waits so long. */
async function setSlow(seconds: number): Promise<void> {
  await api.sql(`drop policy if exists slow on company`);
  if (seconds === 0) return;
  await api.sql(`create policy slow on company as restrictive for select using (pg_sleep(${seconds}) is not null)`);
}

const running = async () =>
  (
    await api.sql<{ pid: number }>(
      `select pid from pg_stat_activity where datname = current_database() and state = 'active' and query like '%"company"%' and pid <> pg_backend_pid()`,
    )
  ).length;

let turn = 0;
const fresh = () => `query Fresh${++turn} { companies(first: ${turn}) { nodes { name } } }`;

/** A client that can hang up. */
function client(query: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(api.url);
  const body = JSON.stringify({ query });
  const sent = request({
    hostname,
    port,
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}`, ...headers },
  });
  const answer = new Promise<{ status: number; text: string }>((resolve, reject) => {
    sent.on('error', reject);
    sent.on('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      resolve({ status: response.statusCode!, text });
    });
  });
  answer.catch(() => {});
  sent.end(body);
  return { answer, hangUp: () => sent.destroy() };
}

describe('a client that hangs up', () => {
  it('leaves no statement running', async () => {
    await setSlow(3);
    const { hangUp } = client(fresh());
    await until(async () => (await running()) === 1);
    const began = performance.now();
    hangUp();
    await until(async () => (await running()) === 0, { withinMs: 2_000 });
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('does not end what another one waits for', async () => {
    await setSlow(1);
    const query = fresh();
    const first = client(query);
    await until(async () => (await running()) === 1);
    const second = client(query);
    const others = await api.query('{ __typename }'); // the second has come before this one
    expect(others.status).toBe(200);
    first.hangUp();
    expect(await second.answer).toMatchObject({ status: 200, text: expect.stringContaining('Slow') });
  });

  it('ends it when the last of those who waited has gone', async () => {
    await setSlow(3);
    const query = fresh();
    const [first, second] = [client(query), client(query)];
    await until(async () => (await running()) === 1);
    first.hangUp();
    second.hangUp();
    await until(async () => (await running()) === 0, { withinMs: 2_000 });
  });

  it('leaves nothing written, and the next transaction on a connection is not hit', async () => {
    const before = (await api.sql<{ count: string }>('select count(*) from company'))[0]!.count;
    await setSlow(3);
    const text = 'mutation { createCompany(input: { name: "Abandoned" }) { id name } }';
    const { hangUp } = client(text);
    await until(async () => (await running()) === 1);
    hangUp();
    await until(async () => (await running()) === 0, { withinMs: 2_000 });
    await setSlow(0);
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.query(fresh())));
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    const after = (await api.sql<{ count: string }>('select count(*) from company'))[0]!.count;
    expect([before, String(Number(before) + 1)], 'all of it or nothing').toContain(after);
  });
});

describe('a deadline', () => {
  it('is kept: the client is told, and PostgreSQL is stopped', async () => {
    await setSlow(3);
    const began = performance.now();
    const { status, text } = await client(fresh(), { 'x-clientele-deadline-ms': '300' }).answer;
    expect(performance.now() - began).toBeLessThan(1_500);
    expect([status, text]).toEqual([504, expect.stringContaining('DEADLINE_EXCEEDED')]);
    await until(async () => (await running()) === 0, { withinMs: 2_000 });
  });

  it('of one client is not that of another who asks the same', async () => {
    await setSlow(1);
    const query = fresh();
    const hasty = client(query, { 'x-clientele-deadline-ms': '300' });
    await until(async () => (await running()) === 1);
    const patient = client(query);
    expect((await hasty.answer).status).toBe(504);
    expect((await patient.answer).status).toBe(200);
  });

  it('is told to PostgreSQL for a write, in case nobody is left to cancel it', async () => {
    await setSlow(3);
    const text = 'mutation { createCompany(input: { name: "Late" }) { id } }';
    const asked = client(text, { 'x-clientele-deadline-ms': '2000' });
    expect((await asked.answer).status).toBe(504);
    await until(async () => (await running()) === 0, { withinMs: 2_000 });
  });

  it('covers the look-up of the credential', async () => {
    const { key } = await createCaller(api.databaseUrl, api.tenants[0].id);
    await onServer(api.databaseUrl, async (sql) => {
      await sql.query('begin; lock table api_key');
      const began = performance.now();
      const headers = { authorization: `Bearer ${key}`, 'x-clientele-deadline-ms': '300' };
      const { status, text } = await client(fresh(), headers).answer;
      await sql.query('rollback');
      expect(performance.now() - began).toBeLessThan(1_500);
      expect([status, text]).toEqual([504, expect.stringContaining('DEADLINE_EXCEEDED')]);
    });
  });

  it('leaves to an execution what the look-up did not take', async () => {
    const { key } = await createCaller(api.databaseUrl, api.tenants[0].id);
    await setSlow(3);
    await onServer(api.databaseUrl, async (sql) => {
      await sql.query('begin; lock table api_key');
      const began = performance.now();
      const headers = { authorization: `Bearer ${key}`, 'x-clientele-deadline-ms': '1000' };
      const late = client(fresh(), headers).answer;
      await until(() => performance.now() - began > 700);
      await sql.query('rollback');
      expect((await late).status).toBe(504);
      expect(performance.now() - began).toBeLessThan(1_500);
    });
  });

  it('that means nothing is refused', async () => {
    const { status, errors } = await api.query(fresh(), {}, { headers: { 'x-clientele-deadline-ms': 'soon' } });
    expect([status, errors[0]?.extensions.code]).toEqual([400, 'BAD_REQUEST']);
  });
});
