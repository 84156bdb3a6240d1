// 200 reads of one tenant wait for a lock and hold every connection to PostgreSQL: health checks and cached answers come as ever, those
// who wait are told within their time, and a tenant that has no part in it is not refused more than it must be.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { createAsker } from '../support/nodes.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { underFault } from './under-fault.ts';
import { adding, quantile, type Scenario } from './verdict.ts';

const longReads = 200;
const lockedMs = 6_000;
const answeredWithinMs = 6_000;
const cachedWithinMs = 100;

const query =
  'query ($first: Int!, $offset: String!) { contacts(first: $first, filter: { lastName: { eq: $offset } }) { nodes { id } } }';
const cached = '{ viewer { tenant { name } } }';

export const poolExhausted: Scenario = {
  number: 9,
  name: '200 long reads on a pool of 10',
  stage: { settings: { CONCURRENCY_MAX: '40' } },
  async run(stage, seed) {
    const [origin] = stage.origins;
    const [own, bystander] = [createAsker(), createAsker()];
    const long: { readonly status: number; readonly tookMs: number }[] = [];
    const swift: number[] = [];
    const aside: number[] = [];
    const since = async (work: () => Promise<unknown>) => {
      const fromMs = monotonicMs();
      await work();
      return monotonicMs() - fromMs;
    };
    const { verdict } = await underFault(stage, seed, {
      mayMeet: ['refused'],
      recoveredWithinMs: 5_000,
      load: { readers: 1, writers: 2 },
      async fault() {
        const [greedy, calm] = await stage.createTenants(2, 1);
        await own.ask(origin!, { key: calm!.key, query: cached });
        const locker = new pg.Client({ connectionString: stage.postgres.url });
        await locker.connect();
        await locker.query('begin; lock table contact in access exclusive mode');
        const asked = Array.from({ length: longReads }, async (_, nth) => {
          const fromMs = monotonicMs();
          const variables = { first: 1 + (nth % 100), offset: `${nth}` };
          const { status } = await own.ask(origin!, { key: greedy!.key, query, variables });
          long.push({ status, tookMs: monotonicMs() - fromMs });
        });
        const untilMs = monotonicMs() + lockedMs;
        while (monotonicMs() < untilMs) {
          swift.push(await since(() => bystander.ask(origin!, { key: calm!.key, query: cached })));
          swift.push(await since(() => fetch(`${origin!.url}/livez`)));
          swift.push(await since(() => fetch(`${origin!.url}/readyz`)));
          const miss = {
            key: calm!.key,
            query: `{ companies(first: ${1 + (aside.length % 100)}) { nodes { name } } }`,
          };
          const { status } = await bystander.ask(origin!, { ...miss, headers: { 'cache-control': 'no-cache' } });
          aside.push(status);
          await pause(50);
        }
        await locker.end();
        await Promise.all(asked);
      },
    });
    own.stop();
    bystander.stop();
    const [p50, p95] = [quantile(swift, 0.5), quantile(swift, 0.95)];
    const longestMs = Math.max(...long.map(({ tookMs }) => tookMs));
    const defects = long.filter(({ status }) => ![200, 503, 504].includes(status));
    const served = aside.filter((status) => status === 200).length;
    return adding(
      verdict,
      [
        `health and cached answers p50 ${p50.toFixed(0)} ms, p95 ${p95.toFixed(0)} ms; long reads answered within ${(longestMs / 1000).toFixed(1)} s; ${served} of ${aside.length} misses of a bystander answered`,
      ],
      [defects.length > 0 && `long reads were answered with ${defects.map(({ status }) => status).join()}`],
      [
        p50 > cachedWithinMs && `health and cached answers took ${p50.toFixed(0)} ms`,
        longestMs > answeredWithinMs && `a long read was answered after ${longestMs.toFixed(0)} ms`,
      ],
    );
  },
};
