// An entry on its way from an origin to an edge that puts it together with answers of other subgraphs: JSON that a gateway reads, and
// beside it what the answer depends on, as any subgraph tells it (docs/subgraphs.md).
import type { ServerResponse } from 'node:http';
import type { Outcome } from '../cache/cache.ts';
import type { Entry } from '../cache/entry.ts';
import { printPosition } from '../cache/position.ts';
import { entryStatusOf, executed } from './cached.ts';
import { json, respond } from './respond.ts';

export interface Describing {
  /** The code that answers. */
  readonly build: string;
  /** What the viewer may see, as it was taken here. */
  readonly viewer: string;
}

export function sendDescribed(response: ServerResponse, entry: Entry, outcome: Outcome, by: Describing): void {
  const { body } = entry;
  const headers = { 'cache-status': entryStatusOf(entry, outcome, false) };
  // What its client takes although it is not true any more is for that client alone.
  const cache = outcome === 'consented' ? null : JSON.stringify(describe(entry, outcome, by));
  const described = cache === null ? body : `${body.toString().slice(0, -1)},"extensions":{"cache":${cache}}}`;
  respond(response, 200, json, described, headers);
}

function describe(
  { stamp, madeMs, expiresMs, key, question, isOfReplica }: Entry,
  outcome: Outcome,
  { build, viewer }: Describing,
): object {
  const nowMs = performance.now();
  return {
    v: 1,
    identity: stamp.identity,
    position: printPosition(stamp.position),
    tags: [...stamp.tags],
    maxAge: Math.max(0, (expiresMs - nowMs) / 1000),
    age: (nowMs - madeMs) / 1000,
    scope: key === question.personalKey ? 'PRIVATE' : 'PUBLIC',
    isExecuted: executed.has(outcome) && !isOfReplica,
    build,
    viewer,
  };
}
