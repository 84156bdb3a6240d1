// Writers of the race: transactions with SQL as somebody with psql makes them, and mutations over HTTP. They commit, roll back,
// take back a part, and hold their transaction open while others commit. What they did is known from the change table alone.
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { entities } from '../../src/crm/index.ts';
import type { Caller, createAsker, Node } from './nodes.ts';
import type { Random } from './random.ts';
import { idsOf, valuesOf } from './values.ts';
import type { Write } from './writes.ts';

export interface WriterCounts {
  committed: number;
  rolledBack: number;
  /** Statements that a constraint, a lock or a deadlock refused. */
  refused: number;
  mutations: number;
  /** Codes of mutations that were refused. */
  readonly refusals: Map<string, number>;
}

export const createWriterCounts = (): WriterCounts => ({
  committed: 0,
  rolledBack: 0,
  refused: 0,
  mutations: 0,
  refusals: new Map(),
});

export interface Writer {
  /** Goes on until told otherwise, and ends with nothing open. */
  write(isOver: () => boolean): Promise<void>;
  stop(): Promise<void>;
}

/** Constraints, locks that took too long, deadlocks, two writers of one row. */
const usual = /^(21|23|27|55P03|40P01|40001)/;

export interface SqlWriterOptions {
  readonly url: string;
  readonly random: Random;
  readonly counts: WriterCounts;
  readonly next: () => Write;
  /** Between two transactions, at most. */
  readonly restMs: number;
}

export async function createSqlWriter({ url, random, counts, next, restMs }: SqlWriterOptions): Promise<Writer> {
  const client = new pg.Client({ connectionString: url, application_name: 'race writer' });
  await client.connect();

  async function attempt({ statements }: Write, isTakenBack: boolean): Promise<void> {
    for (const statement of statements) {
      try {
        await client.query(`savepoint s; ${statement}`);
        if (isTakenBack) await client.query('rollback to savepoint s');
      } catch (error) {
        if (!usual.test((error as { code?: string }).code ?? ''))
          throw new Error(`${(error as Error).message}\n${statement}`, { cause: error });
        counts.refused++;
        await client.query('rollback to savepoint s');
      }
    }
  }

  async function transact(): Promise<void> {
    const write = next();
    const replica = write.isReplica ? '; set local session_replication_role = replica' : '';
    // Shorter than the patience of anybody who waits behind a writer that waits.
    await client.query(`begin; set local lock_timeout = 250${replica}`);
    if (random.once(8)) await attempt(next(), true);
    await attempt(write, false);
    if (random.once(5)) await pause(random.below(250)); // others commit meanwhile, and readers do not see this one
    if (random.once(8)) await attempt(next(), false);
    const isKept = !random.once(6);
    await client.query(isKept ? 'commit' : 'rollback');
    counts[isKept ? 'committed' : 'rolledBack']++;
  }

  return {
    async write(isOver) {
      while (!isOver()) {
        await transact();
        await pause(random.below(restMs));
      }
    },
    stop: () => client.end(),
  };
}

export interface MutationWriterOptions {
  readonly asker: ReturnType<typeof createAsker>;
  readonly nodes: () => readonly Node[];
  readonly callers: readonly Caller[];
  readonly random: Random;
  readonly counts: WriterCounts;
  readonly restMs: number;
  /** Told of an answer that must not be. */
  readonly onDefect: (text: string) => void;
}

export function createMutationWriter(options: MutationWriterOptions): Writer {
  const { asker, nodes, callers, random, counts, restMs, onDefect } = options;
  const id = (table: string) => random.pick(idsOf(table));
  const value = (table: keyof typeof entities, column: string) => random.pick(valuesOf(entities[table], column));
  const makers: (() => readonly [fields: string, variables: Record<string, unknown>])[] = [
    () => [
      '($id: ID!, $input: UpdateContactInput!) { a: updateContact(id: $id, input: $input) { id name company { id } } }',
      { id: id('contact'), input: { title: value('contact', 'title'), companyId: id('company') } },
    ],
    () => [
      '($id: ID!, $input: UpdateCompanyInput!) { a: updateCompany(id: $id, input: $input) { id contacts { totalCount } } }',
      { id: id('company'), input: { industry: value('company', 'industry'), ownerId: id('user') } },
    ],
    () => [
      '($input: CreateActivityInput!) { a: createActivity(input: $input) { id } }',
      { input: { kind: 'CALL', subject: 'Alpha', about: { type: 'COMPANY', id: id('company') } } },
    ],
    () => [
      '($id: ID!, $stageId: ID!) { a: moveDeal(id: $id, stageId: $stageId) { id } }',
      { id: id('deal'), stageId: id('stage') },
    ],
    () => ['($id: ID!) { a: deleteContact(id: $id) { id } }', { id: id('contact') }],
    () => ['($id: ID!) { a: restoreContact(id: $id) { id } }', { id: id('contact') }],
    () => [
      '($id: ID!, $tagIds: [ID!]!) { a: addTags(record: { type: COMPANY, id: $id }, tagIds: $tagIds) { id } }',
      { id: id('company'), tagIds: [id('tag')] },
    ],
    () => [
      '($one: ID!, $two: ID!, $input: UpdateContactInput!) { a: updateContact(id: $one, input: $input) { id } b: updateContact(id: $two, input: $input) { id } }',
      { one: id('contact'), two: id('contact'), input: { city: value('contact', 'city') } },
    ],
  ];

  async function mutate(): Promise<void> {
    const [fields, variables] = random.pick(makers)();
    const { key } = random.pick(callers);
    const headers: Record<string, string> = random.once(4) ? { 'idempotency-key': random.id() } : {};
    const query = `mutation ${fields}`;
    const isOneField = !fields.includes(' b: ');
    const reply = await asker.ask(random.pick(nodes()), { key, query, variables, ...(isOneField && { headers }) });
    const codes = [...reply.text.matchAll(/"code":"([A-Z_]+)"/g)].map(([, code]) => code!);
    if (codes.some((code) => code === 'INTERNAL')) onDefect(`${reply.text}\n${query} ${JSON.stringify(variables)}`);
    if (codes.length === 0) counts.mutations++;
    for (const code of codes) counts.refusals.set(code, (counts.refusals.get(code) ?? 0) + 1);
  }

  return {
    async write(isOver) {
      while (!isOver()) {
        await mutate();
        await pause(random.below(restMs));
      }
    },
    stop: async () => {},
  };
}
