// The ledger of live updates: writers of known sequences, and subscribers who note what they are told, over losses of every kind.
// Invariant: a record counts its commits in a field of its own, so what a subscriber has seen of it can be held against what was committed.
import type pg from 'pg';
import { type Listener, listenByEvents, listenBySocket } from './live-clients.ts';
import type { Random } from './random.ts';

interface Seen {
  readonly id: string;
  readonly cursor: string;
  readonly recordId: string;
  readonly after: { readonly description: string | null; readonly name: string } | null;
}

type Changed = { readonly dealChanged: Seen };

const query = `subscription ($after: String) { dealChanged(after: $after, kinds: [UPDATED]) { id cursor recordId after } }`;
const page = `query ($after: String) { changes(after: $after, first: 100, types: [DEAL], kinds: [UPDATED]) {
  nodes { id cursor recordId after } pageInfo { endCursor hasNextPage } } }`;

export interface Subscriber {
  readonly name: string;
  /** What it was told of each record: the commits, as they were counted, in the order in which it heard of them. */
  readonly heard: Map<string, number[]>;
  readonly ids: Set<string>;
  told: number;
  /** Ends its connection, without a word. */
  drop(): void;
  stop(): Promise<void>;
}

const countOf = ({ after }: Seen) => Number(after?.description);

/** Goes on from its last cursor whenever it is cut off. `start`: a cursor from before the first write. */
export function subscribe(
  name: string,
  url: () => string,
  key: string,
  start: string,
  by: 'events' | 'socket' | 'pages',
): Subscriber {
  let cursor = start;
  let isStopped = false;
  let listener: Listener<Changed> | null = null;
  const subscriber: Subscriber = {
    name,
    heard: new Map(),
    ids: new Set(),
    told: 0,
    drop: () => listener?.close(),
    stop,
  };

  function note(seen: Seen): void {
    subscriber.told++;
    cursor = seen.cursor;
    if (subscriber.ids.has(seen.id)) return;
    subscriber.ids.add(seen.id);
    const counts = subscriber.heard.get(seen.recordId) ?? [];
    subscriber.heard.set(seen.recordId, counts);
    counts.push(countOf(seen));
  }

  async function listenOnce(): Promise<void> {
    const options = { key, variables: { after: cursor } };
    const listen = by === 'events' ? listenByEvents<Changed> : listenBySocket<Changed>;
    listener = await listen(url(), query, options);
    for (let noted = 0; ; ) {
      for (; noted < listener.told.length; noted++) {
        const { data, errors } = listener.told[noted]!;
        if (errors?.some(({ extensions }) => extensions['code'] !== 'UNAVAILABLE'))
          throw new Error(JSON.stringify(errors));
        if (data) note(data.dealChanged);
      }
      if (listener.ended() !== null || isStopped) break;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    listener.close();
  }

  async function pullOnce(): Promise<void> {
    const response = await fetch(`${url()}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: page, variables: { after: cursor } }),
    });
    const { data, errors } = (await response.json()) as {
      data?: { changes: { nodes: Seen[]; pageInfo: { endCursor: string } } | null };
      errors?: unknown;
    };
    if (!data?.changes) throw new Error(JSON.stringify(errors));
    for (const node of data.changes.nodes) note(node);
    cursor = data.changes.pageInfo.endCursor;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  async function run(): Promise<void> {
    while (!isStopped) {
      try {
        await (by === 'pages' ? pullOnce() : listenOnce());
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 20)); // the origin is away
      }
    }
  }

  const running = run();
  async function stop(): Promise<void> {
    isStopped = true;
    await running;
    listener?.close();
  }
  return subscriber;
}

const lockTimeout = '55P03';

/**
 * Writes to random records until it was told to stop; some transactions are long, some are rolled back. Counts what it committed.
 * `turn`: awaited before each transaction.
 */
export async function write(
  pool: pg.Pool,
  ids: readonly string[],
  random: Random,
  committed: Map<string, number>,
  isOver: () => boolean,
  turn: () => Promise<void> = async () => {},
): Promise<void> {
  while (!isOver()) {
    await turn();
    const client = await pool.connect();
    try {
      await client.query('begin');
      // In the order of their ids, so that writers do not deadlock.
      const chosen = [...new Set(Array.from({ length: 1 + random.below(3) }, () => random.pick(ids)))].sort();
      for (const id of chosen)
        await client.query(`update deal set description = (coalesce(description, '0')::int + 1)::text where id = $1`, [
          id,
        ]);
      const fate = random.below(10);
      if (fate === 0) await client.query('select pg_sleep(0.05)');
      if (fate === 1) {
        await client.query('rollback');
        continue;
      }
      await client.query('commit');
      for (const id of chosen) committed.set(id, (committed.get(id) ?? 0) + 1);
    } catch (error) {
      // Waited too long for a record, on a machine that is busy: nothing of it is committed.
      if ((error as { code?: string }).code !== lockTimeout) throw error;
      await client.query('rollback');
    } finally {
      client.release();
    }
  }
}

/** Whether it has heard of as many commits of each record as there were. */
export function hasAll({ heard }: Subscriber, committed: ReadonlyMap<string, number>): boolean {
  for (const [id, count] of committed) if ((heard.get(id)?.length ?? 0) < count) return false;
  return true;
}

export interface Fault {
  readonly kind: 'lost' | 'foreign' | 'out of order';
  /** Of changes. */
  readonly count: number;
  readonly text: string;
}

/** What is wrong with what a subscriber has heard; empty if it lacks nothing, and nothing came out of order. */
export function faultsOf({ name, heard }: Subscriber, committed: ReadonlyMap<string, number>): Fault[] {
  const faults: Fault[] = [...heard]
    .filter(([id]) => !committed.has(id))
    .map(([id, { length }]) => ({
      kind: 'foreign',
      count: length,
      text: `${name}: heard of ${id}, which it may not see`,
    }));
  for (const [id, count] of committed) {
    const found = heard.get(id) ?? [];
    const counts = new Set(found);
    const lost = Array.from({ length: count }, (_, index) => index + 1).filter((each) => !counts.has(each));
    const strange = found.filter((each) => !(each >= 1 && each <= count));
    const turned = found.filter((each, index) => index > 0 && each <= found[index - 1]!);
    const add = (kind: Fault['kind'], which: readonly number[]) => {
      if (which.length > 0)
        faults.push({
          kind,
          count: which.length,
          text: `${name}: of ${id}, ${count} commits, ${kind} ${which.slice(0, 10).join()}`,
        });
    };
    add('lost', lost);
    add('foreign', strange);
    add('out of order', turned);
  }
  return faults;
}
