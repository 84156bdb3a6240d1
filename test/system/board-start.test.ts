// `npm run start:board` as a new user has it: the address that it prints shows the demo's deals, live, and it ends in order.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findBrowser, startBrowser } from '../support/browser.ts';
import { freePort } from '../support/free-port.ts';
import { root } from '../support/sources.ts';
import { until } from '../support/until.ts';

const program = await findBrowser();
let folder: string;
let running: ChildProcess | null = null;
let printed = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clientele-board-'));
});
afterAll(async () => {
  // In order, also when the test has failed: whoever is killed leaves behind what it has started.
  if (running?.exitCode === null) {
    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    await exited;
  }
  await rm(folder, { recursive: true, force: true });
});

it.skipIf(program === null)(
  'prints an address that shows a live board, and stops what it started',
  async () => {
    const port = Math.min(await freePort(), 65_000); // the page takes the next one
    const { PATH = '', HOME = '' } = process.env;
    running = spawn(process.execPath, ['examples/board/start.ts'], {
      cwd: root,
      env: { PATH, HOME, DATA_DIR: folder, PORT: String(port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [running.stdout!, running.stderr!]) stream.on('data', (chunk) => (printed += String(chunk)));
    const isReady = () => printed.includes('The board is ready') || running!.exitCode !== null;
    await until(isReady, { withinMs: 90_000, what: 'the address of the board' });
    const [address = expect.fail(printed)] = /http:\S+#key=\S+/.exec(printed) ?? [];

    const browser = await startBrowser(program!);
    try {
      const { page, complaints } = await browser.open(address);
      await page.getByText('Live', { exact: true }).waitFor();
      expect(await page.locator('.card').count()).toBeGreaterThan(40);
      await page.getByLabel('Pipeline').selectOption('Service contracts');
      await page.getByRole('region', { name: /^Renewed / }).waitFor();
      await page.getByText('Live', { exact: true }).waitFor();
      expect(complaints).toEqual([]);
    } finally {
      await browser.stop();
    }

    const exited = once(running, 'exit');
    running.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
    for (const each of [port, port + 1])
      await expect(fetch(`http://127.0.0.1:${each}/`)).rejects.toThrow('fetch failed');
  },
  180_000,
);
