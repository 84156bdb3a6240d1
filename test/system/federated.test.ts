// `npm run start:federated` as a new user has it: four processes, a page of two subgraphs that is a hit the second time, an orderly end.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { root } from '../support/sources.ts';
import { until } from '../support/until.ts';

let folder: string;
let running: ChildProcess | null = null;
let printed = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-federated-'));
});
afterAll(async () => {
  // In order, also when a test has failed: whoever is killed leaves behind what it has started.
  if (running?.exitCode === null) {
    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
});

/** The first of twelve that are free, more or less: each process says so if its own is taken. */
const freePorts = async () => Math.min(await freePort(), 65_500);

it('prints a request whose second answer is a hit, and stops all that it started', async () => {
  const port = await freePorts();
  const { PATH = '', HOME = '' } = process.env;
  running = spawn(process.execPath, ['examples/federated/start.ts'], {
    cwd: root,
    env: { PATH, HOME, DATA_DIR: folder, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [running.stdout!, running.stderr!]) stream.on('data', (chunk) => (printed += String(chunk)));
  const isReady = () => printed.includes('look at cache-status') || running!.exitCode !== null;
  await until(isReady, { withinMs: 90_000, what: 'the request to try' });
  const [, url, key, body] =
    /curl -si (\S+) -H 'authorization: Bearer (\S+)' .* -d '(.*)'/.exec(printed) ?? expect.fail(printed);
  const ask = () =>
    fetch(url!, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: body!,
    });
  const first = await (await ask()).text();
  expect(JSON.parse(first).data.companies.nodes[0].invoices.nodes.length).toBe(2);
  // The second, unless the machine is so busy that an edge hears nothing of its subgraphs for a second: then it keeps nothing.
  const hits: string[] = [];
  const isHit = async () => {
    const again = await ask();
    const text = await again.text();
    if (again.headers.get('cache-status') === 'clientele-edge; hit') hits.push(text);
    return hits.length > 0;
  };
  await until(isHit, { withinMs: 20_000, what: 'a hit' });
  expect(hits).toEqual([first]);
  const exited = once(running, 'exit');
  running.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  for (const each of [port, port + 1, port + 10])
    await expect(fetch(`http://127.0.0.1:${each}/livez`)).rejects.toThrow('fetch failed');
}, 120_000);
