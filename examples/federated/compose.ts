// The supergraph of running subgraphs, each asked for its SDL as gateways do.
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

export interface SubgraphAddress {
  readonly name: string;
  readonly url: string;
  /** Sent as `x-clientele-gateway`. */
  readonly key: string;
}

export interface SubgraphSdl {
  readonly name: string;
  readonly url: string;
  readonly sdl: string;
}

/** Throws all that is wrong with them. */
export function compose(subgraphs: readonly SubgraphSdl[]): string {
  const { errors, supergraphSdl } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })),
  );
  if (supergraphSdl) return supergraphSdl;
  const problems = errors?.map(({ message, extensions }) => `${extensions['code']}: ${message}`).join('\n');
  throw new Error(`no supergraph:\n${problems}`);
}

export async function composeSupergraph(subgraphs: readonly SubgraphAddress[]): Promise<string> {
  const told = subgraphs.map(async ({ name, url, key }) => ({ name, url, sdl: await sdlOf(url, key) }));
  return compose(await Promise.all(told));
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
