// The embedded PostgreSQL, with real initdb, real kills and real restarts, in folders of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdtemp, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbeddedPostgres } from '../../src/db/embedded.ts';
import { onServer } from '../support/postgres.ts';
import { until } from '../support/until.ts';

let folder: string;
let dataDir: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-embedded-'));
  await chmod(folder, 0o711); // else root's data would go elsewhere, which has a test of its own
  dataDir = join(folder, 'data');
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('data, password and port survive a restart', async () => {
  const first = await startEmbeddedPostgres({ dataDir });
  await onServer(first.url, (client) => client.query('create table kept as select 42 as answer'));
  await first.stop();

  const second = await startEmbeddedPostgres({ dataDir });
  try {
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select answer from kept')).toBe(42);
  } finally {
    await second.stop();
  }
});

test('the password is readable by its owner alone', async () => {
  const { mode } = await stat(join(dataDir, 'postgres.json'));
  expect(mode & 0o777).toBe(0o600);
});

test('the server speaks UTC, keeps fsync on, and knows that ü is a letter', async () => {
  const { url, stop } = await startEmbeddedPostgres({ dataDir });
  try {
    expect(await ask(url, `select current_setting('timezone')`)).toBe('UTC');
    expect(await ask(url, `select current_setting('fsync')`)).toBe('on');
    expect(await ask(url, `select lower('MÜLLER') || ('ü' ~ '\\w')`)).toBe('müllertrue');
  } finally {
    await stop();
  }
});

test('stop ends the server even while clients are connected, and may be called twice', async () => {
  const { url, stop } = await startEmbeddedPostgres({ dataDir });
  await onServer(url, async (client) => {
    client.on('error', () => undefined); // told that the server shuts down, then that the line is dead
    const ended = new Promise((resolve) => client.once('end', resolve));
    await Promise.all([stop(), stop(), ended]);
  });
  await expect(ask(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

test('a folder has one owner: a second is refused, a guest may join, and a killed owner is succeeded', async () => {
  const owner = await runElsewhere('embedded', 'startEmbeddedPostgres', { dataDir });
  const postmaster = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8');
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
    `The data folder ${dataDir} is in use by process ${owner.process.pid}.`,
  );
  const guest = await startEmbeddedPostgres({ dataDir, whenTaken: 'join' });
  await guest.stop();
  expect(await ask(owner.url, 'select 1')).toBe(1);

  await kill(owner.process);
  const heir = await startEmbeddedPostgres({ dataDir });
  try {
    expect(heir.url).toBe(owner.url);
    expect(await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')).toBe(postmaster);
  } finally {
    await heir.stop();
  }
});

test('a lost password file is told apart from a broken database', async () => {
  const path = join(dataDir, 'postgres.json');
  await rename(path, `${path}.lost`);
  await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(`${path}, which holds the database's password`);
  await rename(`${path}.lost`, path);
  await (await startEmbeddedPostgres({ dataDir })).stop();
});

test('a data folder that cannot be made is told with its path', async () => {
  const impossible = join(dataDir, 'postgres.json', 'data');
  await expect(startEmbeddedPostgres({ dataDir: impossible })).rejects.toThrow(
    `The data folder ${impossible} cannot be used: ENOTDIR`,
  );
});

test.runIf(process.getuid?.() === 0)('root in a closed folder: the data live elsewhere, behind a link', async () => {
  const closed = await mkdtemp(join(tmpdir(), 'clientele-closed-'));
  try {
    const { url, stop } = await startEmbeddedPostgres({ dataDir: closed, isDurable: false });
    expect(await ask(url, 'select 1')).toBe(1);
    await stop();
    const elsewhere = await realpath(join(closed, 'postgres'));
    expect(elsewhere).not.toContain(closed);
    await rm(elsewhere, { recursive: true });
  } finally {
    await rm(closed, { recursive: true });
  }
});

test('a throw-away server and its folder go when its process is killed', async () => {
  const { url, process: owner } = await runElsewhere('throwaway', 'startThrowawayPostgres', {});
  const cluster = await ask<string>(url, `select current_setting('data_directory')`);
  await kill(owner);
  await until(
    () =>
      access(cluster).then(
        () => false,
        () => true,
      ),
    { what: 'the folder to be removed' },
  );
  await expect(ask(url, 'select 1')).rejects.toThrow('ECONNREFUSED');
});

async function ask<T = unknown>(url: string, query: string): Promise<T> {
  const { rows } = await onServer(url, (client) => client.query<[T]>({ text: query, rowMode: 'array' }));
  return rows[0]![0];
}

/** Starts the server from another Node process, which then waits to be killed. */
async function runElsewhere(file: string, start: string, options: object) {
  const path = join(import.meta.dirname, '..', '..', 'src', 'db', `${file}.ts`);
  const code = `
    import { ${start} } from ${JSON.stringify(path)};
    console.log((await ${start}(${JSON.stringify(options)})).url);
    setInterval(() => undefined, 60_000);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const url of createInterface({ input: child.stdout })) return { url, process: child };
  throw new Error('the other process ended before its server was up');
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
