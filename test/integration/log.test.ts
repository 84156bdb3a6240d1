// What an origin logs when its database goes away: enough to find the reason, and not what a client object of the driver has in it.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReadiness } from '../../src/commands/readiness.ts';
import { createPool } from '../../src/db/pool.ts';
import { isReady } from '../../src/http/health.ts';
import { createLog } from '../../src/observability/log.ts';
import { createTestDatabase, databaseUrl, onServer, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());

interface Line {
  readonly msg: string;
  readonly err?: Readonly<Record<string, unknown>>;
}

function listen() {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => void lines.push(line) });
  return { log, lines, parsed: () => lines.map((line) => JSON.parse(line) as Line) };
}

it('tells of a connection that broke while it rested: what, with which code, and where', async () => {
  const { log, lines, parsed } = listen();
  const pool = createPool({ url: database.url, max: 1, onError: (error) => log.warn({ err: error }, 'broke') });
  const { rows } = await pool.query<{ pid: number }>('select pg_backend_pid() as pid');
  await onServer(database.url, (server) => server.query('select pg_terminate_backend($1)', [rows[0]!.pid]));
  await until(() => lines.length > 0);
  await pool.end();
  expect(Object.keys(parsed()[0]!.err!)).toEqual(['type', 'message', 'code', 'stack']);
  expect(parsed()[0]!.err).toMatchObject({ message: expect.stringContaining('terminating'), code: '57P01' });
  expect(lines[0]!.length).toBeLessThan(2_000);
});

it('names the function of the database in which an error arose, and no value of a row', async () => {
  const { log, lines, parsed } = listen();
  const pool = createPool({ url: database.url, max: 1, role: 'none' });
  for (const text of [`do $$ begin perform 1 / 0; end $$`, `insert into tenant (id, name) select null, 'Secret Inc.'`])
    await pool.query(text).catch((error: unknown) => log.error({ err: error }));
  await pool.end();
  expect(parsed()[0]!.err!['where']).toContain('inline_code_block');
  expect(parsed()[1]!.err).toMatchObject({ code: '23502' });
  expect(lines[1]).not.toContain('Secret Inc.');
});

it('tells the causes of an error, all that one error holds, and what was thrown without being one', () => {
  const { log, parsed } = listen();
  log.error({ err: new Error('above', { cause: new Error('below') }) });
  log.error({ err: new AggregateError([Object.assign(new Error('first'), { code: 'ECONNREFUSED' })], 'all') });
  log.error({ err: 'a text' });
  const [caused, several, text] = parsed().map(({ err }) => err);
  expect(caused).toMatchObject({ message: 'above: below', stack: expect.stringContaining('caused by: Error: below') });
  expect(several).toMatchObject({ message: 'all', errors: [{ message: 'first', code: 'ECONNREFUSED' }] });
  expect(text).toBe('a text');
});

it('tells once that the database does not answer, why, and once that it is back', async () => {
  const { log, parsed } = listen();
  const gone = createPool({ url: databaseUrl(database.url, 'clientele_not_there'), max: 1 });
  const there = createPool({ url: database.url, max: 1 });
  let probe = there;
  const ask = createReadiness({ query: (text, values) => probe.query<never>(text, values) }, log);
  const seen: boolean[] = [];
  for (probe of [there, gone, gone, there, there]) seen.push(isReady(await ask()));
  await Promise.all([gone.end(), there.end()]);
  expect(seen).toEqual([true, false, false, true, true]);
  expect(parsed().map(({ msg, err }) => [msg, err?.['code']])).toEqual([
    ['the database does not answer as it must: not ready', '3D000'],
    ['the database answers again: ready', undefined],
  ]);
});
