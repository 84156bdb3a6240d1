// `clientele operations`: what an operator does with the manifests of clients, and what the program says when they are wrong.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from '@graphql-codegen/cli';
import { preset } from '@graphql-codegen/client-preset';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OperationsRequest, operations } from '../../src/commands/operations.ts';
import { idOf, sha1Of } from '../../src/persisted/id.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

const companies = 'query Companies { companies { totalCount } }';
const deals = 'query Deals { deals { totalCount } }';

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  [database, folder] = await Promise.all([createTestDatabase(), mkdtemp(join(tmpdir(), 'clientele-manifests-'))]);
});
beforeEach(() => sql('truncate persisted_operation'));
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database?.drop();
});

const sql = async (text: string, values: unknown[] = []) =>
  (await onServer(database.url, (client) => client.query(text, values))).rows;
const rows = () => sql('select id, sha1, text, name, source from persisted_operation order by name');

async function run(request: OperationsRequest): Promise<string[]> {
  const lines: string[] = [];
  await operations(request, { adminUrl: database.url, print: (line) => lines.push(line) });
  return lines;
}

async function fileOf(manifest: unknown, name = 'manifest.json'): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
  return file;
}
const add = async (...manifests: unknown[]) =>
  run({ action: 'add', files: await Promise.all(manifests.map((each, nth) => fileOf(each, `manifest-${nth}.json`))) });

describe('what graphql-codegen writes', () => {
  it.each([
    ['sha256', (text: string) => `sha256:${idOf(text)}`],
    ['sha1', sha1Of],
  ] as const)(
    'with hashAlgorithm %s is added as it is, and found by its names',
    async (hashAlgorithm, nameOf) => {
      const source = join(folder, `client-${hashAlgorithm}.ts`);
      await writeFile(
        source,
        `import { graphql } from './gql';
       graphql(\`query Open($first: Int!) { deals(first: $first) { nodes { ...Card } } }\`);
       graphql(\`fragment Card on Deal { id name company { name } }\`);
       graphql(\`mutation Rename($id: ID!, $input: UpdateCompanyInput!) { updateCompany(id: $id, input: $input) { name } }\`);`,
      );
      const output = join(folder, hashAlgorithm, '/');
      const presetConfig = { persistedDocuments: { hashAlgorithm } };
      await generate({
        schema: 'schema.graphql',
        documents: source,
        silent: true,
        generates: { [output]: { preset, presetConfig } },
      });
      const file = join(output, 'persisted-documents.json');
      const manifest = JSON.parse(await readFile(file, 'utf8')) as Record<string, string>;
      expect(await run({ action: 'add', files: [file] })).toEqual(['2 added, 0 there already.']);
      const kept = await rows();
      expect(kept.map(({ name }) => name)).toEqual(['Open', 'Rename']);
      for (const { id, sha1, text } of kept) {
        expect([id, manifest[nameOf(text)]]).toEqual([idOf(text), text]);
        expect(sha1).toBe(hashAlgorithm === 'sha1' ? sha1Of(text) : null);
      }
    },
    60_000,
  );
});

it('what Apollo writes is added', async () => {
  const manifest = {
    format: 'apollo-persisted-query-manifest',
    version: 1,
    operations: [{ id: idOf(deals), name: 'Deals', type: 'query', body: deals }],
  };
  expect(await add(manifest)).toEqual(['1 added, 0 there already.']);
  expect(await rows()).toEqual([{ id: idOf(deals), sha1: null, text: deals, name: 'Deals', source: 'manifest' }]);
});

it('is told what is there already, and leaves it as it is', async () => {
  await add({ [idOf(companies)]: companies });
  const before = await sql('select * from persisted_operation');
  expect(await add({ [idOf(companies)]: companies, [idOf(deals)]: deals })).toEqual(['1 added, 1 there already.']);
  expect(await sql('select * from persisted_operation where id = $1', [idOf(companies)])).toEqual(before);
  expect(await add({})).toEqual(['0 added, 0 there already.']);
});

it('one document of several manifests is one operation, with both of its names', async () => {
  expect(await add({ [sha1Of(deals)]: deals }, { [idOf(deals)]: deals })).toEqual(['1 added, 0 there already.']);
  await add({ [idOf(companies)]: companies });
  expect(await add({ [sha1Of(companies)]: companies })).toEqual(['0 added, 1 there already.']);
  expect((await rows()).map(({ sha1 }) => sha1)).toEqual([sha1Of(companies), sha1Of(deals)]);
});

it('what a client has registered becomes the operator’s', async () => {
  await sql(`insert into persisted_operation (id, text) values ($1, $2)`, [idOf(deals), deals]);
  expect(await add({ [idOf(deals)]: deals })).toEqual(['1 added, 0 there already.']);
  expect(await rows()).toMatchObject([{ name: 'Deals', source: 'manifest' }]);
});

it('tells all that is wrong at once, and adds nothing then', async () => {
  const wrong = [
    'query Wrong { nothing }',
    '{',
    `query Nul { companies { totalCount } } # \0`,
    'fragment F on Deal { id }',
  ];
  const named = Object.fromEntries([companies, ...wrong].map((text) => [idOf(text), text]));
  const failure = await add({ ...named, [idOf('x')]: deals }, 'nonsense').catch((error: Error) => error.message);
  expect(failure).toContain('Nothing was added:');
  for (const part of [
    'manifest-0.json',
    'Cannot query field "nothing"',
    'Syntax Error',
    'no text: NUL',
    'Fragment "F" is never used',
    'neither the SHA-256 nor the SHA-1',
    'manifest-1.json: is not JSON',
  ])
    expect(failure).toContain(part);
  expect(await rows()).toEqual([]);
  await expect(run({ action: 'add', files: [join(folder, 'missing.json')] })).rejects.toThrow(
    'missing.json cannot be read',
  );
});

it('lists what is there, and removes by any name, all or nothing', async () => {
  expect(await run({ action: 'list' })).toEqual(['No operations.']);
  await add({
    [sha1Of(deals)]: deals,
    [idOf(companies)]: companies,
    [idOf('{ me: viewer { __typename } }')]: '{ me: viewer { __typename } }',
  });
  await sql(`insert into persisted_operation (id, text, name) values ($1, '{ a }', 'Auto')`, [idOf('{ a }')]);
  const today = '\\d{4}-\\d\\d-\\d\\d';
  const listed = await run({ action: 'list' });
  for (const [nth, line] of [
    `^${idOf(companies)}  manifest  ${today}  Companies$`,
    `^${idOf(deals)}  manifest  ${today}  Deals  \\(SHA-1 ${sha1Of(deals)}\\)$`,
    `manifest  ${today}  \\(no name\\)$`,
    `^${idOf('{ a }')}  apq       ${today}  Auto$`,
  ].entries())
    expect(listed[nth]).toMatch(new RegExp(line));
  await expect(run({ action: 'remove', ids: [idOf(companies), idOf('x'), 'y'] })).rejects.toThrow(
    `Nothing was removed: there is no operation ${idOf('x')}, y;`,
  );
  expect(await run({ action: 'list' })).toHaveLength(4);
  const removed = await run({ action: 'remove', ids: [`sha256:${idOf(companies)}`, sha1Of(deals), idOf('{ a }')] });
  expect(removed[0]).toContain('3 removed');
  expect(await run({ action: 'list' })).toHaveLength(1);
});

describe('the database', () => {
  it('takes no text that is not what its id says, from nobody', async () => {
    const insert = `insert into persisted_operation (id, text, source) values ($1, $2, 'manifest')`;
    for (const id of [idOf('{ b }'), idOf('{ a }').toUpperCase(), '', sha1Of('{ a }')])
      await expect(sql(insert, [id, '{ a }'])).rejects.toMatchObject({ code: '23514' });
    await sql(insert, [idOf('{ ü }'), '{ ü }']);
    await expect(sql(`update persisted_operation set text = '{ b }'`)).rejects.toMatchObject({ code: '23514' });
  });

  it('lets the app neither change what is there nor touch what operators have added', async () => {
    await sql(`insert into persisted_operation (id, text, source) values ($1, '{ a }', 'manifest')`, [idOf('{ a }')]);
    const asApp = (text: string, values: unknown[] = []) =>
      onServer(database.url, async (client) => {
        await client.query('set role clientele_app');
        return client.query(text, values);
      });
    const insert = 'insert into persisted_operation (id, text, source) values ($1, $2, $3)';
    await expect(asApp(insert, [idOf('{ b }'), '{ b }', 'manifest'])).rejects.toThrow('row-level security');
    await expect(asApp(`update persisted_operation set name = 'x'`)).rejects.toThrow('permission denied');
    expect((await asApp('delete from persisted_operation')).rowCount).toBe(0);
    await asApp(insert, [idOf('{ b }'), '{ b }', 'apq']);
    expect((await asApp('delete from persisted_operation')).rowCount).toBe(1);
  });
});
