// The board of examples/board under hands and eyes in a real browser: by keyboard, mouse and touch, on phones, in the dark.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type BoardScene, startBoardScene } from '../support/board-scene.ts';
import { findBrowser } from '../support/browser.ts';
import { until } from '../support/until.ts';

const program = await findBrowser();
if (program === null) console.info('no browser is on this machine: apt-get install chromium');

describe.skipIf(program === null)('the board under hands', () => {
  let scene: BoardScene;

  beforeAll(async () => {
    scene = await startBoardScene(program!);
  });
  afterAll(() => scene?.stop());
  afterEach(async () => {
    scene.line.mend();
    expect(await scene.closeAll()).toEqual([]);
  });

  it('a card that is carried by keyboard is moved in the database, and keeps the focus', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    await board.handle(name).focus();
    await board.page.keyboard.press('Space');
    await board.says(`${name} is over Prospecting`);
    await board.page.keyboard.press('ArrowRight');
    await board.says(`${name} is over Engaging`);
    await board.page.keyboard.press('Space');
    await board.column('Engaging').getByText(name, { exact: true }).waitFor();
    await until(async () => (await scene.stageOf(id)) === 'Engaging');
    await until(() => board.handle(name).evaluate((handle) => handle === document.activeElement));
    await board.agrees();
  });

  it('by mouse, and by the list of stages', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open();
    await board.card(name).getByRole('heading').hover();
    await board.page.mouse.down();
    for (const stage of ['Engaging', 'Won']) await board.column(stage).getByRole('heading').first().hover();
    await board.says(`${name} is over Won`);
    await board.page.mouse.up();
    await until(async () => (await scene.stageOf(id)) === 'Won');
    await board.page.getByLabel(`Stage of ${name}`, { exact: true }).selectOption('Engaging');
    await until(async () => (await scene.stageOf(id)) === 'Engaging');
    await board.agrees();
  });

  it('by touch, after the finger has rested on it', async () => {
    const { id, name } = await scene.deal();
    const board = await scene.open({ hasTouch: true });
    const [from, to] = [await board.card(name).boundingBox(), await board.column('Engaging').boundingBox()];
    const touches = await board.page.context().newCDPSession(board.page);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', box: typeof from) =>
      touches.send('Input.dispatchTouchEvent', { type, touchPoints: box ? [{ x: box.x + 40, y: box.y + 30 }] : [] });
    await touch('touchStart', from);
    await board.page.locator('.columns[data-carrying=true]').waitFor();
    await touch('touchMove', to);
    await board.says(`${name} is over Engaging`);
    await touch('touchEnd', null);
    await until(async () => (await scene.stageOf(id)) === 'Engaging');
    await board.agrees();
  });

  it.each([
    { name: 'a phone in the dark', width: 390, height: 844, colorScheme: 'dark' },
    { name: 'a phone in the light', width: 390, height: 844, colorScheme: 'light' },
    { name: 'a screen', width: 1280, height: 800, colorScheme: 'light' },
  ] as const)('on $name nothing but the columns is wider than the window', async ({ width, height, colorScheme }) => {
    const { name } = await scene.deal();
    const board = await scene.open({ viewport: { width, height }, colorScheme, hasTouch: width < 500 });
    await board.card(name).waitFor();
    const { scrolled, ground } = await board.page.evaluate(() => ({
      scrolled: document.documentElement.scrollWidth - window.innerWidth,
      ground: getComputedStyle(document.body).backgroundColor,
    }));
    expect(scrolled).toBeLessThanOrEqual(0);
    expect(ground).toBe(colorScheme === 'dark' ? 'rgb(20, 23, 28)' : 'rgb(244, 245, 247)');
  });

  it('asks for a key, and says what is wrong with a wrong one', async () => {
    const board = await scene.open();
    await board.page.getByRole('button', { name: 'Sign out' }).click();
    await board.page.getByLabel('API key').fill('ck_live_wrong');
    await board.page.getByRole('button', { name: 'Show the board' }).click();
    await board.says('No board');
    await board.page.getByRole('button', { name: 'Sign out' }).click();
    await board.page.getByLabel('API key').fill(scene.api.tenants[0].key);
    await board.page.getByRole('button', { name: 'Show the board' }).click();
    await board.isLive();
    board.complaints.splice(0); // the browser's word for the 401
  });
});
