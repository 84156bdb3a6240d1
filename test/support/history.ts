// A history under load: registers (titles of contacts, and the company that each belongs to) are written by mutations on all nodes
// and with SQL, and read in every mode. What happened is logged for history-check.ts; the order of commits is read from the change table.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { History, Mode, Read, Version, Write } from './history-check.ts';
import { type Caller, type createAsker, createCaller, type Node } from './nodes.ts';
import { createRandom, type Random } from './random.ts';
import { ours } from './values.ts';

export interface HistoryOptions {
  /** A superuser's, to a migrated database. */
  readonly databaseUrl: string;
  readonly nodes: readonly Node[];
  readonly asker: ReturnType<typeof createAsker>;
  readonly seed: number;
}

export interface Recording {
  /** Writes and reads until told otherwise, or too much is wrong. */
  run(isEnough: () => boolean): Promise<void>;
  /** All of it until now. */
  history(): Promise<History>;
  readonly counts: {
    mutations: number;
    transactions: number;
    rolledBack: number;
    failed: number;
    outcomes: Map<string, number>;
  };
  /** What must not be, whatever the order of commits: two moments in one answer, a refusal. */
  readonly defects: string[];
  stop(): Promise<void>;
}

const idOf = (kind: string, index: number) => `${kind}0000000-0000-7000-8000-${String(index).padStart(12, '0')}`;
const registers = Array.from({ length: 8 }, (_, index) => idOf('d', index));
const lists = Array.from({ length: 3 }, (_, index) => idOf('e', index));
/** Always written together, to the same value, in one transaction. */
const twins = registers.slice(0, 2);
const single = registers.slice(2);

const byId = 'query ($id: ID!) { contact(id: $id) { id title } }';
const byList = 'query ($id: ID!) { contacts(filter: { companyId: { eq: $id } }, first: 50) { nodes { id title } } }';
const everything = 'query ($first: Int!) { contacts(first: $first) { nodes { id title } } }';
const update = 'mutation ($id: ID!, $input: UpdateContactInput!) { updateContact(id: $id, input: $input) { id } }';
/** More would not fit into a header for long, and nobody's last writes are so many. */
const remembered = 8;

export async function recordHistory({ databaseUrl, nodes, asker, seed }: HistoryOptions): Promise<Recording> {
  const sql = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  sql.on('error', () => {});
  await sql.query(`insert into tenant (id, name) values ('${ours}', 'One') on conflict do nothing`);
  for (const id of lists)
    await sql.query(
      `insert into company (tenant_id, id, name) values ('${ours}', '${id}', 'List') on conflict do nothing`,
    );
  await sql.query(`delete from contact where id = any($1)`, [registers]);
  for (const id of registers)
    await sql.query(
      `insert into contact (tenant_id, id, last_name, title, company_id) values ('${ours}', '${id}', 'Register', 'at first', '${lists[0]}')`,
    );
  const { rows: begun } = await sql.query<{ seq: string }>('select last_value as seq from change_seq');
  const caller: Caller = await createCaller(databaseUrl, ours);
  const writes: Write[] = [];
  const reads: Read[] = [];
  const defects: string[] = [];
  const counts: Recording['counts'] = { mutations: 0, transactions: 0, rolledBack: 0, failed: 0, outcomes: new Map() };
  let values = 0;

  async function read(
    chance: Random,
    node: number,
    mode: Mode,
    token: string | null,
    own: Read['own'],
    about?: string,
  ): Promise<void> {
    const kind = chance.below(4);
    const id = kind === 2 ? chance.pick(lists) : (about ?? chance.pick(registers));
    const isList = kind === 2;
    const [query, variables] =
      kind === 3 ? [everything, { first: 50 + chance.below(4) }] : [isList ? byList : byId, { id }];
    const headers: Record<string, string> = {
      ...(token !== null && { 'x-clientele-after': token }),
      ...(mode === 'strong' && { 'x-clientele-consistency': 'strong' }),
    };
    const startMs = performance.now();
    const reply = await asker.ask(nodes[node]!, { key: caller.key, query, variables, headers });
    const endMs = performance.now();
    const status = String(reply.headers['cache-status'] ?? 'none');
    counts.outcomes.set(status, (counts.outcomes.get(status) ?? 0) + 1);
    const found = rowsOf(reply.text);
    if (!found) {
      defects.push(`a read was refused: ${reply.status} ${reply.text}`);
      return;
    }
    const titles = new Map(found.map((row) => [row.id, row.title]));
    const wanted = kind < 2 ? [id] : registers;
    if (kind !== 2 && wanted.some((register) => !titles.has(register)))
      defects.push(`a register is gone: ${reply.text}`);
    if (kind === 3 && titles.get(twins[0]!) !== titles.get(twins[1]!))
      defects.push(`two moments in one answer: ${reply.text}`);
    const seen = wanted.map((register) => ({ register, value: titles.get(register) ?? null }));
    reads.push({ mode, node, startMs, endMs, seen, list: isList ? id : null, own: [...own] });
  }

  const newValue = (who: string) => `${who}-${++values}`;

  /** A client: writes on one node, then looks at its own writes there and, with its token, elsewhere. */
  async function session(name: string, chance: Random, isOver: () => boolean): Promise<void> {
    let own: { register: string; value: string; xid: string }[] = [];
    while (!isOver()) {
      const node = chance.below(nodes.length);
      const register = chance.pick(single);
      const value = newValue(name);
      const input = { title: value, ...(chance.once(3) && { companyId: chance.pick(lists) }) };
      const headers: Record<string, string> = chance.once(4) ? { 'idempotency-key': value } : {};
      const begunMs = performance.now();
      const asked = { key: caller.key, query: update, variables: { id: register, input }, headers };
      const reply = await asker.ask(nodes[node]!, asked);
      const isDone = reply.status === 200 && !reply.text.includes('"errors"');
      writes.push({ register, value, begunMs, ackMs: isDone ? performance.now() : Number.POSITIVE_INFINITY, node });
      if (!isDone) {
        counts.failed++;
        await pause(chance.below(20));
        continue;
      }
      counts.mutations++;
      const position = String(reply.headers['x-clientele-position'] ?? '');
      const [epoch, xid] = position.split(':');
      if (!xid) defects.push(`a mutation was answered without a position: ${JSON.stringify(headers)}`);
      else {
        own = [...own, { register, value, xid }].slice(-remembered);
        const token = `${epoch}:${own.map((each) => each.xid).join()}`;
        await read(chance, chance.below(nodes.length), 'token', token, own, register);
        await read(chance, chance.below(nodes.length), 'token', token, own, chance.pick(own).register);
      }
      await read(chance, node, 'plain', null, [], register);
      await pause(chance.below(30));
    }
  }

  /** Somebody with psql, sometimes slow, sometimes in doubt. */
  async function operator(name: string, chance: Random, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const client = await sql.connect();
      try {
        const targets = chance.once(2) ? twins : [chance.pick(single)];
        const value = newValue(name);
        const list = chance.once(3) ? `, company_id = '${chance.pick(lists)}'` : '';
        await client.query('begin');
        for (const id of targets) await client.query(`update contact set title = '${value}'${list} where id = '${id}'`);
        if (chance.once(4)) await pause(chance.below(120));
        const isKept = !chance.once(5);
        const begunMs = performance.now();
        await client.query(isKept ? 'commit' : 'rollback');
        const ackMs = performance.now();
        if (isKept) for (const register of targets) writes.push({ register, value, begunMs, ackMs, node: null });
        counts[isKept ? 'transactions' : 'rolledBack']++;
      } finally {
        client.release();
      }
      await pause(chance.below(40));
    }
  }

  return {
    counts,
    defects,
    async run(isEnough) {
      const isOver = () => isEnough() || defects.length > 20;
      const chance = (nth: number) => createRandom(seed + values + nth);
      const reader = async (random: Random, mode: Mode, node?: number) => {
        while (!isOver()) {
          await read(random, node ?? random.below(nodes.length), mode, null, []);
          await pause(random.below(4));
        }
      };
      await Promise.all([
        ...nodes.flatMap((_, node) => [1, 2].map((nth) => reader(chance(10 * node + nth), 'plain', node))),
        reader(chance(100), 'strong'),
        ...['m', 'n', 'o'].map((name, nth) => session(name, chance(200 + nth), isOver)),
        ...['p', 'q'].map((name, nth) => operator(name, chance(300 + nth), isOver)),
      ]);
    },
    async history() {
      const { rows: versions } = await sql.query<Version>(
        `select id as register, after ->> 'title' as value, after ->> 'company_id' as list from change
          where tenant_id = $1 and type = 'contact' and id = any($2) and seq > $3::bigint - $4::bigint order by seq`,
        [ours, registers, begun[0]!.seq, registers.length],
      );
      return { writes, reads, versions };
    },
    async stop() {
      await sql.end();
    },
  };
}

interface Row {
  readonly id: string;
  readonly title: string;
}

function rowsOf(text: string): Row[] | null {
  const { data } = JSON.parse(text) as { data?: { contact?: Row; contacts?: { nodes: Row[] } } | null };
  if (!data) return null;
  return data.contacts?.nodes ?? (data.contact ? [data.contact] : null);
}
