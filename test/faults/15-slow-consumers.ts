// 100 subscribers that read nothing beside ten that do, and a megabyte of events a second for each: the slow ones are cut off and told so,
// the others do not notice, and the memory of the origin is bounded.
import { setTimeout as pause } from 'node:timers/promises';
import { newId } from '../../src/lib/uuid.ts';
import { metricOf } from '../support/edge-processes.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { until } from '../support/until.ts';
import { subscribeRaw } from './raw-subscriber.ts';
import { residentBytes, withoutProc } from './resident.ts';
import { underFault } from './under-fault.ts';
import { adding, quantile, type Scenario } from './verdict.ts';

const slowCount = 100;
const fastCount = 10;
const companies = 10;
/** Ten seconds, and no longer than until all slow ones are cut off. */
const mostRounds = 300;
const leastRounds = 100;
const roundEveryMs = 100;
const mostGrownBytes = 300 * 1024 * 1024;
/** Of a client that did not read in time; and if it did not read that for half a minute either, the connection just ends. */
const [tooSlow, gone] = [4413, 1006];

const query = 'subscription { companyChanged { id cursor before after } }';
const text = 'x'.repeat(9_000);

export const slowConsumers: Scenario = {
  number: 15,
  name: '100 subscribers read nothing',
  skipped: withoutProc,
  stage: { settings: { LIVE_PER_KEY: '1000' } },
  async run(stage, seed) {
    const [origin] = stage.origins;
    const rss = () => residentBytes(origin!);
    const delays: number[] = [];
    let codes: (number | null)[] = [];
    let heard = 0;
    let grown = 0;
    let rounds = 0;
    const cutOff = () => metricOf(origin!, 'clientele_live_closed_total{reason="SLOW"}');
    const { verdict } = await underFault(stage, seed, {
      recoveredWithinMs: 5_000,
      load: { readers: 1, writers: 2 },
      async fault() {
        const [tenant] = await stage.createTenants(1, 1);
        const ids = Array.from({ length: companies }, newId);
        await stage.sql(`insert into company (tenant_id, id, name) select $1, unnest($2::uuid[]), 'wide'`, [
          ...[tenant!.id, ids],
        ]);
        const note = (message: string) => {
          heard++;
          const sent = [...message.matchAll(/"description":"at ([\d.]+) /g)].at(-1);
          delays.push(monotonicMs() - Number(sent?.[1] ?? 0));
        };
        const subscribe = (onNext?: (text: string) => void) => subscribeRaw(origin!.url, tenant!.key, query, onNext);
        const fast = await Promise.all(Array.from({ length: fastCount }, () => subscribe(note)));
        const slow = await Promise.all(Array.from({ length: slowCount }, () => subscribe()));
        for (const { socket } of slow) socket.pause();
        const [before, cutBefore] = [await rss(), await cutOff()];
        let isDone = false;
        for (; rounds < mostRounds && !isDone; rounds++) {
          const description = `at ${monotonicMs()} ${text}`;
          await stage.sql('update company set description = $2, version = version + 1 where id = any($1)', [
            ...[ids, description],
          ]);
          if (rounds % 10 === 9) {
            grown = Math.max(grown, (await rss()) - before);
            isDone = rounds >= leastRounds && (await cutOff()) - cutBefore >= slowCount;
          }
          await pause(roundEveryMs);
        }
        const due = fastCount * rounds * companies;
        await until(() => heard >= due, { withinMs: 20_000 }).catch(() => {});
        for (const { socket } of slow) socket.resume();
        await until(() => slow.every(({ closed }) => closed() !== null), { withinMs: 20_000 }).catch(() => {});
        codes = slow.map(({ closed }) => closed());
        for (const { socket } of [...slow, ...fast]) socket.terminate();
      },
    });
    const due = fastCount * rounds * companies;
    const cut = codes.filter((code) => code === tooSlow).length;
    return adding(
      verdict,
      [
        `${cut} of ${slowCount} slow ones closed with ${tooSlow}; others heard ${heard} of ${due}, p99 ${quantile(delays, 0.99).toFixed(0)} ms; the origin grew by ${(grown / 2 ** 20).toFixed(0)} MB`,
      ],
      [
        codes.some((code) => code !== tooSlow && code !== gone) &&
          `slow ones were closed with ${[...new Set(codes)].join()}`,
        heard < due && `the others heard ${heard} of ${due} events`,
        grown > mostGrownBytes && `the origin grew by ${grown} bytes`,
      ],
    );
  },
};
