// The console in a real browser: an operator opens it, sees the node at work, and finds out in two clicks why an answer was not at hand.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { findBrowser, startBrowser, type TestBrowser, type TestPage } from '../support/browser.ts';
import { operatorKey } from '../support/console-stream.ts';
import { until } from '../support/until.ts';

const program = await findBrowser();
if (program === null) console.info('no browser is on this machine: apt-get install chromium');

const query = 'query ShownCompany($id: ID!) { company(id: $id) { name } }';

describe.skipIf(program === null)('the console in a browser', () => {
  let api: TestApi;
  let browser: TestBrowser;
  let opened: TestPage;
  let page: Page;
  let id: string;
  const asked: string[] = [];

  /** As clients ask, who take what is kept. */
  const ask = (document: string, variables = {}) =>
    api.query(document, variables, { headers: { 'x-clientele-consistency': 'eventual' } });

  beforeAll(async () => {
    api = await startApi({ settings: { OPERATOR_KEY: operatorKey } });
    browser = await startBrowser(program!);
    opened = await browser.open('about:blank', { colorScheme: 'light' });
    page = opened.page;
    page.setDefaultTimeout(10_000);
    page.on('request', (request) => asked.push(request.url()));
    const company = await api.ask<{ createCompany: { id: string } }>(
      'mutation { createCompany(input: { name: "Crumb" }) { id } }',
    );
    id = company.createCompany.id;
  });
  afterAll(async () => {
    await browser?.stop();
    await api?.stop();
  });

  const plotted = (title: string) => page.locator(`[data-plot="${title}"] .values b`).first().innerText();

  /** The inspector. */
  async function leave() {
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  }

  it('asks for the key, and says if it is wrong', async () => {
    await page.goto(`${api.url}/console`);
    await page.getByLabel('Operator key').fill('of somebody else, though 32 characters long');
    await page.keyboard.press('Enter');
    await page.getByText('That is not the operator key of this node.').waitFor();
    expect(opened.complaints.splice(0).filter((text) => !text.includes('401'))).toEqual([]);
    await page.getByLabel('Operator key').fill(operatorKey);
    await page.keyboard.press('Enter');
    await page.getByText(/^fresh: .* behind$/).waitFor();
    expect(page.url()).toBe(`${api.url}/console`);
  });

  it('plots move under load', async () => {
    await expect(plotted('Hit ratio')).resolves.toBe('–');
    await until(async () => {
      for (let at = 0; at < 20; at++) await ask(query, { id });
      return /^\d+ %$/.test(await plotted('Hit ratio'));
    });
    expect(Number.parseFloat(await plotted('Requests'))).toBeGreaterThan(0);
    await expect(plotted('Hit latency')).resolves.toMatch(/ (?:µs|ms)$/);
    await page.getByText(/^hit ratio \d/).waitFor();
    const drawn = () =>
      page.locator('[data-plot="Requests"] canvas').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await drawn();
    await until(async () => (await drawn()) !== before);
  });

  it('top operations show what was asked, with its document and cost one click away', async () => {
    const row = page.getByRole('region', { name: 'Top operations' }).getByRole('row', { name: /ShownCompany/ });
    await expect(row.innerText()).resolves.toMatch(/\d+ %/);
    await row.getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: 'ShownCompany' });
    await dialog.getByText(query).waitFor();
    await dialog.getByText('the operation itself').waitFor();
    await expect(dialog.getByRole('heading', { name: /^Cost/ }).innerText()).resolves.toMatch(/points of/);
    await dialog.getByText('still true').first().waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('a miss after a write is explained in two clicks, by the record that was written', async () => {
    // Asked for once: what is asked for often is made anew before anybody misses it.
    const rare = query.replace('ShownCompany', 'RareCompany');
    await ask(rare, { id });
    const [{ xid }] = (await api.sql<{ xid: string }>(
      `update company set name = 'Renamed' where id = $1 returning pg_current_xact_id()::text as xid`,
      [id],
    )) as [{ xid: string }];
    await until(async () => {
      const { headers } = await ask(rare, { id });
      return headers.get('cache-status')?.includes('stale') ?? false;
    });
    const misses = page.getByRole('region', { name: 'Requests' });
    await misses.getByRole('button', { name: 'Misses' }).click();
    await misses
      .getByRole('row', { name: /RareCompany stale company was changed/ })
      .getByRole('button')
      .click();
    const dialog = page.getByRole('dialog', { name: 'A miss: the answer was no longer true' });
    const said = await dialog.innerText();
    expect(said).toContain(`The company ${id} was changed: name.`);
    expect(said).toContain(`e.company.${id}`);
    expect(said).toContain(xid);
    expect(said).not.toContain('Renamed');
    await dialog.getByRole('button', { name: 'Close' }).click();
  });

  it('a query of the operator is explained with a key of their own', async () => {
    const explain = page.getByRole('region', { name: 'Explain a query' });
    await explain.getByLabel('Query').fill('query Mine { companies(first: 3) { nodes { name } } }');
    await explain.getByLabel('API key').fill(api.tenants[0].key);
    await explain.getByRole('button', { name: 'Explain' }).click();
    await explain.getByText('clientele; fwd=miss; stored').waitFor();
    await explain
      .getByText(/^companies\.nodes/)
      .first()
      .waitFor();
  });

  it('everything has a name and can be reached by the keyboard', async () => {
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll('button, input, textarea, a, canvas, [role=img], section, dialog')]
        .filter((each) => each.tagName !== 'CANVAS' || !each.closest('[role=img]'))
        .filter((each) => {
          const labels = (each as HTMLInputElement).labels;
          const name = each.getAttribute('aria-label') ?? each.getAttribute('aria-labelledby');
          return !name && !labels?.length && !(each.tagName === 'BUTTON' && each.textContent?.trim());
        })
        .map((each) => each.outerHTML.slice(0, 80)),
    );
    expect(nameless).toEqual([]);
    await expect(page.locator('html').getAttribute('lang')).resolves.toBe('en');
    expect(await page.locator('h1').count()).toBe(1);
    await page.locator('button.row').first().focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await leave();
  });

  it('text has a contrast of 4.5 to 1 or more, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      let colours: Record<string, number> = {};
      await until(async () => {
        colours = await luminances(page);
        return colours['back']! < 0.2 === (colorScheme === 'dark');
      });
      for (const name of ['ink', 'quiet', 'line', 'line-second', 'good', 'bad']) {
        for (const behind of ['back', 'card']) {
          const [dark, light] = [colours[name]!, colours[behind]!].sort((one, other) => one - other) as [
            number,
            number,
          ];
          expect((light + 0.05) / (dark + 0.05), `${name} on ${behind}, ${colorScheme}`).toBeGreaterThan(4.5);
        }
      }
    }
  });

  it('a phone shows all of it without scrolling sideways', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    const wider = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await wider()).toBe(0);
    const inside = await page.evaluate(() =>
      [...document.querySelectorAll('.table')].map((each) => each.scrollWidth - each.clientWidth),
    );
    expect(
      inside.every((each) => each <= 0),
      String(inside),
    ).toBe(true);
    await page.locator('button.row').first().click();
    await page.getByRole('dialog').waitFor();
    expect(await wider()).toBe(0);
    await leave();
  });

  it('it asked nothing but its node, kept the key out of addresses, and complained of nothing', async () => {
    expect(asked.filter((url) => !url.startsWith(api.url) && !url.startsWith('data:'))).toEqual([]);
    expect(asked.join('\n')).not.toContain(encodeURIComponent(operatorKey).slice(0, 12));
    expect(opened.complaints).toEqual([]);
  });

  it('after signing out the key is gone', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('Operator key').waitFor();
    expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    await opened.close();
  });
});

/** Of the colours of the page, as WCAG 2 reckons them. */
function luminances(page: Page): Promise<Record<string, number>> {
  return page.evaluate(() => {
    const element = document.body.appendChild(document.createElement('i'));
    const linear = (value: string) => {
      const share = Number(value) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    const found = ['back', 'card', 'ink', 'quiet', 'line', 'line-second', 'good', 'bad'].map((name) => {
      element.style.color = `var(--${name})`;
      const [red = 0, green = 0, blue = 0] = getComputedStyle(element).color.match(/\d+/g)!.map(linear);
      return [name, 0.2126 * red + 0.7152 * green + 0.0722 * blue] as const;
    });
    element.remove();
    return Object.fromEntries(found);
  });
}
