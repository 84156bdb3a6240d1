// The origin is killed (SIGKILL) again and again in the midst of mutations, every other time between a COMMIT and its answer: a write that
// was answered is there once, one that was not is there once or not at all, and webhooks are told of all of them.
import { setTimeout as pause } from 'node:timers/promises';
import { monotonicMs } from '../support/read-ledger.ts';
import { until } from '../support/until.ts';
import { type Receiver, startReceiver } from '../support/webhook-scene.ts';
import type { Load } from './load.ts';
import type { Stage } from './stage.ts';
import { underFault } from './under-fault.ts';
import { adding, quantile, type Scenario } from './verdict.ts';

const kills = 10;
/** Half a second on an idle machine. */
const readyWithinMs = 5_000;
const deliveredWithinMs = 60_000;

const makeEndpoint = `mutation ($url: String!) { createWebhookEndpoint(input: { url: $url,
  subscription: "subscription { contactChanged { after } }" }) { endpoint { id } } }`;

/** Marks of writes of the first tenant, as an endpoint of it is told them. */
async function startDeliveries(stage: Stage, { tenants: [tenant] }: Load, receiver: Receiver) {
  const make = async () => {
    const response = await fetch(`${stage.origins[0]!.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${tenant!.key}` },
      body: JSON.stringify({ query: makeEndpoint, variables: { url: receiver.url } }),
    });
    return (await response.text()).includes('"endpoint":{');
  };
  await until(make, { withinMs: 20_000, what: 'that there is an endpoint' });
  const [{ seq } = { seq: 0 }] = await stage.sql<{ seq: number }>('select max(seq)::int as seq from change');
  return {
    /** Of those that were committed since; when all have come, or the time is over. */
    async missing(): Promise<string[]> {
      const rows = await stage.sql<{ mark: string }>(
        `select after->>'phone' as mark from change where tenant_id = $1 and type = 'contact' and seq > $2`,
        [tenant!.id, seq],
      );
      const left = () => {
        const told = new Set(receiver.told().map(({ after }) => (after as { phone: string }).phone));
        return rows.map(({ mark }) => mark).filter((mark) => !told.has(mark));
      };
      await until(() => left().length === 0, { withinMs: deliveredWithinMs }).catch(() => {});
      return left();
    },
    count: () => receiver.messages.length,
  };
}

export const originKilled: Scenario = {
  number: 1,
  name: 'the origin is killed in mid-mutation',
  stage: { hasWorker: true, settings: { WEBHOOK_ADDRESSES: 'any' } },
  async run(stage, seed) {
    const [origin] = stage.origins;
    const startedMs: number[] = [];
    const receiver = await startReceiver();
    let deliveries: Awaited<ReturnType<typeof startDeliveries>> | null = null;
    try {
      const { verdict } = await underFault(stage, seed, {
        load: { writers: 16, readers: 1, writePauseMs: 60 },
        mayMeet: ['refused', 'broken'],
        recoveredWithinMs: readyWithinMs,
        async fault(chance, load) {
          deliveries = await startDeliveries(stage, load, receiver);
          for (let nth = 0; nth < kills; nth++) {
            await pause(chance.below(400));
            // What PostgreSQL has done is not heard of any more, COMMIT among it.
            const hear = nth % 2 === 0 ? stage.lines.postgres.add({ kind: 'hold' }, { direction: 'down' }) : null;
            if (hear) await pause(chance.below(30));
            await origin!.end('SIGKILL');
            hear?.();
            const fromMs = monotonicMs();
            await origin!.start();
            startedMs.push(monotonicMs() - fromMs);
            if (nth % 4 !== 3) continue;
            await stage.worker!.end('SIGKILL');
            await stage.worker!.start();
          }
        },
      });
      const missing = (await deliveries!.missing()).length;
      const longestMs = quantile(startedMs, 1);
      return adding(
        verdict,
        [
          `${kills} kills, answering again within ${(longestMs / 1000).toFixed(1)} s; ${deliveries!.count()} webhooks, ${missing} missing`,
        ],
        [missing > 0 && `${missing} changes were not told to the endpoint`],
      );
    } finally {
      await receiver.stop();
    }
  },
};
