// 500 clients ask the same at once, of what a write just made untrue: a node asks PostgreSQL once. When the node that has the lease
// dies, the others do not wait for it.
import { setTimeout as pause } from 'node:timers/promises';
import { createAsker } from '../support/nodes.ts';
import type { RunningProcess } from '../support/processes.ts';
import { monotonicMs } from '../support/read-ledger.ts';
import type { Tenant } from './stage.ts';
import { underFault } from './under-fault.ts';
import { adding, type Scenario } from './verdict.ts';

const clients = 500;
/** Longer than it takes all of them to ask. */
const awayMs = 400;
const freedWithinMs = 1_000;

const query = '{ companies(first: 50) { nodes { name } } }';

interface Crowd {
  readonly bad: number;
  /** Of those who were answered, how many made the node ask. */
  readonly executions: number;
  readonly tookMs: number;
}

/** All at once, over a connection each. */
async function askAll(node: RunningProcess, { key }: Tenant): Promise<Crowd> {
  const address = `${node.url}/graphql?${new URLSearchParams({ query })}`;
  const fromMs = monotonicMs();
  const asked = Array.from({ length: clients }, async () => {
    const response = await fetch(address, { headers: { accept: 'application/json', authorization: `Bearer ${key}` } });
    await response.text();
    const outcome = response.headers.get('cache-status') ?? '';
    return { isGood: response.ok, isOwn: /; fwd=/.test(outcome) && !outcome.includes('collapsed') };
  });
  const answers = await Promise.all(asked.map((each) => each.catch(() => ({ isGood: false, isOwn: false }))));
  return {
    bad: answers.filter(({ isGood }) => !isGood).length,
    executions: answers.filter(({ isOwn }) => isOwn).length,
    tookMs: monotonicMs() - fromMs,
  };
}

export const hotKey: Scenario = {
  number: 21,
  name: '500 clients miss the same answer at once',
  stage: { origins: 2, edges: 1 },
  async run(stage, seed) {
    const [first, second] = stage.origins;
    const { postgres } = stage.lines;
    const asker = createAsker();
    const executions: number[] = [];
    let bad = 0;
    let afterDeathMs = 0;
    const { verdict } = await underFault(stage, seed, {
      mayMeet: ['refused', 'broken'],
      recoveredWithinMs: 5_000,
      load: { readers: 1, writers: 1, nodes: stage.edges },
      async fault() {
        const [tenant] = await stage.createTenants(1, 1);
        const outdate = () => stage.sql(`update company set name = name || '.' where id = $1`, [tenant!.list]);
        const far = () => postgres.add({ kind: 'latency', ms: awayMs }, { direction: 'down' });
        for (const node of stage.nodes) {
          await asker.ask(node, { key: tenant!.key, query, method: 'GET' });
          await outdate();
          await pause(100); // for the news to come
          const near = far();
          const crowd = await askAll(node, tenant!);
          bad += crowd.bad;
          executions.push(crowd.executions);
          near();
        }
        await outdate();
        await pause(100);
        const near = far();
        const lost = asker.ask(first!, { key: tenant!.key, query, method: 'GET' }).catch(() => null);
        await pause(awayMs / 2);
        await first!.end('SIGKILL');
        await lost;
        const rest = await askAll(second!, tenant!);
        near();
        bad += rest.bad;
        afterDeathMs = rest.tookMs - awayMs;
        await first!.start();
      },
    });
    asker.stop();
    const most = Math.max(...executions);
    return adding(
      verdict,
      [
        `executions at ${stage.nodes.map(({ name }, nth) => `${name} ${executions[nth]}`).join(', ')}; not answered ${bad}; after the death of who had the lease ${(afterDeathMs / 1000).toFixed(2)} s`,
      ],
      [],
      [
        // An execution that failed for lack of time is followed by another.
        most > 1 && `${most} executions of one answer at one node`,
        bad > 0 && `${bad} clients were not answered`,
        afterDeathMs > freedWithinMs + awayMs && `others waited ${afterDeathMs.toFixed(0)} ms for who had died`,
      ],
    );
  },
};
