// The fuzzer: random requests to an origin and to an edge before it, each answer judged. The same seed asks the same.
// Invariant: whatever it finds, it goes on, and tells what was sent.
import { Agent, request as send } from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createSchema } from '../../src/api/schema.ts';
import { startEdge } from '../../src/commands/edge.ts';
import { startOrigin } from '../../src/commands/origin.ts';
import { readConfig } from '../../src/config.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createJudge, type FuzzAnswer } from './fuzz-judge.ts';
import { createOperationMaker } from './fuzz-operations.ts';
import { createRequestMaker, type FuzzRequest } from './fuzz-requests.ts';
import { fillTenant } from './fuzz-tenant.ts';
import { createRandom } from './random.ts';
import { until } from './until.ts';

const pepper = 'pepper of the fuzzer, 32 characters long';
const edgeKey = 'edge key of the fuzzer, 32 characters long';
const canary = 'CANARY5f1d';
/** The event loop is not held up for longer by any one request. */
const mostBlockedMs = 50;
const atOnce = 4;

export interface FuzzOptions {
  readonly databaseUrl: string;
  readonly seed: number;
  readonly operations: number;
  readonly onProgress?: (done: number) => void;
}

export interface FuzzReport {
  readonly faults: readonly string[];
  /** How many answers had which status or code. */
  readonly tally: ReadonlyMap<string, number>;
  /** Requests that took more of the main thread than they may, in milliseconds of its CPU, three times in a row. */
  readonly blocking: readonly string[];
  /** Of requests that were asked as they were made, how many were answered with data. */
  readonly answered: number;
  /** How many were asked once more, because they were told to. */
  readonly again: number;
}

export async function fuzz({ databaseUrl, seed, operations, onProgress }: FuzzOptions): Promise<FuzzReport> {
  const config = readConfig({ PORT: '0', LOG_LEVEL: 'silent', POOL_MAX: '8', EDGE_KEY: edgeKey });
  const origin = await startOrigin({ config, databaseUrl, pepper, graphiql: null });
  const edge = await startEdge({ config, originUrl: `http://127.0.0.1:${origin.port}`, edgeKey });
  const agent = new Agent({ keepAlive: true, maxSockets: 2 * atOnce });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  try {
    await until(() => edge.cache.isLive(), { what: 'that the edge has heard of its origin' });
    const url = `http://127.0.0.1:${origin.port}`;
    const ours = await fillTenant({ databaseUrl, url, pepper, mark: 'Alpha' });
    const theirs = await fillTenant({ databaseUrl, url, pepper, mark: canary });

    const random = createRandom(seed);
    const schema = createSchema();
    const makeOperation = createOperationMaker(schema, random, [
      ...ours.ids,
      ...ours.ids,
      ...ours.ids,
      ...theirs.ids,
      newId(),
    ]);
    const makeRequest = createRequestMaker(random, ours.key);
    const judge = createJudge({ schema, secrets: [canary, ours.key, theirs.key, pepper, edgeKey] });
    const faults: string[] = [];
    const tally = new Map<string, number>();
    const suspects: { request: FuzzRequest; port: number }[] = [];
    let answered = 0;
    let again = 0;
    let done = 0;

    async function ask(request: FuzzRequest, port: number): Promise<void> {
      let answer = await exchange(agent, request, port).catch((error: Error) => error);
      // A machine that stands still for seconds makes an edge give up waiting: it says so, and that asking again helps.
      if (!(answer instanceof Error) && answer.status === 503 && answer.text.includes('"retryable":true')) {
        again++;
        answer = await exchange(agent, request, port).catch((error: Error) => error);
      }
      if (answer instanceof Error) {
        faults.push(`${describe(request)}\n  was not answered: ${answer.message}`);
        return;
      }
      const code = /"code":"([A-Z_]+)"/.exec(answer.text)?.[1];
      const word = code ?? `status ${answer.status}`;
      tally.set(word, (tally.get(word) ?? 0) + 1);
      if (request.asked && code === undefined) answered++;
      const fault = judge(answer, request.asked);
      if (fault)
        faults.push(
          `${describe(request)}\n  ${port === edge.port ? 'at the edge ' : ''}${fault}\n  ${answer.text.slice(0, 500)}`,
        );
    }

    delay.enable();
    const work = async () => {
      while (done < operations) {
        const nth = ++done;
        const request = makeRequest(makeOperation());
        const { port } = random.once(3) ? edge : origin;
        await ask(request, port);
        if (delay.max / 1e6 > mostBlockedMs) {
          if (suspects.length < 500) suspects.push({ request, port });
          delay.reset();
        }
        if (nth % 1_000 === 0) onProgress?.(nth);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    delay.disable();

    const blocking: string[] = [];
    for (const { request, port } of suspects) {
      const costs: number[] = [];
      for (let turn = 0; turn < 3; turn++) {
        const before = process.threadCpuUsage();
        await exchange(agent, request, port).catch(() => {});
        const { user, system } = process.threadCpuUsage(before);
        costs.push((user + system) / 1_000);
        if (costs.at(-1)! <= mostBlockedMs) break;
      }
      if (Math.min(...costs) > mostBlockedMs)
        blocking.push(`${describe(request)}: ${costs.map(Math.round).join(', ')} ms`);
    }
    if (!(await isAlive(origin.port)) || !(await isAlive(edge.port))) faults.push('a process no longer answers');
    return { faults, tally, blocking, answered, again };
  } finally {
    agent.destroy();
    await edge.stop();
    await origin.stop();
  }
}

const isAlive = async (port: number) => (await fetch(`http://127.0.0.1:${port}/readyz`)).status === 200;

const describe = ({ method, path, headers, body }: FuzzRequest) =>
  `${method} ${path} ${JSON.stringify({ ...headers, authorization: undefined })}\n  ${body?.toString().slice(0, 3_000) ?? ''}`;

function exchange(agent: Agent, { method, path, headers, body }: FuzzRequest, port: number): Promise<FuzzAnswer> {
  return new Promise((resolve, reject) => {
    const request = send({
      agent,
      port,
      host: '127.0.0.1',
      method,
      path,
      headers: { ...headers, ...(body && { 'content-length': body.length }) },
    });
    request.setTimeout(20_000, () => request.destroy(new Error('no answer in 20 s')));
    request.once('error', reject);
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode!,
          type: response.headers['content-type'] ?? '',
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    request.end(body ?? undefined);
  });
}
