// A key is revoked, and a scope taken from another, while both are used at every node and over open connections: origins obey within 1 s,
// edges within 5 s, sockets are closed, and nothing that was cached for these rights is served any more.
import { setTimeout as pause } from 'node:timers/promises';
import { createAsker, createCaller } from '../support/nodes.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import { until } from '../support/until.ts';
import { subscribeRaw } from './raw-subscriber.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const originsWithinMs = 1_000;
const edgesWithinMs = 5_000;
const watchedMs = 6_000;

const query = '{ contacts(first: 20) { nodes { lastName } } }';
const subscription = 'subscription { contactChanged { id } }';

export const revoked: Scenario = {
  number: 22,
  name: 'a key is revoked and a scope withdrawn under load',
  async run(stage, seed) {
    const asker = createAsker();
    /** By node: how long after the act something was still shown. */
    const shown = new Map(stage.nodes.map(({ name }) => [name, 0]));
    const closedAfter: number[] = [];
    const codes: (number | null)[] = [];
    const { verdict } = await underFault(stage, seed, {
      recoveredWithinMs: 1_000,
      async fault() {
        const [tenant] = await stage.createTenants(1, 4);
        const scopes = ['contacts:read', 'companies:read'];
        const callers = [
          await createCaller(stage.postgres.url, tenant!.id, scopes),
          await createCaller(stage.postgres.url, tenant!.id, scopes),
        ];
        const [first, second] = callers.map(({ viewer }) => viewer.subject.slice('key:'.length));
        const sockets = await Promise.all(
          stage.nodes.flatMap(({ url }) => callers.map(({ key }) => subscribeRaw(url, key, subscription))),
        );
        let isOver = false;
        let actMs = Number.POSITIVE_INFINITY;
        const watching = stage.nodes.flatMap((node) =>
          callers.map(async ({ key }) => {
            while (!isOver) {
              const startMs = monotonicMs();
              const { text } = await asker.ask(node, { key, query, method: 'GET' });
              if (text.includes('«')) shown.set(node.name, Math.max(shown.get(node.name)!, startMs - actMs));
              await pause(10);
            }
          }),
        );
        await pause(1_000);
        await stage.sql('update api_key set revoked_at = now() where id = $1', [first]);
        await stage.sql(`update api_key set scopes = '{companies:read}' where id = $1`, [second]);
        actMs = monotonicMs();
        const closing = sockets.map(async ({ closed }) => {
          await until(() => closed() !== null, { withinMs: watchedMs }).catch(() => {});
          codes.push(closed());
          closedAfter.push(monotonicMs() - actMs);
        });
        await Promise.all([...closing, pause(watchedMs)]);
        isOver = true;
        await Promise.all(watching);
        for (const { socket } of sockets) socket.terminate();
      },
    });
    asker.stop();
    const late = stage.nodes.filter(
      ({ name }) => shown.get(name)! > (name.startsWith('origin') ? originsWithinMs : edgesWithinMs),
    );
    const lastMs = Math.max(...closedAfter);
    return adding(
      verdict,
      [
        `last answer after the act: ${[...shown].map(([name, ms]) => `${name} ${(ms / 1000).toFixed(2)} s`).join(', ')}; ${closedAfter.length} sockets closed within ${(lastMs / 1000).toFixed(1)} s`,
      ],
      [codes.some((code) => code !== 4403) && `sockets were closed with ${codes.join()}`],
      [
        late.length > 0 && `${late.map(({ name }) => name).join()} went on too long`,
        lastMs > edgesWithinMs && `sockets were closed after ${lastMs.toFixed(0)} ms`,
      ],
    );
  },
};
