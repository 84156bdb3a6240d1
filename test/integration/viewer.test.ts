// What a credential is worth: who is let in, how fast that is decided again, and what the refused are told.
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createApiKey, hashSecret } from '../../src/auth/api-key.ts';
import type { Authenticator, Viewer } from '../../src/auth/verdicts.ts';
import { createAuthenticator, type KeyDirectory } from '../../src/auth/viewer.ts';
import { createPool, type Pool } from '../../src/db/pool.ts';
import type { ClientError } from '../../src/errors.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createTestDatabase, onServer, type TestDatabase } from '../support/postgres.ts';

const pepper = 'pepper of the test';
const tenantId = newId();

let database: TestDatabase;
let pool: Pool;
let queries = 0;
let clockMs = 0;
let authenticator: Authenticator;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = createPool({ url: database.url, max: 2 });
  await asOwner('insert into tenant (id, name) values ($1, $2)', [tenantId, 'Ours']);
});

afterAll(async () => {
  await pool?.end();
  await database?.drop();
});

beforeEach(() => {
  queries = 0;
  clockMs = 1_000;
  const counting: KeyDirectory = {
    query(statement) {
      queries++;
      return pool.query(statement);
    },
  };
  authenticator = createAuthenticator({ pool: counting, pepper, now: () => clockMs });
});

const asOwner = (text: string, values: unknown[]) => onServer(database.url, (client) => client.query(text, values));

async function issue({ scopes = ['*'], expiresAt = null }: { scopes?: string[]; expiresAt?: string | null } = {}) {
  const made = createApiKey({ environment: 'live' });
  const id = newId();
  await asOwner(
    `insert into api_key (tenant_id, id, name, public_id, secret_hash, last4, scopes, expires_at)
     values ($1, $2, 'test', $3, $4, $5, $6, $7)`,
    [tenantId, id, made.publicId, hashSecret(made.secret, pepper), made.key.slice(-4), scopes, expiresAt],
  );
  return { ...made, id, header: `Bearer ${made.key}` };
}

const revoke = (publicId: string) => asOwner('update api_key set revoked_at = now() where public_id = $1', [publicId]);

it('a verdict by who knows less than this node is no verdict', async () => {
  const { header } = await issue();
  authenticator = createAuthenticator({ pool, pepper, isCurrent: () => false });
  expect((await refusalOf(header)).code).toBe('UNAVAILABLE');
});

/** The refusal, thrown at once or later. */
async function refusalOf(header: string | undefined): Promise<ClientError> {
  try {
    await authenticator.authenticate(header);
  } catch (error) {
    return error as ClientError;
  }
  throw new Error('was accepted');
}

it('a key leads to its tenant, its subject and its scopes in order', async () => {
  const { header, id } = await issue({ scopes: ['deals:read', 'contacts:read'] });
  expect(await authenticator.authenticate(header)).toEqual({
    tenantId,
    subject: `key:${id}`,
    environment: 'live',
    scopes: ['contacts:read', 'deals:read'],
    visibility: 'all',
    userId: null,
    teamId: null,
    scope: expect.stringMatching(/^[\w-]{22}$/),
  });
});

it('callers with the same rights in the same tenant share a scope, and no others do', async () => {
  const scopeWith = async (scopes: string[]) =>
    (await authenticator.authenticate((await issue({ scopes })).header)).scope;
  const [some, same, more] = [
    await scopeWith(['a', 'b']),
    await scopeWith(['b', 'a']),
    await scopeWith(['a', 'b', 'c']),
  ];
  expect(same).toBe(some);
  expect(more).not.toBe(some);
});

it('the name of the scheme has no case', async () => {
  const { key } = await issue();
  expect(await authenticator.authenticate(`bearer ${key}`)).toMatchObject({ tenantId });
});

it('a known verdict is given at once, as the same object, without a query', async () => {
  const { header } = await issue();
  const first = await authenticator.authenticate(header);
  clockMs += 999;
  const again = authenticator.authenticate(header);
  expect(again).toBe(first);
  expect(queries).toBe(1);
});

it('a burst of one caller asks once', async () => {
  const { header } = await issue();
  const viewers = await Promise.all(Array.from({ length: 50 }, () => authenticator.authenticate(header)));
  expect(new Set(viewers).size).toBe(1);
  expect(queries).toBe(1);
});

it('a revoked key is refused a second later, and then at once', async () => {
  const { header, publicId } = await issue();
  await authenticator.authenticate(header);
  await revoke(publicId);
  clockMs += 999;
  expect((authenticator.authenticate(header) as Viewer).tenantId).toBe(tenantId);
  clockMs += 1;
  expect((await refusalOf(header)).details['reason']).toBe('UNKNOWN');
  expect(() => authenticator.authenticate(header)).toThrow('not known here, or it was revoked');
  expect(queries).toBe(2);
});

it('a refusal is kept for two seconds', async () => {
  const { key } = createApiKey({ environment: 'live' });
  await refusalOf(`Bearer ${key}`);
  clockMs += 1_999;
  await refusalOf(`Bearer ${key}`);
  expect(queries).toBe(1);
  clockMs += 1;
  await refusalOf(`Bearer ${key}`);
  expect(queries).toBe(2);
});

it('a thousand refusals push out no accepted key', async () => {
  const { header } = await issue();
  const viewer = await authenticator.authenticate(header);
  for (let made = 0; made < 1_100; made++) await refusalOf(`Bearer ${createApiKey({ environment: 'live' }).key}`);
  expect(authenticator.authenticate(header)).toBe(viewer);
});

it('unknown, revoked and a wrong secret read the same', async () => {
  const revoked = await issue();
  await revoke(revoked.publicId);
  const { publicId } = await issue();
  const guess = guessedKey(publicId);
  const unknown = await refusalOf(`Bearer ${createApiKey({ environment: 'live' }).key}`);
  for (const header of [revoked.header, `Bearer ${guess}`]) {
    const refusal = await refusalOf(header);
    expect({ ...refusal.details, message: refusal.message }).toEqual({ ...unknown.details, message: unknown.message });
  }
  expect(unknown.code).toBe('UNAUTHENTICATED');
});

/** A well-formed key with this public id and another secret. */
const guessedKey = (publicId: string) => createApiKey({ environment: 'live', publicId }).key;

it('an expired key is told so, but only to who has the secret', async () => {
  const { header, publicId } = await issue({ expiresAt: '2020-01-01T00:00:00Z' });
  expect((await refusalOf(header)).details['reason']).toBe('EXPIRED');
  expect((await refusalOf(`Bearer ${guessedKey(publicId)}`)).details['reason']).toBe('UNKNOWN');
});

it('a key that expires later works', async () => {
  const { header } = await issue({ expiresAt: '2999-01-01T00:00:00Z' });
  expect(await authenticator.authenticate(header)).toMatchObject({ tenantId });
});

it('what is no key is refused at once, taught, and never looked up', () => {
  const { key } = createApiKey({ environment: 'live' });
  const typo = `${key.slice(0, 20)}${key[20] === 'x' ? 'y' : 'x'}${key.slice(21)}`;
  const cases: [string | undefined, string, string][] = [
    [undefined, 'MISSING', 'no Authorization header'],
    ['', 'WRONG_FORM', 'Bearer <API key>'],
    [key, 'WRONG_FORM', 'Bearer <API key>'],
    [`Basic ${key}`, 'WRONG_FORM', 'Bearer <API key>'],
    [`Bearer ${key} ${key}`, 'WRONG_FORM', 'Bearer <API key>'],
    ['Bearer sk_live_1', 'WRONG_FORM', 'is not an API key'],
    [`Bearer ${typo}`, 'TYPING_ERROR', 'typing error'],
  ];
  for (const [header, reason, sentence] of cases) {
    try {
      void authenticator.authenticate(header);
      expect.unreachable(`accepted ${header}`);
    } catch (error) {
      expect(error).toMatchObject({ code: 'UNAUTHENTICATED', details: { reason } });
      expect((error as Error).message).toContain(sentence);
      expect(JSON.stringify(error) + (error as Error).message).not.toContain(key.slice(19));
    }
  }
  expect(queries).toBe(0);
});

it('a database that does not answer makes the service unavailable, not the key wrong', async () => {
  const { header } = await issue();
  const broken = createAuthenticator({
    pool: { query: () => Promise.reject(new Error('connection refused')) },
    pepper,
  });
  await expect(broken.authenticate(header)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
