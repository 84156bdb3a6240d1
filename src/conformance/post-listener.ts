// The address of an edge at which the subgraph under test posts its writes: the edge's own code takes them.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTagTable, type TableStep } from '../cache/tag-table.ts';
import { createPushFeed, type PushFeed } from '../edge/push.ts';
import { createIngest, type Ingested } from '../http/ingest.ts';
import { createReach, isTelling, type Knowledge, type Told } from './knowledge.ts';
import { Broken } from './verdict.ts';

export interface PostListener {
  readonly port: number;
  know(): Knowledge;
  /** A time before which everything that was committed is known. */
  asOf(): number;
  /** Steps so far, and what became of the last posts. */
  steps(): readonly TableStep[];
  /** What was wrong with the last post that was refused. */
  refusal(): string | null;
  /** As if the edge had been started again: it knows nothing. */
  forget(): void;
  stop(): Promise<void>;
}

const withinMs = 2_000;
const mostKept = 20_000;

export async function startPostListener(options: { port: number; host: string; key: string }): Promise<PostListener> {
  const { port, host, key } = options;
  let steps: TableStep[] = [];
  let told: Told[] = [];
  let refusal: string | null = null;
  let body = '';
  let table = createTagTable();
  let feed: PushFeed = createFeed();
  const reaching = createReach(() => table);

  function createFeed(): PushFeed {
    return createPushFeed({
      key,
      table: () => table,
      take(step) {
        if (step.kind === 'reset') table.reset(step);
        else table.apply(step);
        steps = [...steps.slice(-mostKept), step];
        if (isTelling(step)) told = [...told.slice(-mostKept), { text: body, atMs: performance.now() }];
        reaching.settle();
      },
    });
  }

  function accept(text: string, signature: string | undefined): Ingested {
    body = text;
    const answer = feed.accept(text, signature);
    if (answer.status >= 400 && answer.status !== 409) refusal = `${answer.status} ${JSON.stringify(answer.body)}`;
    return answer;
  }

  const ingest = createIngest({ ingest: () => accept });
  const server = createServer((request, response) => {
    if (!ingest((request.url ?? '').split('?')[0]!, request, response)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));

  const knowledge: Knowledge = {
    table: () => table,
    reach: reaching.reach,
    catchUp: () =>
      feed.sync(withinMs).catch(() => {
        throw new Broken(`no post within ${withinMs} ms proved what is written by now`);
      }),
    since: (ms) => told.filter(({ atMs }) => atMs > ms),
    stop: async () => {}, // others know by it too
  };

  return {
    port: (server.address() as AddressInfo).port,
    know: () => knowledge,
    asOf: () => feed.asOf(),
    steps: () => steps,
    refusal: () => refusal,
    forget() {
      feed.stop();
      table = createTagTable();
      feed = createFeed();
    },
    async stop() {
      feed.stop();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
