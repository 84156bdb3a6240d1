// Clients of the history: readers in every mode, sessions that write and look at their own writes, and somebody with psql.
// Invariant: the log says no more than what the client can know: a write whose answer never came may have happened or not.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Mode, Read, Write } from './history-check.ts';
import type { Asked, createAsker, Node, Reply } from './nodes.ts';
import type { Random } from './random.ts';

export interface HistoryLog {
  readonly writes: Write[];
  readonly reads: Read[];
  /** What must not be, whatever the order of commits. */
  readonly defects: string[];
  readonly counts: {
    mutations: number;
    transactions: number;
    rolledBack: number;
    /** Codes of requests that were refused. */
    refused: Map<string, number>;
    /** Answers to reads by what `Cache-Status` said. */
    outcomes: Map<string, number>;
  };
}

export interface ClientsOptions {
  readonly log: HistoryLog;
  readonly nodes: readonly Pick<Node, 'port'>[];
  readonly asker: ReturnType<typeof createAsker>;
  readonly key: string;
  readonly databaseUrl: string;
  /** Codes that may be answered now; NO_ANSWER: the connection may break. */
  readonly mayRefuse: () => readonly string[];
}

const idOf = (kind: string, index: number) => `${kind}0000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
export const registers = Array.from({ length: 8 }, (_, index) => idOf('d', index));
export const lists = Array.from({ length: 3 }, (_, index) => idOf('e', index));
/** Always written together, to the same value, in one transaction. */
const twins = registers.slice(0, 2);
const single = registers.slice(2);

const byId = 'query ($id: ID!) { contact(id: $id) { id title } }';
const byList = 'query ($id: ID!) { contacts(filter: { companyId: { eq: $id } }, first: 50) { nodes { id title } } }';
const everything = 'query ($first: Int!) { contacts(first: $first) { nodes { id title } } }';
const update = 'mutation ($id: ID!, $input: UpdateContactInput!) { updateContact(id: $id, input: $input) { id } }';
/** Writes that a session carries with it: clients remember their last few. */
const remembered = 8;

type IsOver = () => boolean;

export function createClients({ log, nodes, asker, key, databaseUrl, mayRefuse }: ClientsOptions) {
  const { writes, reads, defects, counts } = log;
  let values = 0;
  const newValue = (who: string) => `${who}-${++values}`;
  const add = (to: Map<string, number>, name: string) => void to.set(name, (to.get(name) ?? 0) + 1);

  async function refuse(reply: Pick<Reply, 'status' | 'text'>, what: string): Promise<void> {
    const code = /"code":"([A-Z_]+)"/.exec(reply.text)?.[1] ?? String(reply.status);
    add(counts.refused, code);
    if (!mayRefuse().includes(code)) defects.push(`a ${what} was refused: ${reply.status} ${reply.text}`);
    await pause(20);
  }

  /** A node that is gone refuses too. */
  const ask = (node: number, asked: Omit<Asked, 'key'>): Promise<Pick<Reply, 'status' | 'headers' | 'text'>> =>
    asker.ask(nodes[node]!, { key, ...asked }).catch((error: unknown) => {
      if (!mayRefuse().includes('NO_ANSWER')) throw error;
      return { status: 0, headers: {}, text: '{"errors":[{"extensions":{"code":"NO_ANSWER"}}]}' };
    });

  interface Asking {
    readonly node: number;
    readonly mode: Mode;
    readonly token?: string;
    readonly own?: Read['own'];
    readonly about?: string;
  }

  async function read(chance: Random, { node, mode, token, own = [], about }: Asking): Promise<void> {
    const kind = chance.below(4);
    const isList = kind === 2;
    const isAll = kind === 3;
    const id = isList ? chance.pick(lists) : (about ?? chance.pick(registers));
    const variables = isAll ? { first: 50 + chance.below(4) } : { id };
    const query = isAll ? everything : isList ? byList : byId;
    const headers: Record<string, string> = {
      ...(token !== undefined && { 'x-clientele-after': token }),
      ...(mode === 'strong' && { 'x-clientele-consistency': 'strong' }),
    };
    const startMs = performance.now();
    const reply = await ask(node, { query, variables, headers });
    const endMs = performance.now();
    add(counts.outcomes, String(reply.headers['cache-status'] ?? 'none'));
    const found = rowsOf(reply.text);
    if (!found) return refuse(reply, 'read');
    const titles = new Map(found.map((row) => [row.id, row.title]));
    const wanted = isList || isAll ? registers : [id];
    if (!isList && wanted.some((each) => !titles.has(each))) defects.push(`a register is gone: ${reply.text}`);
    if (isAll && titles.get(twins[0]!) !== titles.get(twins[1]!))
      defects.push(`two moments in one answer: ${reply.text}`);
    const seen = wanted.map((register) => ({ register, value: titles.get(register) ?? null }));
    reads.push({ mode, node, startMs, endMs, seen, list: isList ? id : null, own: [...own] });
  }

  return {
    async reader(chance: Random, mode: Mode, isOver: IsOver, node?: number): Promise<void> {
      while (!isOver()) {
        await read(chance, { node: node ?? chance.below(nodes.length), mode });
        await pause(chance.below(4));
      }
    },

    /** Writes on one node, then looks at its own writes there and, with its token, elsewhere. */
    async session(name: string, chance: Random, isOver: IsOver): Promise<void> {
      let own: { register: string; value: string; epoch: string; xid: string }[] = [];
      while (!isOver()) {
        const node = chance.below(nodes.length);
        const register = chance.pick(single);
        const value = newValue(name);
        const input = { title: value, ...(chance.once(3) && { companyId: chance.pick(lists) }) };
        const headers: Record<string, string> = chance.once(4) ? { 'idempotency-key': randomUUID() } : {};
        const begunMs = performance.now();
        const reply = await ask(node, { query: update, variables: { id: register, input }, headers });
        const isDone = reply.status === 200 && !reply.text.includes('"errors"');
        writes.push({ register, value, begunMs, ackMs: isDone ? performance.now() : Number.POSITIVE_INFINITY, node });
        if (!isDone) {
          await refuse(reply, 'mutation');
          continue;
        }
        counts.mutations++;
        const [epoch, xid] = String(reply.headers['x-clientele-position'] ?? '').split(':');
        if (!epoch || !xid) defects.push(`a mutation was answered without a position: ${reply.text}`);
        else {
          own = [...own.filter((each) => each.epoch === epoch), { register, value, epoch, xid }].slice(-remembered);
          const token = `${epoch}:${own.map((each) => each.xid).join()}`;
          for (const about of [register, chance.pick(own).register])
            await read(chance, { node: chance.below(nodes.length), mode: 'token', token, own, about });
        }
        await read(chance, { node, mode: 'plain', about: register });
        await pause(chance.below(30));
      }
    },

    /** Sometimes slow, sometimes in doubt; and back again when the database is. */
    async operator(name: string, chance: Random, isOver: IsOver): Promise<void> {
      let client: pg.Client | null = null;
      async function transact(sql: pg.Client): Promise<void> {
        const targets = chance.once(2) ? twins : [chance.pick(single)];
        const value = newValue(name);
        const list = chance.once(3) ? `, company_id = '${chance.pick(lists)}'` : '';
        await sql.query('begin');
        for (const id of targets) await sql.query(`update contact set title = '${value}'${list} where id = '${id}'`);
        if (chance.once(4)) await pause(chance.below(120));
        const isKept = !chance.once(5);
        const begunMs = performance.now();
        const isTold = await sql.query(isKept ? 'commit' : 'rollback').then(
          () => true,
          () => false,
        );
        const ackMs = isTold ? performance.now() : Number.POSITIVE_INFINITY;
        if (isKept) for (const register of targets) writes.push({ register, value, begunMs, ackMs, node: null });
        counts[isKept ? 'transactions' : 'rolledBack']++;
        if (!isTold) throw new Error('the connection broke');
      }
      while (!isOver()) {
        try {
          if (!client) {
            client = new pg.Client({ connectionString: databaseUrl, application_name: 'history operator' });
            client.on('error', () => {});
            await client.connect();
          }
          await transact(client);
        } catch (error) {
          if (mayRefuse().length === 0) defects.push(`an operator was refused: ${String(error)}`);
          await client?.end().catch(() => {});
          client = null;
        }
        await pause(chance.below(40));
      }
      await client?.end();
    },
  };
}

interface Row {
  readonly id: string;
  readonly title: string;
}

function rowsOf(text: string): Row[] | null {
  const { data } = JSON.parse(text) as { data?: { contact?: Row | null; contacts?: { nodes: Row[] } | null } | null };
  return data?.contacts?.nodes ?? (data?.contact ? [data.contact] : null);
}
