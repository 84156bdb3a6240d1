// An import that is cut short goes on behind its last batch; one that runs long takes no more memory.
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runProgram } from '../../src/lib/run-program.ts';
import { createImportScene, type ImportScene } from '../support/import-scene.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let database: TestDatabase;
let scene: ImportScene;

beforeAll(async () => {
  database = await createTestDatabase();
  scene = await createImportScene(database.url);
});

afterAll(async () => {
  await scene?.stop();
  await database?.drop();
});

const rowCount = 1500;

const map = {
  externalIds: { crm: 'id' },
  fields: { name: 'name', parent: 'parent', owner: { column: 'owner', create: true }, employees: 'people' },
};

/** Every 10th row is bad; the parent of a row stands up to 900 rows further down. */
function companies(count: number): string {
  const lines = Array.from({ length: count }, (_, at) => {
    const parent = at % 7 === 0 ? `Company ${Math.min(count - 1, at + 900)}` : '';
    return `${at},Company ${at},${parent},Owner ${at % 13},${at % 10 === 9 ? 'bad' : at}`;
  });
  return `id,name,parent,owner,people\n${lines.join('\n')}\n`;
}

/** Everything that an import leaves, without ids and times. */
async function stateOf(tenantId: string): Promise<unknown> {
  const [row] = await scene.sql(
    `select
      (select json_agg(json_build_array(c.name, c.employees, p.name, u.name, c.version) order by c.name) from company c
        left join company p on p.id = c.parent_id left join "user" u on u.id = c.owner_id where c.tenant_id = $1) as companies,
      (select json_agg(name order by name) from "user" where tenant_id = $1) as users,
      (select json_agg(json_build_array(external_id) order by external_id) from external_id where tenant_id = $1) as names,
      (select json_agg(json_build_array(rows, counts, finished_at is not null)) from import_progress where tenant_id = $1) as progress,
      (select count(*)::int from import_reference where tenant_id = $1) as waiting`,
    [tenantId],
  );
  return row;
}

it('killed in the middle and started again, it ends as if nothing had happened', async () => {
  const file = await scene.put('companies.csv', companies(rowCount));
  const mapping = await scene.put('map.json', JSON.stringify(map));
  const [whole, cut] = [await scene.createTenant('Whole'), await scene.createTenant('Cut')];
  const command = (tenant: string) => [
    ...['import', '--file', file, '--entity', 'company', '--map', mapping, '--tenant', tenant],
    ...['--batch', '25', '--errors', `${tenant}.csv`],
  ];
  const uninterrupted = await scene.run(command(whole));
  expect(uninterrupted).toMatchObject({ code: 1, stdout: expect.stringContaining('1,350 created') });

  for (const rows of [200, 700]) {
    const child = scene.start(command(cut));
    const isPast = async () => {
      const [progress] = await scene.sql<{ rows: string }>('select rows from import_progress where tenant_id = $1', [
        cut,
      ]);
      return Number(progress?.rows ?? 0) >= rows;
    };
    await until(isPast, { withinMs: 20_000, what: `${rows} rows` });
    child.kill('SIGKILL');
    expect((await child.result).code).toBeNull();
  }
  const [{ rows: before }] = (await scene.sql<{ rows: string }>(
    'select rows from import_progress where tenant_id = $1',
    [cut],
  )) as [{ rows: string }];
  expect(Number(before)).toBeLessThan(rowCount);

  const resumed = await scene.run(command(cut));
  expect(resumed.stdout).toContain('Went on behind the');
  expect(resumed.stdout).toContain('1,350 created');
  expect(await stateOf(cut)).toEqual(await stateOf(whole));
  const errors = await scene.read(`${cut}.csv`);
  expect(errors).toBe(await scene.read(`${whole}.csv`));
  expect(errors.trimEnd().split('\n')).toHaveLength(1 + rowCount / 10 + missingParents());

  const again = await scene.run(command(cut));
  expect(again.stdout).toContain('nothing to do');
  expect(await stateOf(cut)).toEqual(await stateOf(whole));
}, 120_000);

/** Rows that came in, but whose parent did not. */
function missingParents(): number {
  const parent = (at: number) => Math.min(rowCount - 1, at + 900);
  return Array.from({ length: rowCount }, (_, at) => at).filter(
    (at) => at % 7 === 0 && at % 10 !== 9 && parent(at) % 10 === 9,
  ).length;
}

it('told to stop, it ends between two batches and the same command goes on', async () => {
  const tenantId = await scene.createTenant();
  const stopping = new AbortController();
  const request = { entity: 'company', file: companies(500), map, batchSize: 100, errors: 'stopped.csv' };
  const onProgress = ({ rows }: { rows: number }) => rows === 200 && stopping.abort();
  await expect(scene.import(tenantId, { ...request, signal: stopping.signal, onProgress })).rejects.toThrow('aborted');
  const rest = await scene.import(tenantId, request);
  expect(rest).toMatchObject({ rows: 500, rowsBefore: 200, counts: { created: 450 } });
  const errors = (await scene.read('stopped.csv')).split('\n');
  expect(badLines(errors)).toEqual(tens(50));
});

const badLines = (errors: readonly string[]) =>
  errors.filter((line) => line.includes(',BAD_USER_INPUT,')).map((line) => line.split(',')[0]);

const tens = (count: number) => Array.from({ length: count }, (_, at) => String(at * 10 + 11));

it('errors of the rest go to a new file when the old one is gone', async () => {
  const tenantId = await scene.createTenant();
  const stopping = new AbortController();
  const request = { entity: 'company', file: companies(500), map, batchSize: 100, errors: 'gone.csv' };
  const onProgress = ({ rows }: { rows: number }) => rows === 200 && stopping.abort();
  await expect(scene.import(tenantId, { ...request, signal: stopping.signal, onProgress })).rejects.toThrow('aborted');
  await scene.import(tenantId, { ...request, errors: 'other.csv' });
  const errors = (await scene.read('other.csv')).split('\n');
  expect(errors[0]).toMatch(/^import_line,/);
  expect(badLines(errors)).toEqual(tens(50).slice(20));
});

it('half a file is not gone on with in another way, unless all of it is to be done again', async () => {
  const tenantId = await scene.createTenant();
  const request = { entity: 'tag', file: 'name\nhot\nnew\n', map: { fields: { name: 'name' } } };
  await scene.import(tenantId, request);
  const other = { ...request, mode: 'upsert', match: 'name' } as const;
  await expect(scene.import(tenantId, other)).rejects.toThrow('--restart');
  expect((await scene.import(tenantId, { ...other, isRestart: true })).counts).toMatchObject({ unchanged: 2 });
  expect((await scene.import(tenantId, other)).finishedBefore).not.toBeNull();
});

it('100,000 rows from standard input take no more memory than a few', async () => {
  const mapping = await scene.put('tags.json', JSON.stringify({ fields: { name: 'name' } }));
  const count = 100_000;
  function* lines() {
    yield 'name,what nobody asked for\n';
    for (let at = 0; at < count; at += 100)
      yield Array.from({ length: 100 }, (_, of) => `Tag ${at + of},${'x'.repeat(40)}\n`).join('');
  }
  const args = [
    'import',
    '--file',
    '-',
    '--entity',
    'tag',
    '--map',
    mapping,
    '--tenant-name',
    'Many',
    '--create-tenant',
  ];
  // Without bounds the collector takes its time (300 MB for any number of rows): a leak would not fit into these.
  const bounds = '--max-old-space-size=64 --max-semi-space-size=8';
  const child = scene.start([...args, '--batch', '2000'], Readable.from(lines()), bounds);
  let most = 0;
  let isRunning = true;
  void child.result.then(() => {
    isRunning = false;
  });
  while (isRunning) {
    const { output } = await runProgram('ps', ['-o', 'rss=', '-p', String(child.pid)]);
    most = Math.max(most, Number(output.trim()) / 1024);
    await Promise.race([child.result, new Promise((resolve) => setTimeout(resolve, 100))]);
  }
  expect(await child.result).toMatchObject({ code: 0, stdout: expect.stringContaining('100,000 created') });
  console.info(`most memory: ${Math.round(most)} MB`);
  expect(most).toBeLessThan(224);
}, 180_000);

it('the command says what is wrong before it writes anything', async () => {
  const file = await scene.put('people.csv', 'name,mail\nA,a@x.org\n');
  const wrong = await scene.put(
    'wrong.json',
    JSON.stringify({ fields: { name: 'name', email: 'male', fone: 'name' } }),
  );
  const import_ = (...args: string[]) => scene.run(['import', '--file', file, '--map', wrong, ...args]);
  const target = ['--tenant-name', 'New', '--create-tenant'];
  const unknown = await import_('--entity', 'user', ...target);
  expect(unknown).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('fields.fone: User takes name, email, title'),
  });
  const right = await scene.put('right.json', JSON.stringify({ fields: { name: 'name', email: 'male' } }));
  const columns = await scene.run(['import', '--file', file, '--map', right, '--entity', 'user', ...target]);
  expect(columns).toMatchObject({ code: 1, stderr: expect.stringContaining('no column "male"; it has name, mail') });
  expect(await import_('--entity', 'planet')).toMatchObject({ code: 2 });
  expect(await import_('--entity', 'user')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('Which tenant?'),
  });
  expect(
    await scene.sql('select from "user" u join tenant t on t.id = u.tenant_id where t.name = $1', ['New']),
  ).toEqual([]);
}, 60_000);
