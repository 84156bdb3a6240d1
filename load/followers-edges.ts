// Edges for followers.ts: as many feeds with tables of their own as it says, in one process. Told of each commit, it notes when every edge knows.
import { isVisible } from '../src/cache/position.ts';
import { createTagTable } from '../src/cache/tag-table.ts';
import { createEdgeFeed } from '../src/edge/feed.ts';
import { createOriginClient } from '../src/edge/origin.ts';

const [url, edgeKey] = process.argv.slice(2) as [string, string];
const edges: { stop(): Promise<void>; isFresh(): boolean }[] = [];
/** By transaction: when it was committed, as the writer saw it. The same machine, so the same clock. */
let commits: { xid: number; committedMs: number }[] = [];
let delays: number[] = [];

function startOne(): void {
  const table = createTagTable();
  const origin = createOriginClient({ url, edgeKey });
  let seen = 0;
  const check = () => {
    for (const { xid, committedMs } of commits) {
      if (xid <= seen || !isVisible(xid, table.position())) continue;
      seen = xid;
      delays.push(Math.max(0, Date.now() - committedMs));
    }
  };
  const feed = createEdgeFeed({
    origin,
    table: () => table,
    take(step) {
      if (step.kind === 'reset') table.reset(step);
      else if (!table.apply(step)) throw new Error('a gap');
      check();
    },
  });
  feed.start();
  edges.push({
    isFresh: () => performance.now() - feed.asOf() < 500,
    async stop() {
      await feed.stop();
      origin.stop();
    },
  });
  checks.push(check);
}

const checks: (() => void)[] = [];

process.on('message', async (message: { count?: number; xid?: number; committedMs?: number; tell?: boolean }) => {
  if (message.count !== undefined) {
    await Promise.all(edges.splice(0).map((each) => each.stop()));
    checks.length = 0;
    commits = [];
    delays = [];
    for (let left = message.count; left > 0; left--) startOne();
    const timer = setInterval(() => {
      if (!edges.every((each) => each.isFresh())) return;
      clearInterval(timer);
      process.send!('ready');
    }, 20);
  } else if (message.tell) {
    process.send!(delays);
  } else {
    commits = [...commits.slice(-20), { xid: message.xid!, committedMs: message.committedMs! }];
    for (const check of checks) check(); // it may have been there before the news of its commit
  }
});
process.on('disconnect', () => process.exit());
