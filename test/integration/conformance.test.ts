// `clientele conformance` beside the subgraph of examples/billing, which keeps the contract, and beside subgraphs with one mistake.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBilling } from '../../examples/billing/billing.ts';
import { checkConformance } from '../../src/conformance/conformance.ts';
import { type PostListener, startPostListener } from '../../src/conformance/post-listener.ts';
import { type Finding, lineOf } from '../../src/conformance/rule.ts';
import { parseScenario, type Scenario } from '../../src/conformance/scenario.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestBilling, subgraphKey, type TestBilling } from '../support/billing.ts';
import { root } from '../support/sources.ts';
import { mistakes } from '../support/subgraph-mistakes.ts';
import { startSubgraphProxy } from '../support/subgraph-proxy.ts';

let billing: TestBilling;
let scenario: Scenario;

beforeAll(async () => {
  billing = await startTestBilling();
  scenario = parseScenario(await readFile(join(root, 'examples/billing/conformance.json'), 'utf8'));
});
afterAll(() => billing?.stop());

/** With tenants of its own, so that several run at once. */
async function check(
  url: string,
  { writes, ...options }: { seconds: number; only?: string; posts?: PostListener; writes?: Scenario['writes'] },
): Promise<readonly Finding[]> {
  const [one, other] = scenario.viewers;
  return checkConformance({
    scenario: {
      ...scenario,
      url: `${url}/graphql`,
      writes: writes ?? scenario.writes,
      viewers: [
        { ...one, tenantId: newId() },
        { ...other, tenantId: newId() },
      ],
    },
    key: subgraphKey,
    signal: new AbortController().signal,
    onFinding: () => {},
    ...options,
  });
}

it.concurrent('billing keeps every rule', async ({ expect }) => {
  const findings = await check(billing.url, { seconds: 3 });
  expect(findings.filter(({ outcome }) => outcome !== 'ok').map(lineOf)).toEqual([]);
  expect(findings.length).toBeGreaterThan(15);
});

it.concurrent('billing keeps every rule when it posts', async ({ expect }) => {
  const posts = await startPostListener({ port: 0, host: '127.0.0.1', key: subgraphKey });
  const pushTo = [`http://127.0.0.1:${posts.port}`];
  const pusher = await startBilling({ databaseUrl: billing.databaseUrl, port: 0, key: subgraphKey, pushTo });
  try {
    const findings = await check(`http://127.0.0.1:${pusher.port}`, { seconds: 2, posts });
    expect(findings.filter(({ outcome }) => outcome !== 'ok').map(lineOf)).toEqual([]);
  } finally {
    await pusher.stop();
    await posts.stop();
  }
});

it.concurrent('posts that are signed with another key are told as such', async ({ expect }) => {
  const posts = await startPostListener({ port: 0, host: '127.0.0.1', key: 'another key' });
  const pushTo = [`http://127.0.0.1:${posts.port}`];
  const pusher = await startBilling({ databaseUrl: billing.databaseUrl, port: 0, key: subgraphKey, pushTo });
  try {
    const options = { seconds: 1, posts, only: 'posts come, are signed' };
    const findings = await check(`http://127.0.0.1:${pusher.port}`, options);
    expect(findings.map(lineOf).join()).toMatch(/^FAILED .*the last post was refused: 401 .*signature/);
  } finally {
    await pusher.stop();
    await posts.stop();
  }
});

it.concurrent('what cannot be checked with what was given is skipped, and says why', async ({ expect }) => {
  const findings = await check(billing.url, { seconds: 1, only: 'no-cache', writes: [{ command: 'exit 0' }] });
  expect(findings.map(lineOf)).toEqual(['skipped  no-cache executes: there is no write by a mutation']);
});

it.concurrent('where nobody answers it says so, and does not blame a rule', async ({ expect }) => {
  await expect(check('http://127.0.0.1:1', { seconds: 1 })).rejects.toThrow(/^http:.* did not answer: /);
});

it.concurrent.each([
  ['{', 'it is no JSON'],
  ['{}', 'viewers: '],
  [JSON.stringify({ url: 'ftp://x' }), 'url: '],
])('a file that describes no test is told with what is wrong: %s', async (text, wrong) => {
  expect(() => parseScenario(text)).toThrow(wrong);
});

describe('a mistake is found', () => {
  it.concurrent.each(mistakes)('$what: "$rule"', async ({ rule, create }) => {
    const proxy = await startSubgraphProxy(billing.url, create());
    try {
      const findings = await check(proxy.url, { seconds: 6, only: rule });
      expect(
        findings.map(({ outcome }) => outcome),
        findings.map(lineOf).join('\n'),
      ).toEqual(['FAILED']);
    } finally {
      await proxy.stop();
    }
  });
});
