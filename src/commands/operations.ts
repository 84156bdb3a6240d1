// `clientele operations add | list | remove`: which operations clients may name by their hash, and which alone run where
// OPERATIONS=registered. All that is wrong with manifests is told at once, and then nothing is added.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { buildASTSchema, type DocumentNode, GraphQLError, type GraphQLSchema, Kind, parse } from 'graphql';
import pg from 'pg';
import { readDocument } from '../api/document.ts';
import { createSchema } from '../api/schema.ts';
import { readConfig } from '../config.ts';
import { ClientError } from '../errors.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { cleanText } from '../lib/text.ts';
import { parseOperationId } from '../persisted/id.ts';
import { type ManifestOperation, parseManifest } from '../persisted/manifest.ts';
import type { CliCommand } from './cli-command.ts';
import { openDatabase } from './database.ts';

export type OperationsRequest =
  | { readonly action: 'add'; readonly files: readonly string[]; readonly supergraph?: string | undefined }
  | { readonly action: 'list' }
  | { readonly action: 'remove'; readonly ids: readonly string[] };

export interface OperationsOptions {
  /** A login that is a superuser or a member of clientele_owner. */
  readonly adminUrl: string;
  /** Takes what is to be shown. */
  readonly print: (line: string) => void;
}

type Print = OperationsOptions['print'];

interface Named extends ManifestOperation {
  readonly name: string | null;
}

const longestName = 200;

export async function operations(request: OperationsRequest, { adminUrl, print }: OperationsOptions): Promise<void> {
  const named = request.action === 'add' ? await readAll(request.files, await schemaFor(request.supergraph)) : [];
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'clientele operations' });
  await client.connect();
  try {
    await client.query(`set timezone = 'UTC'; set role clientele_owner`);
    if (request.action === 'add') await add(client, named, print);
    else if (request.action === 'list') await list(client, print);
    else await remove(client, request.ids, print);
  } finally {
    await client.end();
  }
}

function readText(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file} cannot be read: ${error.message}`);
  });
}

/** What operations have to fit: our schema, or that of edges before several subgraphs. */
async function schemaFor(supergraph: string | undefined): Promise<GraphQLSchema> {
  if (supergraph === undefined) return createSchema();
  try {
    return buildASTSchema(parse(await readText(supergraph)), { assumeValidSDL: true });
  } catch (error) {
    if (error instanceof GraphQLError) throw new OperatorError(`${supergraph} is not a supergraph: ${error.message}`);
    throw error;
  }
}

/** By their ids: several clients may have the same operation. */
async function readAll(files: readonly string[], schema: GraphQLSchema): Promise<Named[]> {
  const problems: string[] = [];
  const read = new Map<string, Named>();
  for (const file of files) {
    const json = await readText(file);
    const manifest = parseManifest(json);
    problems.push(...manifest.problems.map((problem) => `${file}: ${problem}`));
    for (const operation of manifest.operations) {
      const { id, sha1, text } = operation;
      const document = readSafely(schema, text);
      if (Array.isArray(document)) problems.push(...document.map((problem) => `${file}: ${id}: ${problem}`));
      else read.set(id, { ...operation, sha1: sha1 ?? read.get(id)?.sha1 ?? null, name: nameOf(document) });
    }
  }
  if (problems.length > 0) throw new OperatorError(`Nothing was added:\n  ${problems.join('\n  ')}`);
  return [...read.values()];
}

/** Or what is wrong with it. */
function readSafely(schema: Parameters<typeof readDocument>[0], text: string): DocumentNode | string[] {
  try {
    const document = readDocument(schema, cleanText(text, 'document'));
    return 'errors' in document ? document.errors.map(({ message }) => message) : document;
  } catch (error) {
    if (error instanceof ClientError) return [error.message];
    throw error;
  }
}

function nameOf({ definitions }: DocumentNode): string | null {
  const names = definitions.flatMap((each) =>
    each.kind === Kind.OPERATION_DEFINITION ? (each.name?.value ?? []) : [],
  );
  return names.join(', ').slice(0, longestName) || null;
}

async function add(client: pg.Client, named: readonly Named[], print: Print): Promise<void> {
  const columns = (['id', 'sha1', 'text', 'name'] as const).map((column) => named.map((each) => each[column]));
  // What a client has registered before an operator adds it is the operator's from then on.
  const { rows } = await client.query<{ isNew: boolean }>(
    `/* operations.add */ with old as (select id from persisted_operation where id = any ($1) and source = 'manifest')
     insert into persisted_operation as p (id, sha1, text, name, source)
     select n.id, n.sha1, n.text, n.name, 'manifest' from unnest($1::text[], $2::text[], $3::text[], $4::text[]) n (id, sha1, text, name)
     on conflict (id) do update set source = 'manifest', sha1 = coalesce(p.sha1, excluded.sha1), name = excluded.name
     returning not exists (select from old where old.id = p.id) as "isNew"`,
    columns,
  );
  const added = rows.filter(({ isNew }) => isNew).length;
  print(`${added} added, ${rows.length - added} there already.`);
}

interface Listed {
  id: string;
  sha1: string | null;
  source: string;
  day: string;
  name: string | null;
}

async function list(client: pg.Client, print: Print): Promise<void> {
  const { rows } = await client.query<Listed>(
    `/* operations.list */ select id, sha1, source, registered_at::date::text as day, name from persisted_operation order by source desc, name, id`,
  );
  if (rows.length === 0) print('No operations.');
  for (const { id, sha1, source, day, name } of rows)
    print(`${id}  ${source.padEnd(8)}  ${day}  ${name ?? '(no name)'}${sha1 === null ? '' : `  (SHA-1 ${sha1})`}`);
}

async function remove(client: pg.Client, given: readonly string[], print: Print): Promise<void> {
  const ids = given.map((id) => parseOperationId(id) ?? id);
  await client.query('begin');
  const { rows } = await client.query<{ id: string; sha1: string | null }>(
    `/* operations.remove */ delete from persisted_operation where id = any ($1) or sha1 = any ($1) returning id, sha1`,
    [ids],
  );
  const unknown = ids.filter((id) => !rows.some((row) => row.id === id || row.sha1 === id));
  if (unknown.length > 0) {
    await client.query('rollback');
    throw new OperatorError(
      `Nothing was removed: there is no operation ${unknown.join(', ')}; \`clientele operations list\` shows the ids.`,
    );
  }
  await client.query('commit');
  print(`${rows.length} removed: within 30 seconds all origins and edges know.`);
}

export const operationsCommand: CliCommand = {
  declare(command) {
    command
      .argument('<action>', 'add, list or remove')
      .argument('[values...]', 'add: manifests of graphql-codegen or Apollo; remove: ids, as `list` shows them')
      .option(
        '--supergraph <file>',
        'add: for edges before several subgraphs, whose schema the operations have to fit',
      );
  },
  async run(command) {
    const request = requestOf(command);
    const database = await openDatabase(readConfig());
    try {
      await operations(request, { adminUrl: database.adminUrl, print: (line) => console.log(line) });
    } finally {
      await database.stop();
    }
    return undefined;
  },
};

function requestOf(command: Command): OperationsRequest {
  const [action, ...rest] = command.args;
  if (action === 'list' && rest.length === 0) return { action };
  const { supergraph } = command.opts<{ supergraph?: string }>();
  if (action === 'add' && rest.length > 0) return { action, files: rest, supergraph };
  if (action === 'remove' && rest.length > 0) return { action, ids: rest };
  throw new OperatorError(
    'Expected `operations add <manifest.json…>`, `operations list` or `operations remove <id…>`, ' +
      `got \`operations ${command.args.join(' ')}\`.`,
  );
}
