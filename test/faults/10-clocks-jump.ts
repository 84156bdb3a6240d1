// The clocks of nodes jump an hour ahead and back, and differ by ten seconds meanwhile: leases and time limits go by clocks that do not
// jump, the order of writes by the database, and nothing goes out of date or comes back because of it.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

/** Where Debian has it. */
const library = ['x86_64-linux-gnu', 'aarch64-linux-gnu']
  .map((triplet) => `/usr/lib/${triplet}/faketime/libfaketime.so.1`)
  .find(existsSync);

/** A file for each process, which tells it by how much its clock is wrong. */
const folder = join(tmpdir(), `clientele-clocks-${process.pid}`);
const fileOf = (nth: number) => join(folder, String(nth));
const set = (nth: number, offset: string) => writeFileSync(fileOf(nth), `${offset}\n`);
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const right = ['+0', '+0', '+0'];
const wrong = [
  ['+3600', '+3600', '+3600'],
  ['-3600', '-3600', '-3600'],
  ['+10', '+0', '-10'],
  ['-3600', '+3600', '+0'],
];

export const clocksJump: Scenario = {
  number: 10,
  name: 'clocks jump by an hour, and differ',
  skipped: () => (library ? null : 'libfaketime is not there: apt-get install faketime'),
  stage: {
    environmentOf(nth) {
      mkdirSync(folder, { recursive: true });
      set(nth, '+0');
      return {
        LD_PRELOAD: library ?? '',
        FAKETIME_TIMESTAMP_FILE: fileOf(nth),
        FAKETIME_NO_CACHE: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
      };
    },
  },
  async run(stage, seed) {
    const [origin] = stage.origins;
    let differs = false;
    const { verdict } = await underFault(stage, seed, {
      recoveredWithinMs: 1_000,
      async fault(chance) {
        for (const offsets of [...chance.shuffle(wrong), right]) {
          for (const [nth, offset] of offsets.entries()) set(nth, offset);
          await pause(1_500);
          const { headers } = await fetch(`${origin!.url}/livez`, { headers: { connection: 'close' } });
          differs ||= Math.abs(Date.parse(headers.get('date') ?? '') - Date.now()) > 5_000;
        }
      },
    });
    return adding(verdict, [], [!differs && 'the clock of the origin was never another']);
  },
};
