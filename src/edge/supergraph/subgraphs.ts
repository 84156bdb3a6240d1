// The subgraphs of a supergraph, and how each takes part in the cache: from the two files that an operator writes.
import { Kind, parse as parseSdl } from 'graphql';
import { z } from 'zod';
import { OperatorError } from '../../lib/operator-error.ts';

export interface SubgraphPlan {
  /** In lower case. */
  readonly name: string;
  readonly url: string;
  /** Sent with every request; undefined: none. */
  readonly key: string | undefined;
  readonly invalidations: 'stream' | 'push' | 'none';
  readonly streamUrl: string;
  /** How long an answer is kept of which nobody says when it ceases to be true. */
  readonly maxAgeMs: number;
  /** Whether such an answer is the same for everybody of a tenant with the same scopes. */
  readonly isPublic: boolean;
}

const settings = z.strictObject({
  url: z.url({ protocol: /^https?$/ }).optional(),
  streamUrl: z.url({ protocol: /^https?$/ }).optional(),
  key: z.string().min(32, 'a secret of at least 32 characters').optional(),
  keyFile: z.string().optional(),
  invalidations: z.enum(['stream', 'push']).optional(),
  maxAge: z.number().min(0).max(86_400).default(0),
  scope: z.enum(['PUBLIC', 'PRIVATE']).default('PRIVATE'),
});
const file = z.record(z.string(), settings);

type Settings = z.output<typeof settings>;
const unsaid = settings.parse({});

export interface SubgraphFiles {
  readonly supergraph: string;
  /** JSON. */
  readonly subgraphs: string;
  /** Of the subgraph that is Clientele's own: it needs no settings. */
  readonly ours: string;
  readonly readKey: (path: string) => string;
}

/** Of all but ours. Throws OperatorError. */
export function planSubgraphs({ supergraph, subgraphs, ours, readKey }: SubgraphFiles): readonly SubgraphPlan[] {
  const addresses = addressesOf(supergraph);
  const given = settingsOf(subgraphs);
  const unknown = [...given.keys()].filter((name) => !addresses.has(name));
  if (unknown.length > 0)
    throw new OperatorError(
      `SUBGRAPHS names ${unknown.join(', ')}, which the supergraph does not have. It has ${[...addresses.keys()].join(', ')}.`,
    );
  if (!addresses.delete(ours))
    throw new OperatorError(
      `The supergraph has no subgraph "${ours}": set SUPERGRAPH_CLIENTELE to one of ${[...addresses.keys()].join(', ')}.`,
    );
  return [...addresses].map(([name, url]) => planOf(name, url, given.get(name) ?? unsaid, readKey));
}

function planOf(name: string, address: string, given: Settings, readKey: (path: string) => string): SubgraphPlan {
  const { url = address, invalidations = 'none', keyFile, maxAge, scope } = given;
  const key = given.key ?? (keyFile === undefined ? undefined : readKey(keyFile).trim());
  if (!URL.canParse(url))
    throw new OperatorError(`The subgraph ${name} has no address in the supergraph: give its \`url\` in SUBGRAPHS.`);
  if (invalidations !== 'none' && (key === undefined || key.length < 32))
    throw new OperatorError(
      `The subgraph ${name} tells of its writes, so it needs a key of at least 32 characters: \`key\` or \`keyFile\` in SUBGRAPHS.`,
    );
  const streamUrl = given.streamUrl ?? new URL(url).origin;
  return { name, url, key, invalidations, streamUrl, maxAgeMs: 1000 * maxAge, isPublic: scope === 'PUBLIC' };
}

function settingsOf(text: string): Map<string, Settings> {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new OperatorError(`SUBGRAPHS is not JSON: ${(error as Error).message}.`);
  }
  const parsed = file.safeParse(read);
  if (parsed.success) return new Map(Object.entries(parsed.data).map(([name, each]) => [name.toLowerCase(), each]));
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  throw new OperatorError(`SUBGRAPHS is not right (docs/subgraphs.md tells more):\n  ${problems.join('\n  ')}`);
}

/** By name, as composition wrote them into the supergraph. */
function addressesOf(supergraph: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const definition of definitionsOf(supergraph)) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const { directives = [] } of definition.values ?? []) {
      const graph = directives.find((directive) => directive.name.value === 'join__graph');
      const text = (name: string) => {
        const value = graph?.arguments?.find((argument) => argument.name.value === name)?.value;
        return value?.kind === Kind.STRING ? value.value : '';
      };
      found.set(text('name').toLowerCase(), text('url'));
    }
  }
  if (found.size === 0)
    throw new OperatorError('SUPERGRAPH is not the SDL of a supergraph: it has no enum join__Graph.');
  return found;
}

function definitionsOf(supergraph: string) {
  try {
    return parseSdl(supergraph, { noLocation: true }).definitions;
  } catch (error) {
    throw new OperatorError(`SUPERGRAPH is not GraphQL: ${(error as Error).message}.`);
  }
}
