// Asks each hot read once at each node, so that a scenario of hot reads begins with a warm cache.
import { idOf } from '../../src/persisted/id.ts';
import { documents } from './documents.ts';
import type { World } from './world.ts';

const hot = [documents.Company, documents.CompanyDeals];

export async function warm({ nodes, tenants }: World): Promise<void> {
  for (const node of nodes)
    for (const { keys, companies } of tenants)
      await Promise.all(companies.flatMap(({ id }) => hot.map((text) => ask(node, text, id, keys[0]!))));
}

async function ask(node: string, text: string, id: string, key: string): Promise<void> {
  const variables = encodeURIComponent(JSON.stringify({ id }));
  const response = await fetch(`${node}/graphql?documentId=sha256:${idOf(text)}&variables=${variables}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`warming up was answered ${response.status}: ${body}`);
}
