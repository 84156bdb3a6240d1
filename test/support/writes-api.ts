// Writes as a client sends them, driven from the schema: a new entity or input field is written by the tests without a word.
import {
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  getNamedType,
  isLeafType,
  isNonNullType,
} from 'graphql';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { createSchema } from '../../src/api/schema.ts';
import { entities } from '../../src/crm/index.ts';
import type { Table } from '../../src/db/table.ts';
import type { Answer, TestApi, Variables } from './api.ts';
import { until } from './until.ts';

export const schema = createSchema();
const mutations = schema.getMutationType()!.getFields();

export type Fields = Readonly<Record<string, { readonly type: GraphQLInputType }>>;

/** A record as `everything` selects it. */
export type Record_ = { readonly id: string; readonly version: number } & Readonly<Record<string, unknown>>;

export interface Entity {
  /** Word for it in the tables. */
  readonly name: string;
  readonly typename: string;
  /** The plural in the names of mutations. */
  readonly many: string;
  /** The field of a batch's result that holds the record. */
  readonly one: string;
  readonly table: Table;
  readonly create: Fields;
  readonly update: Fields;
  /** Selects every leaf, the ids of records beside it, its tags and its names elsewhere. */
  readonly everything: string;
}

const inputFields = (name: string): Fields => (schema.getType(name) as GraphQLInputObjectType).getFields();
const lower = (name: string) => name[0]!.toLowerCase() + name.slice(1);

export const everyEntity: readonly Entity[] = Object.entries(entities).map(([name, table]) => {
  const typename = (table as Table).typename!;
  const batch = Object.values(mutations).find(
    (field) => field.name.startsWith('create') && getNamedType(field.type).name === `${typename}Batch`,
  )!;
  return {
    name,
    typename,
    many: batch.name.slice('create'.length),
    one: lower(typename),
    table,
    create: inputFields(`Create${typename}Input`),
    update: inputFields(`Update${typename}Input`),
    everything: everythingOf(schema.getType(typename) as GraphQLObjectType),
  };
});

export const entity = (name: keyof typeof entities): Entity => everyEntity.find((each) => each.name === name)!;

function everythingOf(type: GraphQLObjectType): string {
  return Object.values(type.getFields())
    .map((field) => selectionOf(field))
    .filter((part) => part !== '')
    .join(' ');
}

function selectionOf({ name, type, args }: GraphQLField<unknown, unknown>): string {
  const named = getNamedType(type);
  if (isLeafType(named)) return name;
  if (name === 'tags') return 'tags(first: 100) { nodes { id } }';
  if (args.length > 0) return '';
  if (named.name === 'ExternalId') return 'externalIds { source externalId }';
  return named.name === 'Money' ? `${name} { minor currency }` : `${name} { id }`;
}

interface SendOptions {
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The document of one mutation with all given arguments as variables. */
export function documentOf(mutation: string, args: readonly string[], selection: string): string {
  const field = mutations[mutation];
  if (!field) throw new Error(`the schema has no mutation ${mutation}`);
  const typeOf = (arg: string) => field.args.find(({ name }) => name === arg)!.type;
  const declared = args.map((arg) => `$${arg}: ${typeOf(arg)}`).join(', ');
  const passed = args.map((arg) => `${arg}: $${arg}`).join(', ');
  return `mutation (${declared}) { result: ${mutation}(${passed}) { ${selection} } }`;
}

/** Sends one mutation, whatever comes back. */
export function send<Result = Record_>(
  api: TestApi,
  mutation: string,
  args: Variables,
  selection = 'id version',
  options: SendOptions = {},
): Promise<Answer<{ result: Result | null }>> {
  return api.query(documentOf(mutation, Object.keys(args), selection), args, options);
}

/** Sends one mutation that must succeed. */
export async function done<Result = Record_>(
  api: TestApi,
  mutation: string,
  args: Variables,
  selection?: string,
  options?: SendOptions,
): Promise<Result> {
  const answer = await send<Result>(api, mutation, args, selection, options);
  if (!answer.data?.result || answer.errors.length > 0)
    throw new Error(`${answer.status} ${answer.text}\nto ${mutation} with ${JSON.stringify(args)}`);
  return answer.data.result;
}

/** The error of a mutation that must be refused with data null and one error. */
export async function refused(
  api: TestApi,
  mutation: string,
  args: Variables,
  options?: SendOptions,
  selection = 'id',
) {
  const answer = await send(api, mutation, args, selection, options);
  const [error] = answer.errors;
  if (!error || answer.data?.result) throw new Error(`was not refused: ${answer.text}\nto ${mutation}`);
  return { ...error, status: answer.status, text: answer.text };
}

/** The record with this id, by its entity's own field. */
export async function get(api: TestApi, { one, everything }: Entity, id: string, options?: SendOptions) {
  const { record } = await api.ask<{ record: Record_ | null }>(
    `query ($id: ID!) { record: ${one}(id: $id) { ${everything} } }`,
    { id },
    options,
  );
  return record;
}

/**
 * How many rows every table has: what a failed write must not change. `change` tells of any row written. When a key was used, and what
 * was spent, are written beside, some time.
 */
export async function rowCounts(api: TestApi): Promise<Record<string, number>> {
  const tables = await api.sql<{ name: string }>(
    `select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace
     and relname not in ('api_key_use', 'usage') order by 1`,
  );
  const counts = tables.map(({ name }) => `(select count(*) from "${name}")::int as "${name}"`);
  const [row] = await api.sql<Record<string, number>>(`select ${counts.join()}`);
  return row!;
}

export const isRequired = (type: GraphQLInputType) => isNonNullType(type);

export interface Rival {
  sql(text: string, values?: readonly unknown[]): Promise<unknown[]>;
  /** Resolves when this many statements of others wait for a lock. */
  othersWait(count?: number): Promise<void>;
  /** Ends the transaction. */
  end(how: 'commit' | 'rollback'): Promise<void>;
}

/** Another transaction, of a superuser in a tenant's place: it holds locks while the API writes. Call within a test. */
export async function startRival(api: TestApi): Promise<Rival> {
  const client = new pg.Client({ connectionString: api.databaseUrl, application_name: 'rival' });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  const waiting = async () => {
    const [row] = await api.sql<{ count: number }>(
      `select count(*)::int as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
    );
    return row!.count;
  };
  return {
    sql: async (text, values = []) => (await client.query(text, [...values])).rows,
    othersWait: (count = 1) => until(async () => (await waiting()) >= count, { what: `${count} waiting for a lock` }),
    async end(how) {
      await client.query(how);
    },
  };
}
