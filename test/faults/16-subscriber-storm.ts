// The origin is restarted while 1,000 subscribers listen: all of them come back at once with their cursors, and are told what they
// missed; nobody else is refused for it.
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../support/read-ledger.ts';
import { until } from '../support/until.ts';
import { type RawSubscriber, subscribeRaw } from './raw-subscriber.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const subscribers = 1_000;
const missed = 20;
const backWithinMs = 30_000;
const goingAway = 1001;

const count = (heard: readonly ReadonlySet<string>[]) => heard.reduce((sum, { size }) => sum + size, 0);

export const subscriberStorm: Scenario = {
  number: 16,
  name: '1,000 subscribers come back at once',
  stage: { settings: { LIVE_PER_KEY: '5000' } },
  async run(stage, seed) {
    const [origin] = stage.origins;
    let backMs = 0;
    let codes = new Set<number | null>();
    let lacking = 0;
    const { verdict } = await underFault(stage, seed, {
      mayMeet: ['refused', 'broken'],
      recoveredWithinMs: 10_000,
      load: { readers: 1, writers: 2 },
      async fault() {
        const [tenant] = await stage.createTenants(1, 1);
        const { id, list, key } = tenant!;
        const response = await fetch(`${origin!.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
          body: JSON.stringify({ query: '{ changes { pageInfo { endCursor } } }' }),
        });
        const { data } = (await response.json()) as { data: { changes: { pageInfo: { endCursor: string } } } };
        const cursor = data.changes.pageInfo.endCursor;
        const query = `subscription { companyChanged(after: ${JSON.stringify(cursor)}) { id } }`;
        const heard = Array.from({ length: subscribers }, () => new Set<string>());
        const note = (nth: number) => (text: string) =>
          void heard[nth]!.add(/"id":"([\d\w.]+\.[^"]+)"/.exec(text)?.[1] ?? text);
        const come = (nth: number) => subscribeRaw(origin!.url, key, query, note(nth));
        const all: RawSubscriber[] = [];
        for (let nth = 0; nth < subscribers; nth += 50)
          all.push(...(await Promise.all(Array.from({ length: 50 }, (_, each) => come(nth + each)))));
        await origin!.end('SIGTERM');
        await until(() => all.every(({ closed }) => closed() !== null), { withinMs: backWithinMs }).catch(() => {});
        codes = new Set(all.map(({ closed }) => closed()));
        for (let nth = 0; nth < missed; nth++)
          await stage.sql(`update company set name = name || '.' where tenant_id = $1 and id = $2`, [id, list]);
        await origin!.start();
        const startMs = monotonicMs();
        const back = await Promise.all(
          Array.from({ length: subscribers }, async (_, nth) => {
            for (;;) {
              const subscriber = await come(nth).catch(() => null);
              if (subscriber && subscriber.closed() === null) return subscriber;
              if (monotonicMs() - startMs > backWithinMs) return null;
              await pause(100 + (nth % 100));
            }
          }),
        );
        // As long as somebody is told something: a machine that is busy with other things takes its time.
        for (
          let [told, before] = [count(heard), -1];
          told > before && told < missed * subscribers;
          told = count(heard)
        ) {
          before = told;
          await until(() => heard.every(({ size }) => size >= missed), { withinMs: backWithinMs }).catch(() => {});
        }
        backMs = monotonicMs() - startMs;
        lacking = heard.filter(({ size }) => size < missed).length;
        for (const each of back) each?.socket.terminate();
      },
    });
    return adding(
      verdict,
      [`closed with ${[...codes].join()}; all back and told what they missed after ${(backMs / 1000).toFixed(1)} s`],
      [
        lacking > 0 && `${lacking} were not told all that they missed`,
        [...codes].some((code) => code !== goingAway) && `sockets were closed with ${[...codes].join()}`,
      ],
      [backMs > backWithinMs && `they were back after ${backMs.toFixed(0)} ms`],
    );
  },
};
