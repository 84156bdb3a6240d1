// `clientele keys`: what an operator does with keys, and what the program says when it was asked wrongly.
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Authenticator } from '../../src/auth/verdicts.ts';
import { createAuthenticator } from '../../src/auth/viewer.ts';
import { type KeysRequest, keys } from '../../src/commands/keys.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

const pepper = 'pepper of the test';
const tenant = newId();

let database: TestDatabase;
let pool: Pool;
let clockMs = 0;
let authenticator: Authenticator;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 1 });
  authenticator = createAuthenticator({ pool, pepper, now: () => clockMs });
  await onServer(database.url, (client) => client.query(`insert into tenant (id, name) values ($1, 'Ours')`, [tenant]));
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

async function ask(request: KeysRequest): Promise<string[]> {
  const lines: string[] = [];
  await keys(request, { adminUrl: database.url, pepper, print: (line) => lines.push(line) });
  return lines;
}

it('says that there are none yet', async () => {
  expect(await ask({ action: 'list' })).toEqual(['No keys.']);
});

it('a key that was created works with its scopes, is listed without its secret, and is dead a second after it was revoked', async () => {
  const [key] = await ask({ action: 'create', tenant, name: 'web shop', scopes: 'deals:read, contacts:read' });
  const publicId = key!.slice(8, 18);
  expect(await authenticator.authenticate(`Bearer ${key}`)).toMatchObject({
    tenantId: tenant,
    scopes: ['contacts:read', 'deals:read'],
  });
  const listed = await ask({ action: 'list', tenant });
  expect(listed).toEqual([expect.stringMatching(new RegExp(`^${publicId}  …${key!.slice(-4)}  valid .*web shop`))]);
  expect(listed.join()).not.toContain(key!.slice(19, 40));

  expect(await ask({ action: 'revoke', publicId })).toEqual([`${publicId} (web shop) is revoked.`]);
  expect((await ask({ action: 'revoke', publicId: key! }))[0]).toContain('was revoked already');
  expect((await ask({ action: 'list', tenant }))[0]).toContain('revoked 20');
  clockMs += 1000;
  await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

it('a key may have an end and may be one for tests', async () => {
  const [key] = await ask({ action: 'create', tenant, name: 'old', expires: '2020-01-31', test: true });
  expect(key).toMatch(/^ck_test_/);
  await expect(authenticator.authenticate(`Bearer ${key}`)).rejects.toThrow('expired');
  expect((await ask({ action: 'list', tenant })).join()).toContain('expired 2020-01-31');
});

it('both keys of a rotation work, a key can be renamed, and each act is noted as that of an operator', async () => {
  const [old] = await ask({ action: 'create', tenant, name: 'turning', scopes: 'deals:read' });
  const [heir] = await ask({ action: 'rotate', publicId: old!, keepOld: '2' });
  for (const key of [old, heir])
    expect(await authenticator.authenticate(`Bearer ${key}`)).toMatchObject({ scopes: ['deals:read'] });
  await ask({ action: 'rename', publicId: heir!, name: 'turned' });
  const listed = (await ask({ action: 'list', tenant })).filter((line) => /turn/.test(line));
  expect(listed).toEqual([
    expect.stringMatching(/until 20.*turning/),
    expect.stringMatching(/valid +never used.*deals:read.*turned/),
  ]);
  const { rows } = await onServer(database.url, (client) =>
    client.query(`select act, actor from audit_event where details ->> 'name' like 'turn%' order by at, id`),
  );
  expect(rows).toEqual(
    ['api_key.create', 'api_key.rotate', 'api_key.rename'].map((act) => ({ act, actor: 'operator' })),
  );
});

it('the database never learns a secret', async () => {
  const [key] = await ask({ action: 'create', tenant, name: 'secret' });
  const secret = key!.slice(19, 51);
  const { rows } = await onServer(database.url, (client) =>
    client.query('select k::text as key, c::text as change from api_key k, change c'),
  );
  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain(secret);
});

it('tells what is wrong with a request', async () => {
  const wrong: [KeysRequest, string][] = [
    [{ action: 'create', tenant: 'ours', name: 'x' }, 'A tenant is named by its id'],
    [{ action: 'create', tenant: newId(), name: 'x' }, 'There is no tenant'],
    [{ action: 'create', tenant, name: 'x', expires: 'soon' }, 'takes a time'],
    [{ action: 'create', tenant, name: '' }, '1 to 200 characters'],
    [{ action: 'create', tenant, name: 'x', scopes: 'invoices:read' }, "There is no scope 'invoices:read'"],
    [{ action: 'create', tenant, name: 'x', visibility: 'some' }, '--visibility is all, team or own'],
    [{ action: 'create', tenant, name: 'x', visibility: 'own' }, 'takes a user'],
    [{ action: 'rotate', publicId: '0000000000' }, 'There is no key'],
    [{ action: 'list', tenant: 'ours' }, 'A tenant is named by its id'],
    [{ action: 'revoke', publicId: '0000000000' }, 'There is no key'],
  ];
  for (const [request, sentence] of wrong) await expect(ask(request)).rejects.toThrow(sentence);
});
