// A tenant with a pipeline, the board of examples/board before its API, and a line between them that can be cut.
// Invariant: whoever compares the board with the list compares all of it: each deal of the pipeline, under its stage.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { serveBoard } from '../../examples/board/serve.ts';
import { operations } from '../../src/commands/operations.ts';
import { startApi, type TestApi } from './api.ts';
import { startBrowser, type TestPage } from './browser.ts';
import { type EdgeLine, openEdgeLine } from './edge-line.ts';
import { freePort } from './free-port.ts';
import { root } from './sources.ts';
import { until } from './until.ts';

/** Names of deals by the name of their stage, each sorted. */
export type Places = Readonly<Record<string, readonly string[]>>;

export interface OpenBoard extends TestPage {
  card(deal: string): Locator;
  handle(deal: string): Locator;
  column(stage: string): Locator;
  shown(): Promise<Places>;
  isLive(): Promise<void>;
  /** Resolves when the page says so. */
  says(words: string): Promise<void>;
  /** Ids of the events that were told, the newest first. */
  told(): Promise<string[]>;
  /** Resolves when the board shows what the list has. */
  agrees(): Promise<void>;
}

export interface BoardScene {
  readonly api: TestApi;
  readonly line: EdgeLine;
  readonly stages: readonly string[];
  /** `key`: of somebody else. */
  open(options?: BrowserContextOptions, key?: string): Promise<OpenBoard>;
  createDeal(name: string, stage: string): Promise<string>;
  /** A deal that no other test knows. */
  deal(stage?: string): Promise<{ readonly id: string; readonly name: string }>;
  /** By somebody else. */
  move(id: string, stage: string): Promise<void>;
  stageOf(id: string): Promise<string>;
  /** What the API lists. */
  list(): Promise<Places>;
  /** Closes what was opened. What those pages complained of, but for connections that were cut. */
  closeAll(): Promise<string[]>;
  stop(): Promise<void>;
}

/** What browsers say of a connection that is cut. */
const isOfTheLine = (text: string) => /net::ERR_|WebSocket connection/.test(text);

const manifest = join(root, 'examples/board/page/generated/persisted-documents.json');

const stages = [
  { name: 'Prospecting', status: 'OPEN' },
  { name: 'Engaging', status: 'OPEN' },
  { name: 'Won', status: 'WON' },
];

/** `isById`: the page asks by the hashes of its manifest, which is registered first. */
export async function startBoardScene(browserProgram: string, { isById = false } = {}): Promise<BoardScene> {
  const stops: (() => unknown)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0)) await each();
  };
  try {
    const port = await freePort();
    const api = await startApi({ settings: { CORS_ORIGINS: `http://127.0.0.1:${port}` } });
    stops.unshift(api.stop);
    if (isById) await operations({ action: 'add', files: [manifest] }, { adminUrl: api.databaseUrl, print: () => {} });
    const line = await openEdgeLine(Number(new URL(api.url).port));
    stops.unshift(line.stop);
    const folder = await mkdtemp(join(tmpdir(), 'clientele-board-'));
    stops.unshift(() => rm(folder, { recursive: true, force: true }));
    process.env['NODE_ENV'] = 'production'; // the bundle that users have, which the runner's `test` would not make
    const served = await serveBoard({ apiUrl: `${line.url}/graphql`, port, isById, folder });
    stops.unshift(served.stop);
    const browser = await startBrowser(browserProgram);
    stops.unshift(browser.stop);
    const ids = await createPipeline(api);
    const list = () => listed(api);
    const opened: OpenBoard[] = [];
    let number = 0;
    const createDeal = async (name: string, stage: string) => {
      const input = { name, stageId: ids.get(stage), amount: { minor: 120_000, currency: 'EUR' } };
      const { createDeal } = await api.ask<{ createDeal: { id: string } }>(
        'mutation ($input: CreateDealInput!) { createDeal(input: $input) { id } }',
        { input },
      );
      return createDeal.id;
    };
    const [{ key: ownKey }] = api.tenants;
    return {
      api,
      line,
      stages: stages.map(({ name }) => name),
      async open(options, key = ownKey) {
        const board = boardIn(await browser.open(`${served.origin}/#key=${key}`, options), list);
        opened.push(board);
        await board.isLive();
        return board;
      },
      createDeal,
      async deal(stage = 'Prospecting') {
        const name = `Deal ${++number}`;
        return { id: await createDeal(name, stage), name };
      },
      async move(id, stage) {
        await api.ask('mutation ($id: ID!, $stageId: ID!) { moveDeal(id: $id, stageId: $stageId) { id } }', {
          id,
          stageId: ids.get(stage),
        });
      },
      async stageOf(id) {
        const [row] = await api.sql<{ name: string }>(
          'select s.name from deal d join stage s on s.tenant_id = d.tenant_id and s.id = d.stage_id where d.id = $1',
          [id],
        );
        return row!.name;
      },
      list,
      async closeAll() {
        const closed = opened.splice(0);
        for (const each of closed) await each.close();
        return closed.flatMap(({ complaints }) => complaints).filter((text) => !isOfTheLine(text));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function boardIn(opened: TestPage, list: () => Promise<Places>): OpenBoard {
  const { page } = opened;
  const card = (deal: string) =>
    page.locator('.card').filter({ has: page.getByRole('heading', { name: deal, exact: true }) });
  const shown = () => shownOn(page);
  return {
    ...opened,
    card,
    shown,
    handle: (deal) => page.getByRole('button', { name: `Carry ${deal}`, exact: true }),
    column: (stage) => page.getByRole('region', { name: new RegExp(`^${stage} `) }),
    isLive: () => page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 }),
    says: (words) => page.getByText(words).first().waitFor({ timeout: 20_000 }),
    told: () =>
      page.locator('[data-event]').evaluateAll((all) => all.map((each) => each.getAttribute('data-event') ?? '')),
    async agrees() {
      let seen = '';
      const isEqual = async () => {
        const [here, there] = [JSON.stringify(await shown()), JSON.stringify(await list())];
        seen = `shown ${here}, listed ${there}`;
        return here === there;
      };
      await until(isEqual, { withinMs: 20_000, what: 'that the board shows what the list has' }).catch(
        (error: Error) => {
          throw new Error(`${error.message}: ${seen}`);
        },
      );
    },
  };
}

async function shownOn(page: Page): Promise<Places> {
  const columns = await page.locator('.column').evaluateAll((all) =>
    all.map((column) => ({
      stage: column.querySelector('h2')?.firstChild?.textContent?.trim() ?? '',
      deals: [...column.querySelectorAll('h3')].map((each) => each.textContent ?? ''),
    })),
  );
  return Object.fromEntries(columns.map(({ stage, deals }) => [stage, deals.toSorted()]));
}

async function listed(api: TestApi): Promise<Places> {
  const { deals } = await api.ask<{ deals: { nodes: { name: string; stage: { name: string } }[] } }>(
    '{ deals(first: 100) { nodes { name stage { name } } } }',
  );
  const inStage = (stage: string) => deals.nodes.filter((deal) => deal.stage.name === stage).map(({ name }) => name);
  return Object.fromEntries(stages.map(({ name }) => [name, inStage(name).toSorted()]));
}

/** Ids of the stages by their names. */
async function createPipeline(api: TestApi): Promise<Map<string, string>> {
  const { createPipeline } = await api.ask<{ createPipeline: { id: string } }>(
    'mutation { createPipeline(input: { name: "Sales" }) { id } }',
  );
  const ids = new Map<string, string>();
  for (const stage of stages) {
    const { createStage } = await api.ask<{ createStage: { id: string } }>(
      'mutation ($input: CreateStageInput!) { createStage(input: $input) { id } }',
      { input: { ...stage, pipelineId: createPipeline.id } },
    );
    ids.set(stage.name, createStage.id);
  }
  return ids;
}
