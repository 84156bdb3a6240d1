// Operations over several subgraphs by their ids: registered against the supergraph, a hit by their address, and an allow-list.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { operations } from '../../src/commands/operations.ts';
import { idOf } from '../../src/persisted/id.ts';
import type { Node } from '../support/nodes.ts';
import {
  createSupergraphScene,
  page,
  type SupergraphStage,
  type SupergraphSubject,
} from '../support/supergraph-scene.ts';

const scene = createSupergraphScene();
let stage: SupergraphStage;
let subject: SupergraphSubject;
let strict: Node;
let folder: string;

const rename = 'mutation Rename($id: ID!) { updateCompany(id: $id, input: { name: "By id" }) { name } }';

beforeAll(async () => {
  stage = await scene.start();
  folder = await mkdtemp(join(tmpdir(), 'clientele-manifest-'));
  await add(page, rename);
  strict = await stage.startAnother({ environment: { OPERATIONS: 'registered' } });
});
beforeEach(async () => {
  subject = await scene.begin();
  await scene.caughtUp();
  await scene.caughtUp(strict);
});
afterAll(async () => {
  await scene.stop();
  await rm(folder, { recursive: true });
});

async function add(...texts: string[]): Promise<void> {
  const file = join(folder, 'manifest.json');
  await writeFile(file, JSON.stringify(Object.fromEntries(texts.map((text) => [idOf(text), text]))));
  await operations(
    { action: 'add', files: [file], supergraph: stage.supergraphPath },
    { adminUrl: String(stage.crm.options.connectionString), print() {} },
  );
}

function get(
  text: string,
  { node = stage.edge, headers = {} }: { node?: Node; headers?: Record<string, string> } = {},
) {
  const parameters = new URLSearchParams({
    documentId: `sha256:${idOf(text)}`,
    variables: JSON.stringify({ id: subject.id }),
  });
  return new Promise<{ status: number; cache: string | undefined; text: string }>((resolve, reject) => {
    const request = send(
      {
        host: '127.0.0.1',
        port: node.port,
        path: `/graphql?${parameters}`,
        headers: { authorization: `Bearer ${subject.key}`, ...headers },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode!,
            cache: response.headers['cache-status'] as string | undefined,
            text: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end();
  });
}

const codeIn = ({ text }: { text: string }) => JSON.parse(text).errors[0].extensions.code;

describe('an operation over two subgraphs', () => {
  it('is kept by its id as by its text', async () => {
    const first = await get(page);
    expect([first.status, JSON.parse(first.text).data.company.name]).toEqual([200, 'Alpha']);
    expect((await get(page)).cache).toBe('clientele-edge; hit');
    const byText = await scene.page();
    expect([byText.headers['cache-status'], byText.text]).toEqual(['clientele-edge; hit', first.text]);
  });

  it('is streamed by its id', async () => {
    const { text } = await get(page, { headers: { accept: 'text/event-stream' } });
    expect(text).toContain('"name":"Alpha"');
  });

  it('does not fit the schema of one of them alone', async () => {
    const file = join(folder, 'alone.json');
    await writeFile(file, JSON.stringify({ [idOf(page)]: page }));
    const alone = operations(
      { action: 'add', files: [file] },
      { adminUrl: String(stage.crm.options.connectionString), print() {} },
    );
    await expect(alone).rejects.toThrow(/Cannot query field "invoices" on type "Company"/);
  });

  it('cannot write by GET', async () => {
    const refused = await get(rename);
    expect(refused.status).toBe(405);
  });
});

describe('an edge that runs registered operations only', () => {
  it('runs them, by id and by text, and writes too', async () => {
    expect((await get(page, { node: strict })).status).toBe(200);
    expect(JSON.parse((await scene.page({ node: strict })).text).errors).toBeUndefined();
    const written = await scene.ask(rename, { node: strict, variables: { id: subject.id } });
    expect(JSON.parse(written.text).data.updateCompany.name).toBe('By id');
  });

  it.each([
    ['a query', '{ companies(first: 1) { nodes { name } } }', {}],
    ['a query as an event stream', '{ companies(first: 1) { nodes { name } } }', { accept: 'text/event-stream' }],
    ['a mutation', 'mutation { rate(companyId: "1", rating: 5) }', {}],
    ['introspection', '{ __schema { types { name } } }', {}],
    ['what pretends to come from a gateway', '{ bestRating }', { 'x-clientele-gateway': 'x'.repeat(40) }],
  ])('refuses %s that nobody has registered, and asks no subgraph', async (_, query, headers) => {
    stage.ratings.asked.length = 0;
    const refused = await scene.ask(query, { node: strict, headers: headers as Record<string, string> });
    expect(codeIn(refused)).toBe('OPERATION_NOT_REGISTERED');
    expect(stage.ratings.asked).toEqual([]);
  });

  it.each(['[]', '{"query":1}', '{"query":"{ bestRating }","operationName":5}', '{'])(
    'refuses a body that cannot be read: %s',
    async (body) => {
      const refused = await scene.ask('', { node: strict, body });
      expect([codeIn(refused), stage.ratings.asked]).toEqual(['BAD_REQUEST', []]);
    },
  );

  it('says to clients of Apollo that it registers nothing', async () => {
    const body = JSON.stringify({ extensions: { persistedQuery: { version: 1, sha256Hash: idOf('{ bestRating }') } } });
    expect(codeIn(await scene.ask('', { node: stage.edge, body }))).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });
});
