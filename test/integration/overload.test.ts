// Five times as much is asked of an origin as it can do: what it can do it does, the rest is refused early, and what is cached is served.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api.ts';
import { until } from '../support/until.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ poolMax: 2, settings: { CONCURRENCY_MAX: '4' } });
  await api.ask('mutation { createCompany(input: { name: "Slow" }) { id } }');
  // Each execution takes a connection for 40 ms, and no CPU: two connections can do fifty a second.
  await api.sql(`create policy slow on company as restrictive for select using (pg_sleep(0.04) is not null)`);
});
afterAll(() => api.stop());

interface Counts {
  served: number;
  refused: number;
  others: number[];
  readonly retryAfter: Set<string | null>;
}

let turn = 0;

async function send(query: string, counts: Counts): Promise<void> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${api.tenants[0].key}` },
    body: JSON.stringify({ query }),
  });
  const text = await response.text();
  if (response.status === 200) counts.served++;
  else if (response.status === 503 && text.includes('"OVERLOADED"')) {
    counts.refused++;
    counts.retryAfter.add(response.headers.get('retry-after'));
  } else counts.others.push(response.status);
}

const none = (): Counts => ({ served: 0, refused: 0, others: [], retryAfter: new Set() });
/** Another document each time: no cache answers it. */
const fresh = () => `query Q${++turn} { companies(first: 1) { nodes { name } } }`;

/** Calls `work` so often a second, for so long. */
async function paced(perSecond: number, ms: number, work: () => Promise<void>): Promise<void> {
  const began = performance.now();
  const all: Promise<void>[] = [];
  await until(
    () => {
      const due = (Math.min(performance.now() - began, ms) / 1_000) * perSecond;
      while (all.length < due) all.push(work());
      return performance.now() - began >= ms;
    },
    { withinMs: ms + 5_000 },
  );
  await Promise.all(all);
}

it('serves nearly as much as it can, refuses the rest early, and answers from its cache throughout', async () => {
  const closed = none();
  const endsAt = performance.now() + 1_000;
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      while (performance.now() < endsAt) await send(fresh(), closed);
    }),
  );
  const capacity = closed.served;
  expect([closed.others, capacity > 10]).toEqual([[], true]);

  const kept = '{ companies(first: 1) { nodes { name } } }';
  await send(kept, none());
  await paced(capacity * 5, 1_500, () => send(fresh(), none())); // until the queue stands
  const [over, hits, health] = [none(), none(), [] as number[]];
  await Promise.all([
    paced(capacity * 5, 2_000, () => send(fresh(), over)),
    paced(20, 2_000, () => send(kept, hits)),
    paced(5, 2_000, async () => void health.push((await fetch(`${api.url}/livez`)).status)),
  ]);
  expect(over.others).toEqual([]);
  expect(over.served / (2 * capacity), JSON.stringify({ capacity, ...over })).toBeGreaterThan(0.5); // server and clients share a process here
  expect(over.refused).toBeGreaterThan(over.served);
  expect([...over.retryAfter].every((seconds) => /^[1-3]$/.test(seconds ?? ''))).toBe(true);
  expect([hits.served > 30, hits.refused, hits.others]).toEqual([true, 0, []]);
  expect(new Set(health)).toEqual(new Set([200]));

  await until(async () => {
    const after = none();
    await send(fresh(), after);
    return after.served === 1;
  });
}, 20_000);
