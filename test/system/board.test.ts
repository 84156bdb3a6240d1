// The board of examples/board in a real browser: what it shows is what the API lists, whatever happens to the line between them.
import type { Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { insertKey } from '../../src/commands/key-row.ts';
import { pepper } from '../support/api.ts';
import { type BoardScene, startBoardScene } from '../support/board-scene.ts';
import { findBrowser } from '../support/browser.ts';
import { raiseFloor } from '../support/change-floor.ts';
import { onServer } from '../support/postgres.ts';
import { until } from '../support/until.ts';

const program = await findBrowser();
if (program === null) console.info('no browser is on this machine: apt-get install chromium');

it.skipIf(program === null)('asks by the hashes of its manifest alone, if it is built so', async () => {
  const scene = await startBoardScene(program!, { isById: true });
  try {
    const id = await scene.createDeal('Registered', 'Prospecting');
    const board = await scene.open();
    await board.page.getByLabel('Stage of Registered').selectOption('Engaging');
    await until(async () => (await scene.stageOf(id)) === 'Engaging');
    await scene.move(id, 'Won');
    await board.says('Registered moved from Engaging to Won');
    expect(board.sent.filter((text) => text.includes('documentId'))).toHaveLength(4);
    expect(board.sent.join('\n')).not.toMatch(/\{\s*(?:deal|moveDeal|pipeline)/);
  } finally {
    await scene.stop();
  }
});

describe.skipIf(program === null)('the board in a browser', () => {
  let scene: BoardScene;

  beforeAll(async () => {
    scene = await startBoardScene(program!);
  });
  afterAll(() => scene?.stop());
  afterEach(async () => {
    scene.line.mend();
    expect(await scene.closeAll()).toEqual([]);
  });

  it('shows the deals of a pipeline under their stages, with totals, after one query', async () => {
    await scene.deal();
    await scene.deal('Won');
    const board = await scene.open();
    await board.agrees();
    await expect(board.column('Won').locator('.totals').innerText()).resolves.toMatch(/1,200/);
    const asked = await board.page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/graphql')).length,
    );
    expect(asked).toBe(1);
    expect(board.page.url(), 'the key stands in the address').not.toContain('ck_');
  });

  it('moves a card within a second of the write of somebody else', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    await board.column('Prospecting').getByText(name, { exact: true }).waitFor();
    const waited: number[] = [];
    for (const [from, to] of [
      ['Prospecting', 'Engaging'],
      ['Engaging', 'Prospecting'],
      ['Prospecting', 'Engaging'],
    ] as const) {
      const beganMs = performance.now();
      await scene.move(id, to);
      await board.column(to).getByText(name, { exact: true }).waitFor();
      waited.push(performance.now() - beganMs);
      await board.says(`${name} moved from ${from} to ${to}`);
    }
    expect(Math.min(...waited), 'a browser beside other tests may be late, but not each time').toBeLessThan(1_000);
    await board.agrees();
  });

  it('after a cut line it has caught up with all that was written meanwhile, and each event was told once', async () => {
    const deals = [await scene.deal(), await scene.deal(), await scene.deal()];
    const board = await scene.open();
    await scene.move(deals[0]!.id, 'Engaging');
    await board.says(`${deals[0]!.name} moved from Prospecting to Engaging`);
    const cursor = await cursorNow();
    scene.line.cut();
    await board.says('Reconnecting');
    for (const stage of ['Won', 'Prospecting', 'Engaging']) for (const { id } of deals) await scene.move(id, stage);
    const before = await board.told();
    scene.line.mend();
    await board.says('Up to date');
    await board.agrees();
    const told = (await board.told()).filter((id) => !before.includes(id));
    expect(told.toSorted()).toEqual((await eventsSince(cursor)).toSorted());
    expect(new Set(told).size).toBe(told.length);
  });

  it('a line that swallows everything is noticed without a word of it', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    scene.line.swallow();
    await scene.move(id, 'Won');
    await board.says('Reconnecting');
    scene.line.mend();
    await board.column('Won').getByText(name, { exact: true }).waitFor();
    await board.agrees();
  });

  it('goes on from its cursor after a reload: what was told meanwhile is told, without a query', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    await scene.move(id, 'Engaging');
    await board.says(`${name} moved from Prospecting to Engaging`);
    await board.page.goto('about:blank');
    await scene.move(id, 'Won');
    await board.page.goBack();
    await board.says(`${name} moved from Engaging to Won`);
    await board.says(`${name} moved from Prospecting to Engaging`);
    await board.agrees();
    const asked = await board.page.evaluate(
      () => performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/graphql')).length,
    );
    expect(asked).toBe(0);
  });

  it('a cursor that is too old leads to a new board, and on from there', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    scene.line.cut();
    await board.says('Reconnecting');
    await scene.move(id, 'Engaging');
    await raiseFloor(scene.api);
    const other = await scene.deal('Won');
    scene.line.mend();
    await board.column('Won').getByText(other.name, { exact: true }).waitFor({ timeout: 20_000 });
    await board.agrees();
    await scene.move(id, 'Won');
    await board.says(`${name} moved from Engaging to Won`);
  });

  it('stages that others rename or add are shown', async () => {
    const board = await scene.open();
    const [stage] = await scene.api.sql<{ id: string }>(`select id from stage where name = 'Engaging'`);
    const rename = (name: string) =>
      scene.api.ask('mutation ($id: ID!, $name: String!) { updateStage(id: $id, input: { name: $name }) { id } }', {
        id: stage!.id,
        name,
      });
    await rename('Talking');
    await board.column('Talking').waitFor({ timeout: 5_000 });
    await rename('Engaging');
    await board.column('Engaging').waitFor({ timeout: 5_000 });
  });

  it('a move that meets another is rolled back and told with both values, and can be made nevertheless', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    await board.page.route(
      '**/graphql',
      async (route) => {
        if (route.request().postData()?.includes('MoveDeal')) await scene.move(id, 'Won');
        await route.continue();
      },
      { times: 1 },
    );
    await board.page.getByLabel(`Stage of ${name}`, { exact: true }).selectOption('Engaging');
    await board.says(`${name} was moved meanwhile: others put it in Won, you in Engaging.`);
    expect(await scene.stageOf(id)).toBe('Won');
    await board.agrees();
    await board.page.getByRole('button', { name: 'Move to Engaging' }).click();
    await until(async () => (await scene.stageOf(id)) === 'Engaging');
    await board.agrees();
    await expect(board.page.getByRole('alert').innerText()).resolves.toBe('');
  });

  it('a move that cannot be sent is rolled back and told', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    scene.line.cut();
    await board.page.getByLabel(`Stage of ${name}`, { exact: true }).selectOption('Won');
    await board.says(`${name} stays where it was: the API cannot be reached.`);
    await board.column('Prospecting').getByText(name, { exact: true }).waitFor();
    expect(await scene.stageOf(id)).toBe('Prospecting');
  });

  it('is not shown empty when the deals could not be read, but when they can', async () => {
    await scene.deal();
    const board = await scene.open();
    await board.page.getByRole('button', { name: 'Sign out' }).click();
    const fail = async (route: Route) => {
      const answer = await (await route.fetch()).json();
      answer.data.first.nodes[0].deals = null;
      const path = ['first', 'nodes', 0, 'deals'];
      await route.fulfill({
        json: { ...answer, errors: [{ message: 'Later.', path, extensions: { code: 'UNAVAILABLE' } }] },
      });
    };
    await board.page.route('**/graphql', fail, { times: 1 });
    await board.page.getByLabel('API key').fill(scene.api.tenants[0].key);
    await board.page.getByRole('button', { name: 'Show the board' }).click();
    await board.says('Later.');
    await board.isLive();
    await board.agrees();
  });

  it('of a key that may not see who owns a deal shows all the rest, live', async () => {
    const { id, name } = await scene.deal();
    const { key } = await onServer(scene.api.databaseUrl, (client) =>
      insertKey(client, {
        tenantId: scene.api.tenants[0].id,
        name: 'without users',
        pepper,
        environment: 'live',
        scopes: ['deals:read', 'pipelines:read', 'stages:read'],
      }),
    );
    const board = await scene.open(undefined, key);
    await board.agrees();
    await scene.move(id, 'Engaging');
    await board.says(`${name} moved from Prospecting to Engaging`);
    await scene.move(id, 'Won');
    await board.says(`${name} moved from Engaging to Won`);
    await board.agrees();
  });

  async function cursorNow(): Promise<string> {
    const { changes } = await scene.api.ask<{ changes: { pageInfo: { endCursor: string } } }>(
      '{ changes { pageInfo { endCursor } } }',
    );
    return changes.pageInfo.endCursor;
  }

  async function eventsSince(cursor: string): Promise<string[]> {
    const { changes } = await scene.api.ask<{ changes: { nodes: { id: string }[] } }>(
      'query ($after: String!) { changes(after: $after, first: 100, types: [DEAL]) { nodes { id } } }',
      { after: cursor },
    );
    return changes.nodes.map(({ id }) => id);
  }
});
