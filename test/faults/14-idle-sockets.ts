// 5,000 sockets are open at one origin and say nothing, beside people who read: they take little memory, and nobody is slower for them.
import { newId } from '../../src/lib/uuid.ts';
import { until } from '../support/until.ts';
import { type RawSubscriber, subscribeRaw } from './raw-subscriber.ts';
import { residentBytes, withoutProc } from './resident.ts';
import { slowdown } from './slowdown.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const sockets = 5_000;
const atOnce = 50;
const mostBytesEach = 60 * 1024;
const queryOf = (id: string) => `subscription { companyChanged(filter: { id: { eq: "${id}" } }) { id } }`;

export const idleSockets: Scenario = {
  number: 14,
  name: '5,000 idle sockets at one origin',
  skipped: withoutProc,
  stage: { settings: { LIVE_PER_KEY: '20000' } },
  async run(stage, seed) {
    const [origin] = stage.origins;
    let bytesEach = 0;
    let isOpen = 0;
    const passed = await underFault(stage, seed, {
      recoveredWithinMs: 2_000,
      load: { readers: 1, writers: 1 },
      async fault() {
        const [tenant] = await stage.createTenants(1, 1);
        const own = queryOf(newId());
        const before = await residentBytes(origin!);
        const all: RawSubscriber[] = [];
        for (let nth = 0; nth < sockets; nth += atOnce)
          all.push(
            ...(await Promise.all(Array.from({ length: atOnce }, () => subscribeRaw(origin!.url, tenant!.key, own)))),
          );
        bytesEach = ((await residentBytes(origin!)) - before) / sockets;
        isOpen = all.filter(({ closed }) => closed() === null).length;
        for (const { socket } of all) socket.terminate();
        await until(() => all.every(({ closed }) => closed() !== null), { withinMs: 20_000 });
      },
    });
    return adding(
      slowdown(passed),
      [`${isOpen} open, ${(bytesEach / 1024).toFixed(0)} KB each at the origin`],
      [
        isOpen < sockets && `only ${isOpen} stayed open`,
        bytesEach > mostBytesEach && `each took ${bytesEach.toFixed(0)} bytes`,
      ],
    );
  },
};
