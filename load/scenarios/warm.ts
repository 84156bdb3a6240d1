// Before a scenario begins: the origin's connections to the database stand, and hot reads were asked once at each node, if it is of hot reads.
import { randomUUID } from 'node:crypto';
import { idOf } from '../../src/persisted/id.ts';
import { until } from '../../test/support/until.ts';
import { documents } from './documents.ts';
import type { World } from './world.ts';

const hot = [documents.Company, documents.CompanyDeals];
/** As many as the pool of the origin has: each is opened when somebody waits for it. */
const connections = 10;
/** A machine without time for it takes seconds for a connection. */
const withinMs = 60_000;

export async function openConnections({ nodes: [origin = ''], tenants: [tenant] }: World): Promise<void> {
  const body = () => JSON.stringify({ query: documents.Companies, variables: { not: randomUUID() } });
  const headers = { authorization: `Bearer ${tenant?.keys[0]}`, 'content-type': 'application/json' };
  const asked = Array.from({ length: connections }, () =>
    untilAnswered(() => fetch(`${origin}/graphql`, { method: 'POST', headers, body: body() })),
  );
  await Promise.all(asked);
}

export async function warm({ nodes, tenants }: World): Promise<void> {
  for (const node of nodes)
    for (const { keys, companies } of tenants) {
      const headers = { authorization: `Bearer ${keys[0]}` };
      const asked = companies.flatMap(({ id }) =>
        hot.map((text) => {
          const variables = encodeURIComponent(JSON.stringify({ id }));
          const address = `${node}/graphql?documentId=sha256:${idOf(text)}&variables=${variables}`;
          return untilAnswered(() => fetch(address, { headers }));
        }),
      );
      await Promise.all(asked);
    }
}

async function untilAnswered(ask: () => Promise<Response>): Promise<void> {
  const isAnswered = async () => {
    const response = await ask();
    await response.text();
    return response.ok;
  };
  await until(isAnswered, { withinMs, what: 'that a node answers before the scenario begins' });
}
