// What a hostile document costs the one thread that answers everybody, in CPU, so that a busy machine does not matter: the best of a
// few, since each is another text and nothing of it is known. `node load/bystander.ts` measures what others notice.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { hostileDocuments } from '../support/hostile-documents.ts';

/** The event loop is held up for 50 ms at most; this is all of the request, this test's own client included. */
const mostMs = 50;

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api?.stop());

async function costOf(body: string): Promise<number> {
  const before = process.threadCpuUsage();
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}` };
  const response = await fetch(`${api.url}/graphql`, { method: 'POST', headers, body }).catch(() => null); // cut off: it is too long
  if (response) {
    expect(response.status).toBeLessThan(500);
    await response.text();
  }
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

it.each(Object.keys(hostileDocuments))('%s', async (name) => {
  const costs: number[] = [];
  for (let nth = 0; nth < 8; nth++) costs.push(await costOf(hostileDocuments[name]!(nth)));
  expect(Math.min(...costs), costs.map(Math.round).join(' ')).toBeLessThan(mostMs);
});
