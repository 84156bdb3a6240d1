// The load generator, a process of its own: `connections` keep-alive connections, each with one request in flight, until the order is done.
import { type Answer, bytesOf, type Connection, openConnection } from './connection.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { percentile } from './numbers.ts';

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});

async function run({ origin, requests, lengths, connections, amount, seconds }: LoadOrder): Promise<LoadResult> {
  const messages = requests.map((request) => bytesOf(origin, request));
  const opened = await Promise.all(Array.from({ length: connections }, () => openConnection(origin)));
  const latenciesMs: number[] = [];
  let next = 0;
  let bytes = 0;
  let hits = 0;
  const end = performance.now() + (seconds ?? Number.POSITIVE_INFINITY) * 1000;

  const work = async (connection: Connection): Promise<void> => {
    while (next < amount) {
      const at = next++ % messages.length;
      const start = performance.now();
      if (start > end) return;
      const answer = await connection.ask(messages[at]!);
      latenciesMs.push(performance.now() - start);
      bytes += answer.body.length;
      if (/clientele(-edge)?; hit/.test(answer.head)) hits++;
      if (!isRight(answer, lengths?.[at])) {
        const { method, path } = requests[at]!;
        throw new Error(`${method} ${path} answered ${answer.status}: ${answer.body.toString('utf8', 0, 500)}`);
      }
    }
  };

  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await Promise.all(opened.map(work)).finally(() => {
    for (const connection of opened) connection.close();
  });
  const took = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  latenciesMs.sort((a, b) => a - b);
  return {
    amount: latenciesMs.length,
    seconds: took,
    bytes,
    p50Ms: percentile(latenciesMs, 0.5),
    p99Ms: percentile(latenciesMs, 0.99),
    hits,
    generatorCpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}

function isRight({ status, body }: Answer, length: number | undefined): boolean {
  return status === 200 && (length === undefined ? !body.includes('"errors":') : body.length === length);
}
