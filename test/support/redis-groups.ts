// Several Redis servers that are one: a cluster of three masters, and a master with a replica and a sentinel that knows which is which.
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { argsOf, kill } from './redis.ts';
import { launch } from './redis-program.ts';
import { until } from './until.ts';

interface Group {
  readonly url: string;
  stop(): Promise<void>;
}

interface Member {
  readonly port: number;
  readonly server: ChildProcess;
}

async function createMembers() {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-redis-'));
  const members: Member[] = [];
  return {
    folder,
    async add(more: Readonly<Record<string, string | number>>): Promise<Member> {
      const port = await freePort();
      const member = { port, server: await launch(argsOf(port, folder, more), folder) };
      members.push(member);
      return member;
    },
    async addSentinel(lines: readonly string[]): Promise<Member> {
      const [port, file] = [await freePort(), join(folder, 'sentinel.conf')];
      await writeFile(file, `port ${port}\nbind 127.0.0.1\ndir ${folder}\n${lines.join('\n')}\n`);
      const member = { port, server: await launch([file, '--sentinel'], folder) };
      members.push(member);
      return member;
    },
    async stop() {
      await Promise.all(members.map(({ server }) => kill(server)));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function tell<T>(port: number, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(port, '127.0.0.1');
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

const slots = 16_384;

/** Each has a third of the slots. */
export async function startRedisCluster(): Promise<Group> {
  const members = await createMembers();
  const masters: Member[] = [];
  for (const name of ['a', 'b', 'c'])
    masters.push(
      await members.add({
        'cluster-enabled': 'yes',
        'cluster-port': await freePort(),
        'cluster-config-file': `${name}.conf`,
        dbfilename: `${name}.rdb`,
      }),
    );
  const [first] = masters as [Member];
  for (const [at, { port }] of masters.entries())
    await tell(port, async (redis) => {
      const [from, to] = [
        Math.floor((slots * at) / masters.length),
        Math.floor((slots * (at + 1)) / masters.length) - 1,
      ];
      await redis.call('CLUSTER', 'ADDSLOTSRANGE', from, to);
      await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1);
      if (port !== first.port) {
        const [, bus] = (await tell(first.port, (one) => one.call('CONFIG', 'GET', 'cluster-port'))) as string[];
        await redis.call('CLUSTER', 'MEET', '127.0.0.1', first.port, bus!);
      }
    });
  const isWhole = async () =>
    (await Promise.all(masters.map(({ port }) => tell(port, (redis) => redis.cluster('INFO'))))).every((info) =>
      /cluster_state:ok.*cluster_known_nodes:3/s.test(info),
    );
  await until(isWhole, { withinMs: 20_000, what: 'that the cluster is whole' });
  return { url: `redis-cluster://${masters.map(({ port }) => `127.0.0.1:${port}`).join()}`, stop: members.stop };
}

export interface SentinelGroup extends Group {
  killMaster(): Promise<void>;
}

export async function startRedisSentinel(): Promise<SentinelGroup> {
  const members = await createMembers();
  const master = await members.add({ dbfilename: 'master.rdb' });
  const replica = await members.add({ dbfilename: 'replica.rdb', replicaof: `127.0.0.1 ${master.port}` });
  await until(() => tell(replica.port, async (redis) => (await redis.info()).includes('master_link_status:up')), {
    withinMs: 20_000,
    what: 'that the replica follows',
  });
  const sentinel = await members.addSentinel([
    `sentinel monitor ours 127.0.0.1 ${master.port} 1`,
    'sentinel down-after-milliseconds ours 500',
    'sentinel failover-timeout ours 3000',
  ]);
  const knowsReplica = () =>
    tell(
      sentinel.port,
      async (redis) => ((await redis.call('SENTINEL', 'REPLICAS', 'ours')) as unknown[]).length === 1,
    );
  await until(knowsReplica, { withinMs: 20_000, what: 'that the sentinel knows the replica' });
  return {
    url: `redis-sentinel://127.0.0.1:${sentinel.port}/0#ours`,
    killMaster: () => kill(master.server),
    stop: members.stop,
  };
}
