// A real browser, if the machine has one: Debian's package chromium. Nothing is downloaded.
// Invariant: what a page complains of (errors, warnings of the console, requests that failed by their status) is kept for the test to judge.
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

export interface TestBrowser {
  /** A window of its own, with a session of its own. */
  open(url: string, options?: BrowserContextOptions): Promise<TestPage>;
  stop(): Promise<void>;
}

export interface TestPage {
  readonly page: Page;
  readonly complaints: string[];
  /** What it has sent to the API, over HTTP and over WebSockets. */
  readonly sent: string[];
  close(): Promise<void>;
}

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Null: not on this machine. */
export async function findBrowser(): Promise<string | null> {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  for (const file of folders.flatMap((folder) => names.map((name) => join(folder, name)))) {
    const isThere = await access(file).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return null;
}

export async function startBrowser(executablePath: string): Promise<TestBrowser> {
  const browser: Browser = await chromium.launch({ executablePath });
  return {
    async open(url, options) {
      const context = await browser.newContext(options);
      const page = await context.newPage();
      const complaints: string[] = [];
      const sent: string[] = [];
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('request', (request) => sent.push(...[request.postData() ?? []].flat()));
      page.on('websocket', (socket) => socket.on('framesent', ({ payload }) => sent.push(String(payload))));
      await page.goto(url);
      return { page, complaints, sent, close: () => context.close() };
    },
    stop: () => browser.close(),
  };
}
