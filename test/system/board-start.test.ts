// `npm run start:board` as a new user has it: the address that it prints shows the demo's deals, live, and it ends in order.
import { afterAll, expect, it } from 'vitest';
import { findBrowser, startBrowser } from '../support/browser.ts';
import { type Demo, startDemo } from '../support/demo-process.ts';
import { freePort } from '../support/free-port.ts';

const program = await findBrowser();
let demo: Demo | null = null;

afterAll(() => demo?.stop());

it.skipIf(program === null)(
  'prints an address that shows a live board, and stops what it started',
  async () => {
    const port = Math.min(await freePort(), 65_000); // the page takes the next one
    demo = await startDemo('examples/board/start.ts', port);
    await demo.says('The board is ready');
    const [address = expect.fail(demo.printed())] = /http:\S+#key=\S+/.exec(demo.printed()) ?? [];

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

    expect(await demo.stop()).toBe(0);
    for (const each of [port, port + 1])
      await expect(fetch(`http://127.0.0.1:${each}/`)).rejects.toThrow('fetch failed');
  },
  180_000,
);
