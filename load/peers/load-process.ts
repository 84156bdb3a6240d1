// The load generator, a process of its own: `connections` keep-alive connections, each with one request in flight, until `amount` is done.
import { Client } from 'undici';
import type { LoadOrder, LoadResult } from './load.ts';

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});

async function run({ origin, requests, connections, amount }: LoadOrder): Promise<LoadResult> {
  const clients = Array.from({ length: connections }, () => new Client(origin, { pipelining: 1 }));
  const latenciesMs = new Float64Array(amount);
  let next = 0;
  let bytes = 0;

  const work = async (client: Client): Promise<void> => {
    while (next < amount) {
      const at = next++;
      const request = requests[at % requests.length]!;
      const start = performance.now();
      const { statusCode, body } = await client.request(request);
      const answer = Buffer.from(await body.arrayBuffer());
      latenciesMs[at] = performance.now() - start;
      bytes += answer.length;
      if (statusCode !== 200 || answer.includes('"errors":')) {
        throw new Error(`${request.method} ${request.path} answered ${statusCode}: ${answer.toString('utf8', 0, 500)}`);
      }
    }
  };

  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  await Promise.all(clients.map(work));
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  await Promise.all(clients.map((client) => client.close()));

  latenciesMs.sort();
  const percentile = (share: number): number => latenciesMs[Math.ceil(share * amount) - 1]!;
  return {
    seconds,
    bytes,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    generatorCpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
}
