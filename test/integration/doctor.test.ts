// The doctor: names an entry that is served and not true, and nothing else, whatever is written meanwhile.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Findings } from '../../src/cache/doctor.ts';
import { examine } from '../../src/commands/doctor.ts';
import { type RunningOrigin, startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { createTenant, pepper, type TestTenant } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { root } from '../support/sources.ts';
import { until } from '../support/until.ts';

const operatorKey = 'the operator of the tests, 32 characters or more';

let database: TestDatabase;
let sql: Pool;
let tenant: TestTenant;
let origin: RunningOrigin;
let url: string;

beforeAll(async () => {
  database = await createTestDatabase();
  sql = createPool({ url: database.url, role: 'none', max: 2 });
  tenant = await createTenant(database.url, 'Ours');
  await sql.query(
    `insert into company (tenant_id, id, name, country) select $1, gen_random_uuid(), 'Company ' || n, 'C' || n % 10 from generate_series(1, 400) n`,
    [tenant.id],
  );
  await sql.query(
    `insert into contact (tenant_id, id, first_name, last_name, company_id) select $1, gen_random_uuid(), 'A', 'Person', id from company, generate_series(1, 3)`,
    [tenant.id],
  );
  await sql.query('analyze');
  origin = await startOrigin({
    config: readConfig({ PORT: '0', LOG_LEVEL: 'silent', POOL_MAX: '4', OPERATOR_KEY: operatorKey }),
    databaseUrl: database.url,
    pepper,
    graphiql: null,
  });
  url = `http://127.0.0.1:${origin.port}`;
});
afterAll(async () => {
  await origin?.stop();
  await sql?.end();
  await database?.drop();
});

async function ask(query: string, variables = {}): Promise<string> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant.key}` },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  if (!text.startsWith('{"data"') || text.includes('"errors"')) throw new Error(text);
  return text;
}

async function findings(sample: number, rate = 1000): Promise<Findings> {
  const response = await fetch(`${url}/_cache/doctor?sample=${sample}&rate=${rate}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${operatorKey}` },
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  return (await response.json()) as Findings;
}

const command = { url: '', sample: '100', rate: '1000', operatorKey, signal: new AbortController().signal };

/** As an operator starts it. */
async function runCommand(...args: string[]): Promise<{ code: number | null; printed: string }> {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['src/main.ts', 'doctor', '--url', url, ...args], {
    cwd: root,
    env: { PATH, OPERATOR_KEY: operatorKey },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (printed += String(chunk)));
  await once(child, 'close');
  return { code: child.exitCode, printed };
}

const company = 'query ($id: ID!) { company(id: $id) { name country contacts(first: 5) { nodes { name } } } }';
const byCountry =
  'query ($country: String!) { companies(first: 50, filter: { country: { eq: $country } }, orderBy: [{ field: NAME }]) { totalCount nodes { name } } }';

async function ids(): Promise<string[]> {
  const { rows } = await sql.query<{ id: string }>(
    'select id from company where tenant_id = $1 and deleted_at is null',
    [tenant.id],
  );
  return rows.map(({ id }) => id);
}

it('finds nothing where everything is true, and says so', async () => {
  origin.cache.store.clear();
  const [first, second] = await ids();
  await ask(company, { id: first });
  await ask(company, { id: second });
  await ask('{ viewer { subject tenant { name } } }');
  expect(await findings(100)).toEqual({
    isLive: true,
    entries: 3,
    sampled: 3,
    equal: 3,
    changedAndInvalid: 0,
    inexact: 0,
    uncacheable: 0,
    unjudged: 0,
    wrong: [],
  });
  expect(await runCommand()).toEqual({ code: 0, printed: expect.stringContaining('3 of 3 kept answers') });
});

it('names an entry that a write has passed by, by key and place, and shows nothing of it', async () => {
  origin.cache.store.clear();
  const [id] = await ids();
  const name = `Secret ${Math.random()}`;
  await sql.query('alter table company disable trigger user');
  try {
    // DDL may have begun an epoch: what is kept is kept after that.
    await until(() => origin.cache.isLive());
    const before = await ask(company, { id });
    await ask(byCountry, { country: 'C3' });
    await sql.query('update company set name = $3 where tenant_id = $1 and id = $2', [tenant.id, id, name]);
    expect(await ask(company, { id }), 'it is served').toBe(before);
    const { sampled, equal, wrong } = await findings(100);
    expect({ sampled, equal }).toEqual({ sampled: 2, equal: 1 });
    const [key] = [...origin.cache.store.entries()]
      .filter(({ body }) => String(body) === before)
      .map((each) => each.key);
    expect(wrong).toEqual([
      {
        key,
        tags: expect.any(Number),
        position: expect.stringMatching(/^\d+:\d+:/),
        freshPosition: expect.stringMatching(/^\d+:\d+:/),
        ageSeconds: expect.any(Number),
        path: 'data.company.name',
        kept: { bytes: before.length, etag: expect.stringMatching(/^"[\w-]{22}"$/) },
        fresh: { bytes: expect.any(Number), etag: expect.stringMatching(/^"[\w-]{22}"$/) },
      },
    ]);
    const { code, printed } = await runCommand('--sample', '50', '--rate', '100');
    expect(code).toBe(1);
    expect(printed).toContain('1 WRONG');
    expect(printed).toContain(`${key}: data.company.name differs`);
    expect(printed + JSON.stringify(wrong)).not.toContain('Secret');
  } finally {
    await sql.query('alter table company enable always trigger capture_insert');
    for (const each of ['update', 'delete', 'truncate'])
      await sql.query(`alter table company enable always trigger capture_${each}`);
  }
  origin.cache.store.clear();
});

it('does not take for wrong what may differ for a while', async () => {
  origin.cache.store.clear();
  await sql.query(
    `insert into company (tenant_id, id, name, country) select $1, gen_random_uuid(), 'Many ' || n, 'C' from generate_series(1, 600) n`,
    [tenant.id],
  );
  const estimate = '{ companies(first: 1) { totalCount(mode: ESTIMATE) } }';
  await until(async () => {
    await sql.query('analyze company');
    const before = await ask(estimate);
    await sql.query(`update pg_class set reltuples = reltuples * 2 where relname = 'company'`);
    const { inexact, wrong } = await findings(10);
    return wrong.length === 0 && inexact === 1 && (await ask(estimate)) === before;
  });
});

it('is one at a time, and at the pace that it was told', async () => {
  origin.cache.store.clear();
  for (const id of (await ids()).slice(0, 20)) await ask(company, { id });
  const startMs = performance.now();
  const slow = findings(20, 40);
  await until(async () => {
    try {
      await findings(1);
      return false;
    } catch (error) {
      return (error as Error).message.startsWith('409');
    }
  });
  expect(await slow).toMatchObject({ sampled: 20, equal: 20 });
  expect(performance.now() - startMs).toBeGreaterThan((19 / 40) * 1000 - 50);
});

it('tells an operator what to mend', async () => {
  await expect(examine({ ...command, url: 'nowhere' })).rejects.toThrow(/--url takes the address of a node/);
  await expect(examine({ ...command, url: 'http://127.0.0.1:1' })).rejects.toThrow(/127\.0\.0\.1:1 did not answer: /);
  await expect(examine({ ...command, url, operatorKey: 'x'.repeat(32) })).rejects.toThrow(/another OPERATOR_KEY/);
  await expect(examine({ ...command, url, sample: 'all' })).rejects.toThrow(/`sample` is a whole number/);
});

it('finds nothing among 600 entries while everything around them is written', { timeout: 180_000 }, async () => {
  origin.cache.store.clear();
  let isOver = false;
  let writes = 0;
  const pick = <T>(from: readonly T[]): T => from[Math.floor(Math.random() * from.length)]!;
  const all = await ids();
  /** Some often, so that an execution sees what the node does not know yet; others seldom, so that they stay live. */
  const pickOne = () => all[Math.floor(all.length * Math.random() ** 4)]!;

  async function write(): Promise<void> {
    while (!isOver) {
      const [id, n] = [pickOne(), Math.floor(Math.random() * 1e6)];
      const statements = [
        ['update company set name = $3 where tenant_id = $1 and id = $2', id, `Renamed ${n}`],
        ['update company set country = $3 where tenant_id = $1 and id = $2', id, `C${n % 10}`],
        ['update contact set company_id = $2 where tenant_id = $1 and id = (select id from contact where tenant_id = $1 and $3 <> 0 limit 1)', id, 1],
        ['insert into contact (tenant_id, id, first_name, last_name, company_id) values ($1, gen_random_uuid(), $3, \'New\', $2)', id, `N${n}`],
        ['update contact set deleted_at = now() where tenant_id = $1 and company_id = $2 and first_name = $3', id, 'A'],
      ] as const; // biome-ignore format: a table
      const [text, ...values] = pick(statements);
      await sql.query(text, [tenant.id, ...values]);
      writes++;
    }
  }

  async function read(): Promise<void> {
    while (!isOver) {
      if (Math.random() < 0.9) await ask(company, { id: pickOne() });
      else await ask(byCountry, { country: `C${Math.floor(Math.random() * 10)}` });
    }
  }

  const others = [write(), read(), read()];
  const sum = { sampled: 0, equal: 0, changedAndInvalid: 0 };
  try {
    while (sum.sampled < 600) {
      const found = await findings(200);
      expect(found.wrong).toEqual([]);
      expect(found.uncacheable).toBe(0);
      for (const name of ['sampled', 'equal', 'changedAndInvalid'] as const) sum[name] += found[name];
    }
  } finally {
    isOver = true;
    await Promise.all(others);
  }
  expect(sum.equal).toBeGreaterThan(300);
  expect(writes).toBeGreaterThan(200);
});
