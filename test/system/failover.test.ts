// The primary is killed and its standby promoted (docs/operations.md): origins find the new one by themselves, nothing that was acknowledged
// is lost, and nothing that was cached before is believed.
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '../../src/db/migrate.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTenant, type TestTenant } from '../support/api.ts';
import { originArgs, originEnvironment, resetsOf } from '../support/edge-processes.ts';
import { databaseUrl, onServer } from '../support/postgres.ts';
import { createProcesses, type Processes, type RunningProcess } from '../support/processes.ts';
import { type ReplicatedPostgres, startReplicatedPostgres } from '../support/standby.ts';
import { until } from '../support/until.ts';

let servers: ReplicatedPostgres;
let processes: Processes;
let origin: RunningProcess;
let tenant: TestTenant;

beforeAll(async () => {
  processes = createProcesses();
  servers = await startReplicatedPostgres();
  await onServer(servers.primaryUrl, (client) => client.query('create database crm'));
  const url = databaseUrl(servers.primaryUrl, 'crm');
  await migrate(url);
  tenant = await createTenant(url, 'Ours');
  await servers.makeSynchronous();
  // The standby first: whoever takes connections to it for good could not write.
  const [standby, primary] = [new URL(servers.standbyUrl).host, new URL(servers.primaryUrl).host];
  const both = url.replace(primary, `${standby},${primary}`);
  const env = originEnvironment({ databaseUrl: `${both}?target_session_attrs=read-write` });
  origin = await processes.start({ name: 'origin', args: originArgs, env });
});
afterAll(async () => {
  await processes?.stop();
  await servers?.stop();
});

interface Write {
  readonly name: string;
  readonly key: string;
  /** The record, once it was acknowledged. */
  id: string | null;
}

const create = 'mutation ($name: String!) { createCompany(input: { name: $name }) { id } }';
const count = 'query ($name: String!) { companies(filter: { name: { eq: $name } }) { totalCount } }';

async function ask<Data>(query: string, variables: object, headers = {}): Promise<Data> {
  const response = await fetch(`${origin.url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

const put = async ({ name, key }: Write) =>
  (await ask<{ createCompany: { id: string } }>(create, { name }, { 'idempotency-key': key })).createCompany.id;

it('an origin goes on with the new primary within 10 s, and each acknowledged write is there once', async () => {
  const writes: Write[] = [];
  let isOver = false;
  const writers = Array.from({ length: 6 }, async () => {
    while (!isOver) {
      const write: Write = { name: newId(), key: newId(), id: null };
      writes.push(write);
      write.id = await put(write).catch(() => null);
      if (write.id === null) await pause(20);
    }
  });
  const acknowledged = () => writes.filter(({ id }) => id !== null).length;
  await until(() => acknowledged() > 50, { withinMs: 20_000 });
  const resets = await resetsOf(origin);

  await servers.killPrimary();
  const killedMs = performance.now();
  await servers.promote();
  const promotedMs = performance.now();
  const before = acknowledged();
  await until(() => acknowledged() > before, { withinMs: 30_000, what: 'that a write is acknowledged again' });
  const backMs = performance.now();
  console.info(
    `failover: promoted after ${Math.round(promotedMs - killedMs)} ms, writes ${Math.round(backMs - promotedMs)} ms later`,
  );
  expect(backMs - promotedMs).toBeLessThan(10_000);
  await until(() => acknowledged() > before + 50, { withinMs: 20_000 });
  isOver = true;
  await Promise.all(writers);

  expect(await resetsOf(origin)).toBeGreaterThan(resets);
  const { rows } = await onServer(databaseUrl(servers.standbyUrl, 'crm'), (client) =>
    client.query<{ id: string; name: string }>('select id, name from company'),
  );
  const rowsOf = (name: string) => rows.filter((row) => row.name === name);
  const unknown = writes.filter(({ id }) => id === null);
  for (const { id, name } of writes) {
    if (id === null) expect(rowsOf(name).length).toBeLessThanOrEqual(1);
    else expect(rowsOf(name)).toEqual([{ id, name }]);
  }
  // Whoever was not answered asks again with the same key: done once, whether or not it had been.
  for (const write of unknown) {
    const id = await put(write);
    const there = rowsOf(write.name)[0]?.id ?? id;
    expect(id).toBe(there);
    expect(await ask(count, { name: write.name })).toEqual({ companies: { totalCount: 1 } });
  }
  const [first] = writes;
  expect(await put(first!)).toBe(first!.id);
});
