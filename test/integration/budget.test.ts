// Points of tenants and keys over two nodes with one Redis: exact, shared, given back; and what happens when Redis goes.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBudget } from '../../src/limits/budget.ts';
import { createSharedBuckets } from '../../src/limits/shared-buckets.ts';
import { createRedisConnection } from '../../src/redis/connection.ts';
import { createTenant } from '../support/api.ts';
import { type Caller, createAsker, createCaller, type Node, type Reply, startNode } from '../support/nodes.ts';
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

const asker = createAsker();
let database: TestDatabase;
let redis: OwnRedis;
let nodes: Node[] = [];
let tenantId: string;
let ann: Caller;
let ben: Caller;

beforeAll(async () => {
  [database, redis] = await Promise.all([createTestDatabase(), startOwnRedis()]);
});
beforeEach(async () => {
  tenantId = (await createTenant(database.url, 'Ours')).id;
  ann = await createCaller(database.url, tenantId);
  ben = await createCaller(database.url, tenantId);
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  nodes = [];
});
afterAll(async () => {
  asker.stop();
  await Promise.all([database.drop(), redis.stop()]);
});

interface Budgets {
  readonly tenant: number;
  readonly refill?: number;
  readonly key?: number;
}

const budgets = ({ tenant, refill = 1, key = tenant }: Budgets) => ({
  BUDGET_TENANT_POINTS: String(tenant),
  BUDGET_TENANT_REFILL: String(refill),
  BUDGET_KEY_POINTS: String(key),
  BUDGET_KEY_REFILL: String(refill),
  CONCURRENCY_MAX: '64',
});

async function start(count: number, settings: Record<string, string>): Promise<Node[]> {
  const options = { databaseUrl: database.url, redisUrl: redis.url, settings, logLevel: 'silent' } as const;
  const started = await Promise.all(Array.from({ length: count }, () => startNode(options)));
  nodes.push(...started);
  return started;
}

let turn = 0;
/** 101 points, whatever is in the tenant; never asked before. */
const fresh = () => `query Fresh { user(id: "00000000-0000-7000-8000-${String(++turn).padStart(12, '0')}") { name } }`;
const ask = (node: Node, caller: Caller, headers: Record<string, string> = {}, query = fresh()) =>
  asker.ask(node, { key: caller.key, query, headers });

interface Left {
  readonly currentlyAvailable: number;
}

async function leftOf(node: Node, caller: Caller): Promise<number> {
  const reply = await asker.ask(node, { key: caller.key, query: '{ __typename }', extensions: { cost: true } });
  return (JSON.parse(reply.text) as { extensions: { cost: { throttleStatus: Left } } }).extensions.cost.throttleStatus
    .currentlyAvailable;
}
const isRefused = ({ status, text }: Reply) => status === 429 && text.includes('"RATE_LIMITED"');

describe('over two nodes', () => {
  it('64 clients get exactly what the budget holds, and not a point more', async () => {
    // A deadline that no busy machine misses: here Redis is there.
    const redises = [1, 2].map(() => createRedisConnection({ url: redis.url, deadlineMs: 5_000 }));
    await until(() => redises.every((each) => !each.isOpen()));
    const policy = { capacity: 10_100, refill: 1 };
    const budgets = redises.map((each) =>
      createBudget({ tenant: policy, ofKey: policy, shared: { ...createSharedBuckets(each), isAway: each.isOpen } }),
    );
    const payers = [ann, ben].map(({ viewer: { subject } }) => ({ tenantId, subject }));
    const began = performance.now();
    let granted = 0;
    const client = async (number: number) => {
      const [budget, payer] = [budgets[number % 2]!, payers[(number >> 1) % 2]!];
      for (let each = 0; each < 10; each++) {
        if ((await budget.charge(payer, 101)) === null) granted++;
      }
    };
    await Promise.all(Array.from({ length: 64 }, (_, number) => client(number)));
    const flowedIn = (performance.now() - began) / 1_000;
    expect(granted * 101).toBeLessThanOrEqual(10_100 + flowedIn);
    // What is left lies in leases of a node, too little for one more request; given back, it is there.
    await Promise.all(budgets.map((budget) => budget.stop()));
    const left = Number(await redis.admin.hget(`cl:points:{${tenantId}}`, 'points'));
    expect(left).toBeGreaterThanOrEqual(10_100 - granted * 101 - 1);
    expect(left).toBeLessThanOrEqual(10_100 - granted * 101 + flowedIn + 1);
    expect(granted).toBeGreaterThan(90);
    await Promise.all(redises.map((each) => each.stop()));
  });

  it('two keys of a tenant share its points, and another tenant has its own', async () => {
    const [one, two] = (await start(2, budgets({ tenant: 1_500 }))) as [Node, Node];
    for (let each = 0; each < 20; each++) await ask(one, ann);
    expect(isRefused(await ask(two, ben))).toBe(true);
    const other = await createTenant(database.url, 'Theirs');
    const stranger = await createCaller(database.url, other.id);
    expect((await ask(two, stranger)).status).toBe(200);
  });

  it('a key may have less than its tenant', async () => {
    const [one] = (await start(1, budgets({ tenant: 5_000, key: 300 }))) as [Node];
    const statuses = [];
    for (let each = 0; each < 4; each++) statuses.push((await ask(one, ann)).status);
    expect(statuses).toEqual([200, 200, 429, 429]);
    expect((await ask(one, ben)).status).toBe(200);
  });

  it('what a node has leased and does not spend comes back', async () => {
    const [one] = (await start(1, budgets({ tenant: 100_000 }))) as [Node];
    for (let each = 0; each < 30; each++) await ask(one, ann);
    const spent = 30 * 101;
    await until(async () => {
      const left = Number(await redis.admin.hget(`cl:points:{${tenantId}}`, 'points'));
      return left >= 100_000 - spent && left < 100_000 - spent + 50;
    });
  });
});

describe('one request', () => {
  it('is charged what it could cost, and given back what it did not', async () => {
    const [one] = (await start(1, budgets({ tenant: 10_000 }))) as [Node];
    const query = 'query { teams(first: 100) { nodes { users(first: 40) { nodes { name } } } } }';
    const reply = await asker.ask(one, { key: ann.key, query, extensions: { cost: true } });
    const { cost } = (JSON.parse(reply.text) as { extensions: { cost: Record<string, number> } }).extensions;
    expect([cost['requested'], cost['actual']]).toEqual([100 + 1 + 100 * (1 + 1 + 40), 101]);
    await until(async () => (await leftOf(one, ann)) > 9_880);
  });

  it('is refused with how long to wait, in words and in headers, never shorter than the window of RateLimit', async () => {
    const [one] = (await start(1, budgets({ tenant: 250, refill: 50 }))) as [Node];
    await ask(one, ann);
    await ask(one, ann);
    const reply = await ask(one, ann);
    expect(reply.status).toBe(429);
    const [{ extensions }] = (JSON.parse(reply.text) as { errors: [{ extensions: Record<string, unknown> }] }).errors;
    expect(extensions).toMatchObject({ code: 'RATE_LIMITED', retryable: true, requested: 101 });
    const retryAfterMs = Number(extensions['retryAfterMs']);
    expect(retryAfterMs).toBeGreaterThan(100);
    expect(retryAfterMs).toBeLessThan(1_200);
    expect(Number(reply.headers['retry-after'])).toBe(Math.ceil(retryAfterMs / 1_000));
    expect(reply.headers['ratelimit-policy']).toBe('"tenant";q=250;w=5, "key";q=250;w=5');
    expect(reply.headers['ratelimit']).toMatch(/^"tenant";r=\d+;t=1, "key";r=\d+;t=1$/);
  });

  it('that was answered under an Idempotency-Key gets its reply again when all points are spent, and nothing else does', async () => {
    const [one] = (await start(1, budgets({ tenant: 450 }))) as [Node];
    const write = (key: string, name = 'Once') =>
      asker.ask(one, {
        key: ann.key,
        query: 'mutation ($name: String!) { createTag(input: { name: $name }) { name } }',
        variables: { name },
        headers: { 'idempotency-key': key },
      });
    const first = await write('a');
    expect(first.status).toBe(200);
    for (;;) if (isRefused(await ask(one, ann))) break;
    const spent = await leftOf(one, ann);

    const replayed = await write('a');
    expect([replayed.status, replayed.text, replayed.headers['idempotency-replayed']]).toEqual([
      200,
      first.text,
      'true',
    ]);
    const soon = await Promise.all(Array.from({ length: 10 }, () => write('a')));
    expect(soon.some(isRefused), 'who has no points is looked up for at its pace').toBe(true);
    await until(async () => (await write('a')).status === 200);
    await until(async () => (await write('a', 'Other')).text.includes('IDEMPOTENCY_MISMATCH'));
    for (let each = 0; each < 3; each++) expect(isRefused(await write('b'))).toBe(true);
    expect(await leftOf(one, ann)).toBeLessThanOrEqual(spent + 5);
  });

  it('is never granted when it costs more than the budget ever holds', async () => {
    const [one] = (await start(1, budgets({ tenant: 100 }))) as [Node];
    const reply = await ask(one, ann);
    expect(reply.text).toContain('COST_EXCEEDED');
  });

  it('costs something also when it is refused', async () => {
    const [one] = (await start(1, budgets({ tenant: 1_000, refill: 100 }))) as [Node];
    const before = await leftOf(one, ann);
    for (let each = 0; each < 20; each++) await ask(one, ann, {}, `{ nothing${each} }`);
    expect(await leftOf(one, ann)).toBeLessThan(before - 20);
  });

  it('is answered from the cache when all points are spent, and so is 304', async () => {
    const [one] = (await start(1, budgets({ tenant: 350 }))) as [Node];
    const query = fresh();
    await ask(one, ann, {}, query);
    await ask(one, ann);
    await ask(one, ann);
    expect(isRefused(await ask(one, ann))).toBe(true);
    const reply = await ask(one, ann, {}, query);
    expect([reply.status, reply.headers['cache-status']]).toEqual([200, 'clientele; hit']);
    expect(reply.headers['ratelimit']).toContain('"tenant";r=');
    const { etag } = reply.headers;
    const asked = { key: ann.key, query, method: 'GET' as const };
    await asker.ask(one, asked);
    const known = await asker.ask(one, { ...asked, headers: { 'if-none-match': String(etag) } });
    expect(known.status).toBe(304);
  });
});

describe('who waits', () => {
  it('is answered as soon as there are points, and told how long it took', async () => {
    const [one] = (await start(1, budgets({ tenant: 202, refill: 200 }))) as [Node];
    await ask(one, ann);
    await ask(one, ann);
    const reply = await ask(one, ann, { prefer: 'wait=3' });
    expect(reply.status).toBe(200);
    expect(reply.headers['preference-applied']).toBe('wait=3');
    const waitedMs = Number(reply.headers['x-clientele-waited-ms']);
    expect(waitedMs).toBeGreaterThan(200);
    expect(waitedMs).toBeLessThan(1_500);
  });

  it('is refused at once when it would take longer than it is ready to wait', async () => {
    const [one] = (await start(1, budgets({ tenant: 202, refill: 1 }))) as [Node];
    await ask(one, ann);
    await ask(one, ann);
    const began = performance.now();
    expect(isRefused(await ask(one, ann, { prefer: 'wait=2' }))).toBe(true);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('gets its share beside a key that asks for twenty times as much', async () => {
    const [one] = (await start(1, budgets({ tenant: 2_020, refill: 1_010 }))) as [Node];
    const served = { greedy: 0, modest: 0 };
    const endsAt = performance.now() + 3_500;
    const client = async (caller: Caller, name: keyof typeof served) => {
      while (performance.now() < endsAt) {
        const { status } = await ask(one, caller, { prefer: 'wait=3' });
        if (status === 200 && performance.now() < endsAt) served[name]++;
      }
    };
    const greedy = Array.from({ length: 40 }, () => client(ann, 'greedy'));
    const modest = Array.from({ length: 2 }, () => client(ben, 'modest'));
    await Promise.all([...greedy, ...modest]);
    // Ten a second flow in, and twenty were there.
    const share = served.modest / (served.greedy + served.modest);
    expect(share, JSON.stringify(served)).toBeGreaterThan(0.25);
  });
});

describe('without Redis', () => {
  it('each node grants its share, and nobody is answered with a failure', async () => {
    const started = await start(2, budgets({ tenant: 20_200, refill: 10 }));
    // Until both know that they are two.
    await until(async () => (await redis.admin.zcard('cl:nodes')) >= 2);
    let isOver = false;
    const statuses: number[] = [];
    const clients = Array.from({ length: 8 }, async (_, client) => {
      while (!isOver) statuses.push((await ask(started[client % 2]!, ann)).status);
    });
    await until(() => statuses.length > 20);
    await redis.kill();
    await until(() => statuses.filter((status) => status === 429).length > 20, { withinMs: 20_000 });
    await redis.restart();
    isOver = true;
    await Promise.all(clients);
    expect(statuses.filter((status) => status !== 200 && status !== 429)).toEqual([]);
    expect(statuses.filter((status) => status === 200).length * 101, 'never without bound').toBeLessThan(2 * 20_200);
    // An empty Redis: the buckets are full again, and what was spent without it is paid.
    await until(async () => (await ask(started[0]!, ann)).status === 200, { withinMs: 10_000 });
  });
});
