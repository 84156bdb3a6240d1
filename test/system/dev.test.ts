// `npm start` as a new user has it: a process on an empty folder, an answer with the key that it prints, an orderly end.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { root } from '../support/sources.ts';
import { until } from '../support/until.ts';

interface Demo {
  readonly url: string;
  readonly apiKey: string;
  readonly otherTenantApiKey: string;
}

let folder: string;
let running: ChildProcess | null = null;
let printed = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-dev-'));
});

afterAll(async () => {
  if (running) await end(running);
  await rm(folder, { recursive: true, force: true });
});

/** Starts on the folder, with an environment that has nothing but what a shell needs. */
async function start(): Promise<Demo> {
  printed = '';
  const { PATH = '', HOME = '' } = process.env;
  running = spawn(process.execPath, ['src/main.ts', 'dev'], {
    cwd: root,
    env: { PATH, HOME, DATA_DIR: folder, PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [running.stdout!, running.stderr!]) stream.on('data', (chunk) => (printed += String(chunk)));
  const file = join(folder, 'demo.json');
  const isThere = () =>
    access(file).then(
      () => true,
      () => false,
    );
  await until(async () => running?.exitCode !== null || (await isThere()), { withinMs: 60_000, what: 'demo.json' });
  expect(running.exitCode, printed).toBeNull();
  return JSON.parse(await readFile(file, 'utf8')) as Demo;
}

async function end(child: ChildProcess): Promise<number | null> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
  running = null;
  return child.exitCode;
}

async function ask(url: string, key: string, query: string): Promise<{ data: never; errors?: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as never;
}

const nested =
  '{ companies(first: 2) { nodes { name owner { name } contacts(first: 2) { nodes { name } } deals { nodes { stage { name } } } } } }';

it('answers a nested query with the demo key, keeps what was written over a restart, and ends in order', async () => {
  const first = await start();
  expect(printed).toContain(first.apiKey);
  expect(printed).toContain('curl ');
  const { data, errors } = await ask(first.url, first.apiKey, nested);
  expect(errors).toBeUndefined();
  expect((data as { companies: { nodes: unknown[] } }).companies.nodes).toHaveLength(2);

  const written = await ask(first.url, first.apiKey, 'mutation { createCompany(input: { name: "Kept" }) { id } }');
  const { id } = (written.data as { createCompany: { id: string } }).createCompany;
  expect(await end(running!)).toBe(0);

  const second = await start();
  expect(second.apiKey).toBe(first.apiKey);
  const found = await ask(second.url, second.apiKey, `{ company(id: "${id}") { name } }`);
  expect(found.data).toEqual({ company: { name: 'Kept' } });
  const other = await ask(second.url, second.otherTenantApiKey, `{ company(id: "${id}") { name } }`);
  expect(other.data).toEqual({ company: null });

  const page = await (await fetch(second.url, { headers: { accept: 'text/html' } })).text();
  expect(page).toContain('graphiql');
  expect(page.match(/(?:src|href)="https?:\/\/[^"]+/g) ?? [], 'addresses that the page would load').toEqual([]);
  expect(await end(running!)).toBe(0);
});
