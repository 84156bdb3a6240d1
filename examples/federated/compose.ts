// The supergraph of running subgraphs, each asked for its SDL as gateways do.
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
  /** Sent as `x-clientele-gateway`. */
  readonly key: string;
}

export async function composeSupergraph(subgraphs: readonly SubgraphAddress[]): Promise<string> {
  const services = await Promise.all(
    subgraphs.map(async ({ name, url, key }) => ({ name, url, typeDefs: parse(await sdlOf(url, key)) })),
  );
  const { errors, supergraphSdl } = composeServices(services);
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

async function sdlOf(url: string, key: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-clientele-gateway': key },
    body: JSON.stringify({ query: '{ _service { sdl } }' }),
  });
  const { data, errors } = (await response.json()) as { data?: { _service: { sdl: string } }; errors?: unknown };
  if (!data) throw new Error(`${url} does not tell its SDL: ${JSON.stringify(errors)}`);
  return data._service.sdl;
}
