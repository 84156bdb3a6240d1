// What an answer depends on that was put together from several: on all that each of its parts depends on.
// Invariant: where a part says nothing, or says it for another viewer or by other code than the key names, the whole is not kept.
import type { Reading } from '../../cache/entry.ts';
import { meet } from '../../cache/position.ts';
import type { Part, TagTable } from '../../cache/tag-table.ts';
import { scopeBehind } from '../../http/gateway-access.ts';
import { numbersOf, tenantOf } from '../contract.ts';
import type { Asking, SubgraphAnswer } from './subgraph.ts';

/** Null: not to be kept. `table`: of the first source, where it stood before anything was read. */
export function readingOf(
  { answers, viewer }: Asking,
  {
    identity,
    position,
  }: { readonly identity: ReturnType<TagTable['identity']>; readonly position: Reading['position'] },
): Reading | null {
  if (answers.length === 0) return null; // made from the schema alone
  const parts = new Map<string, Part>();
  let reading: Reading = {
    identity,
    position,
    tags: new Float64Array(),
    ttlMs: Number.POSITIVE_INFINITY,
    ageMs: 0,
    isPersonal: false,
    isExecuted: true,
  };
  for (const answer of answers) {
    const { subgraph, description } = answer;
    if (!isKeepable(answer, viewer.scope)) return null;
    const untold = subgraph.isFollowed ? Number.POSITIVE_INFINITY : subgraph.maxAgeMs;
    const told = description ? 1000 * description.maxAge : Number.POSITIVE_INFINITY;
    reading = {
      ...reading,
      ttlMs: Math.min(reading.ttlMs, untold, told),
      ageMs: Math.max(reading.ageMs!, 1000 * (description?.age ?? 0)),
      isPersonal: reading.isPersonal || (description ? description.scope === 'PRIVATE' : !subgraph.isPublic),
      isExecuted: reading.isExecuted! && (description?.isExecuted ?? true),
    };
    if (!description || !subgraph.isFollowed) continue;
    const part: Part = {
      source: subgraph.name,
      identity: description.identity,
      tenantId: tenantOf(description, viewer.tenantId),
      tags: numbersOf(tenantOf(description, viewer.tenantId), description.tags),
      position: description.position,
      verified: -1,
    };
    const key = `${part.tenantId} ${subgraph.name}`;
    const joined = join(parts.get(key), part);
    if (!joined) return null;
    parts.set(key, joined);
  }
  const ours = answers.find(({ subgraph }) => subgraph.isOurs)?.subgraph.name;
  const first = [...parts.values()].find(({ source }) => source === ours);
  const others = [...parts.values()].filter((part) => part !== first);
  return {
    ...reading,
    ...(first && { identity: first.identity, position: first.position, tags: first.tags }),
    ...(others.length > 0 && { parts: others }),
  };
}

function isKeepable({ subgraph, description, isAway, isWrite }: SubgraphAnswer, scope: string): boolean {
  if (isAway || isWrite) return false;
  // Without a word and followed, it was in error or is not as agreed; not followed, it is kept for the time that the operator says.
  if (!description) return !subgraph.isFollowed && subgraph.maxAgeMs > 0;
  const { viewer, build } = description;
  if (subgraph.isOurs && viewer !== scopeBehind(scope)) return false;
  return build === undefined || build === subgraph.buildId();
}

/** Read twice, perhaps at different positions: what both saw. Null: of different histories. */
function join(one: Part | undefined, other: Part): Part | null {
  if (!one) return other;
  if (one.identity !== other.identity) return null;
  const tags = Float64Array.from(new Set([...one.tags, ...other.tags])).sort();
  return { ...one, tags, position: meet(one.position, other.position) };
}
