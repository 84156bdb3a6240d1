// A network of its own for a process, joined to this machine by two cables: one to its origin, which can be pulled, and one to its clients.
// Invariant: it is gone with the process that holds it, which ends with this one, however that ends.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { until } from './until.ts';

export interface NetworkNamespace {
  /** What runs a program in it. */
  readonly within: readonly string[];
  /** Of this machine, to what is in it: for the origin. */
  readonly origin: string;
  /** Of what is in it, to this machine. */
  readonly inside: string;
  pull(): Promise<void>;
  plug(): Promise<void>;
  stop(): Promise<void>;
}

const run = promisify(execFile);
const ip = (...words: string[]) => run('ip', words);

async function hold(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo up && cat'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const [said] = await Promise.race([once(holder.stdout, 'data'), once(holder, 'exit'), once(holder, 'error')]);
  if (!String(said).startsWith('up')) throw new Error('`unshare --net` is not permitted');
  return holder;
}

/** A cable between this machine (.1) and the namespace (.2). */
async function lay(name: string, pid: string, net: string): Promise<void> {
  await ip('link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}i`);
  await ip('link', 'set', `${name}i`, 'netns', pid);
  await ip('addr', 'add', `${net}.1/24`, 'dev', name);
  await ip('link', 'set', name, 'up');
  const inside = (...words: string[]) => run('nsenter', ['--target', pid, '--net', 'ip', ...words]);
  await inside('addr', 'add', `${net}.2/24`, 'dev', `${name}i`);
  await inside('link', 'set', `${name}i`, 'up');
}

/** Null where this user may not, or there is no `ip`: the reason is printed. */
export async function openNetworkNamespace(): Promise<NetworkNamespace | null> {
  let holder: ChildProcess | undefined;
  try {
    holder = await hold();
    const pid = String(holder.pid);
    // RFC 2544 keeps 198.18.0.0/15 for tests between networks.
    const nets = [`198.18.${process.pid % 256}`, `198.19.${process.pid % 256}`] as const;
    const [uplink, clients] = [`cl${pid}o`, `cl${pid}c`];
    await lay(uplink, pid, nets[0]);
    await lay(clients, pid, nets[1]);
    const held = holder;
    return {
      within: ['nsenter', '--target', pid, '--net'],
      origin: `${nets[0]}.1`,
      inside: `${nets[1]}.2`,
      pull: async () => void (await ip('link', 'set', uplink, 'down')),
      plug: async () => void (await ip('link', 'set', uplink, 'up')),
      async stop() {
        const gone = once(held, 'exit');
        held.stdin?.end();
        await gone;
        const isGone = () =>
          ip('link', 'show', uplink).then(
            () => false,
            () => true,
          );
        await until(isGone, { what: 'that the cables are gone' });
      },
    };
  } catch (error) {
    holder?.stdin?.end();
    console.info(`no network namespaces here: ${(error as Error).message}`);
    return null;
  }
}
