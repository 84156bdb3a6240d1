// `clientele conformance` beside the subgraph of examples/billing: it keeps the contract.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkConformance } from '../../src/conformance/conformance.ts';
import { lineOf } from '../../src/conformance/rule.ts';
import { parseScenario } from '../../src/conformance/scenario.ts';
import { startTestBilling, subgraphKey, type TestBilling } from '../support/billing.ts';
import { root } from '../support/sources.ts';

let billing: TestBilling;
beforeAll(async () => {
  billing = await startTestBilling();
});
afterAll(() => billing?.stop());

it('billing keeps the contract', async () => {
  const scenario = parseScenario(await readFile(join(root, 'examples/billing/conformance.json'), 'utf8'));
  const findings = await checkConformance({
    scenario: { ...scenario, url: `${billing.url}/graphql` },
    key: subgraphKey,
    seconds: 3,
    signal: new AbortController().signal,
    onFinding: (finding) => console.log(lineOf(finding)),
  });
  expect(findings.filter(({ outcome }) => outcome !== 'ok').map(lineOf)).toEqual([]);
});
