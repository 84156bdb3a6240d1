// Credentials of requests: without a good one nothing is answered on any path, not even what the schema is like.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../src/auth/api-key.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { type Client, createClient } from '../support/http.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = createClient(api);
});
afterAll(() => api?.stop());

const query = '{ viewer { tenant { name } } }';

describe('credentials', () => {
  const [right, unknown] = [() => api.tenants[0].key, createApiKey({ environment: 'live' }).key];
  const refused: [string, () => Record<string, string>, string][] = [
    ['missing', () => ({ authorization: '' }), 'WRONG_FORM'],
    ['of another scheme', () => ({ authorization: `Basic ${right()}` }), 'WRONG_FORM'],
    ['without a scheme', () => ({ authorization: right() }), 'WRONG_FORM'],
    [
      'mistyped',
      () => ({ authorization: `Bearer ${right().slice(0, -1)}${right().endsWith('x') ? 'y' : 'x'}` }),
      'TYPING_ERROR',
    ],
    ['unknown', () => ({ authorization: `Bearer ${unknown}` }), 'UNKNOWN'],
  ];
  it.each(refused)('that are %s are refused, on every path', async (_, headers, reason) => {
    const refusal = { status: 401, code: 'UNAUTHENTICATED', body: { errors: [{ extensions: { reason } }] } };
    expect(await client.post({ query }, headers())).toMatchObject(refusal);
    expect(await client.post({ query }, { ...headers(), accept: 'application/graphql-response+json' })).toMatchObject(
      refusal,
    );
    expect(await client.get({ query }, headers())).toMatchObject(refusal);
  });

  it('that are absent are refused', async () => {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', reason: 'MISSING' } }],
    });
  });

  it('come before everything else: without them nobody learns the schema', async () => {
    const headers = { authorization: '' };
    for (const document of [
      '{ compani { id } }',
      '{ __schema { types { name } } }',
      '{ viewer',
      'mutation { createCompani }',
    ]) {
      for (const refusal of [
        await client.post({ query: document }, headers),
        await client.get({ query: document }, headers),
        await client.post({ query: document }, { ...headers, accept: 'text/event-stream' }),
      ]) {
        expect(refusal, document).toMatchObject({ status: 401, code: 'UNAUTHENTICATED' });
      }
    }
  });

  it('are never read from the address', async () => {
    const { status } = await client.send({
      method: 'GET',
      path: `/graphql?query=${encodeURIComponent(query)}&key=${right()}&authorization=Bearer%20${right()}`,
      headers: { authorization: '' },
    });
    expect(status).toBe(401);
  });
});
