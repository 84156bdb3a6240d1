// A tenant with a record of every kind, whose texts all have a mark in them: in answers to another tenant it would be found.
import pg from 'pg';
import { insertKey } from '../../src/commands/key-row.ts';
import { newId } from '../../src/lib/uuid.ts';

interface FillOptions {
  readonly databaseUrl: string;
  /** Of an origin. */
  readonly url: string;
  readonly pepper: string;
  readonly mark: string;
}

export interface FilledTenant {
  readonly key: string;
  readonly ids: readonly string[];
}

export async function fillTenant({ databaseUrl, url, pepper, mark }: FillOptions): Promise<FilledTenant> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tenantId = newId();
  let key: string;
  try {
    await client.query('insert into tenant (id, name) values ($1, $2)', [tenantId, mark]);
    ({ key } = await insertKey(client, { tenantId, name: mark, pepper, environment: 'live' }));
  } finally {
    await client.end();
  }
  const ids: string[] = [];
  const make = async (typename: string, input: object): Promise<string> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({
        query: `mutation ($input: Create${typename}Input!) { made: create${typename}(input: $input) { id } }`,
        variables: { input },
      }),
    });
    const { data, errors } = (await response.json()) as { data?: { made: { id: string } | null }; errors?: unknown };
    if (!data?.made) throw new Error(`${typename}: ${JSON.stringify(errors)}`);
    ids.push(data.made.id);
    return data.made.id;
  };

  await make('CustomField', { recordType: 'COMPANY', key: 'note', label: mark, kind: 'TEXT' });
  await make('CustomField', {
    recordType: 'COMPANY',
    key: 'tier',
    label: mark,
    kind: 'SELECT',
    options: ['gold', mark],
  });
  const teamId = await make('Team', { name: mark });
  const ownerId = await make('User', { name: mark, email: `${mark}@example.test`, teamId });
  const tagIds = [await make('Tag', { name: mark })];
  const pipelineId = await make('Pipeline', { name: mark });
  const stageId = await make('Stage', { pipelineId, name: mark, position: 1, probability: 50 });
  await make('Product', { name: mark, sku: mark });
  for (const nth of [1, 2, 3]) {
    const companyId = await make('Company', {
      name: `${mark} ${nth}`,
      city: mark,
      ownerId,
      tagIds,
      custom: { note: mark },
    });
    const contactId = await make('Contact', {
      lastName: mark,
      email: `${mark}${nth}@example.test`,
      companyId,
      ownerId,
    });
    const deal = { name: `${mark} ${nth}`, companyId, stageId, ownerId, amount: { minor: 100 * nth, currency: 'EUR' } };
    const dealId = await make('Deal', { ...deal, contactIds: [contactId] });
    await make('Activity', { kind: 'NOTE', subject: mark, about: { type: 'DEAL', id: dealId }, ownerId });
  }
  return { key, ids };
}
