// What cost analysis, budget and usage add to a miss and to a hit: each measured in this process, in turns with the others, beside the CPU
// of an origin that answers the same over HTTP. node load/flow.ts [--rounds 5]; DATABASE_URL: a superuser's, else a throw-away server.
import '../src/crm/index.ts';
import { parseArgs } from 'node:util';
import { createOperations } from '../src/api/operations.ts';
import { createSchema } from '../src/api/schema.ts';
import { coercedValues } from '../src/api/values.ts';
import { startThrowawayPostgres } from '../src/db/throwaway.ts';
import { createAdmission } from '../src/limits/admission.ts';
import { createBudget } from '../src/limits/budget.ts';
import { asObserved } from '../src/limits/cost.ts';
import { createFanOut } from '../src/limits/fan-out.ts';
import { createGradient } from '../src/limits/gradient.ts';
import { createUsage } from '../src/limits/usage.ts';
import { createRequestLog } from '../src/observability/request-log.ts';
import { freePort } from '../test/support/free-port.ts';
import { median } from './measure.ts';
import { prepare, startOriginProcess, text } from './origin-process.ts';
import { createRawClient, requestOf } from './raw-client.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);

/** Microseconds of CPU of one call. */
function cpuOfCall(times: number, work: () => void): number {
  const before = process.cpuUsage();
  for (let each = 0; each < times; each++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / times;
}

function parts(): Record<string, () => void> {
  const schema = createSchema();
  const operation = createOperations(schema).find(text, null);
  if ('errors' in operation) throw operation.errors[0];
  const { cost } = operation;
  const given = coercedValues(schema, operation, { not: 'x' });
  const fanOut = createFanOut();
  const policy = { capacity: 1e9, refill: 1e9 };
  const budget = createBudget({ tenant: policy, ofKey: policy, shared: null });
  const admission = createAdmission({ gradient: createGradient({ least: 3, most: 40, first: 10 }) });
  const usage = createUsage();
  const payer = { tenantId: 'tenant', subject: 'key' };
  const requests = createRequestLog();
  const named = requests.begin(payer, 0).means(text, 'P2', null);
  const sizes = asObserved(() => 5);
  const learn = () => {
    for (const place of cost.pages) fanOut.observe('tenant', place, 5, true);
  };
  learn();
  const before = () => cost.of(given, fanOut.sizesOf('tenant'));
  const after = () => cost.of(given, sizes);
  return {
    'analysis of a miss (before and after it ran)': () => {
      before();
      after();
    },
    'learning, points, turn and usage of a miss': () => {
      void budget.charge(payer, 300);
      const leave = admission.enter({ flow: 'key', cost: 300, lane: 'interactive', waitMs: 0 });
      if (typeof leave === 'function') leave();
      learn();
      budget.settle(payer, -100);
      usage.add(payer, 'P2', 'executed', 200);
    },
    'budget and usage of a hit': () => {
      usage.add(payer, 'P2', 'hits');
      budget.headers(payer);
    },
    'what the console tells of a hit': () => requests.hit(named, payer, performance.now()),
  };
}

async function main(databaseUrl: string): Promise<void> {
  const { key } = await prepare(databaseUrl);
  const port = await freePort();
  const origin = await startOriginProcess(databaseUrl, port);
  const client = createRawClient(port, 16);
  let turn = 0;
  const ask = async (count: number, make: () => Buffer) => {
    const before = origin.cpu();
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let each = 0; each < count / 16; each++) await client.send(make());
      }),
    );
    return ((origin.cpu() - before) * 1e6) / count;
  };
  const kept = requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: 'kept' } }));
  const fresh = () => requestOf('/graphql', key, JSON.stringify({ query: text, variables: { not: `no ${++turn}` } }));
  try {
    await ask(3_200, fresh);
    await ask(8_000, () => kept);
    const works = parts();
    for (const work of Object.values(works)) cpuOfCall(20_000, work);
    const misses: number[] = [];
    const hits: number[] = [];
    const found = new Map<string, number[]>(Object.keys(works).map((name) => [name, []]));
    for (let round = 0; round < rounds; round++) {
      misses.push(await ask(1_600, fresh));
      hits.push(await ask(16_000, () => kept));
      for (const [name, work] of Object.entries(works)) found.get(name)!.push(cpuOfCall(20_000, work));
    }
    const [miss, hit] = [median(misses), median(hits)];
    console.log(
      `a miss of P2: ${miss.toFixed(0)} µs of CPU at the origin; a hit: ${hit.toFixed(1)} µs (medians of ${rounds} rounds)`,
    );
    for (const [name, all] of found) {
      const us = median(all);
      console.log(`${name}: ${us.toFixed(2)} µs, ${((100 * us) / (name.endsWith('hit') ? hit : miss)).toFixed(1)} %`);
    }
  } finally {
    client.stop();
    await origin.stop();
  }
}

const given = process.env['DATABASE_URL'];
const server = given ? null : await startThrowawayPostgres();
try {
  await main(given ?? server!.url);
} finally {
  await server?.stop();
}
process.exit(0);
