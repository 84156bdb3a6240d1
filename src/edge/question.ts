// A query as an edge sees it: keys like the origin's, and the origin as what answers it.
// Invariant: what the edge knows to be outdated is not taken from an origin that does not know it yet: it is asked to execute.
import type { Viewer } from '../auth/verdicts.ts';
import type { Answer, Question, Reading } from '../cache/entry.ts';
import { keysOf } from '../cache/key.ts';
import type { TagTable } from '../cache/tag-table.ts';
import { receiveEntry } from '../http/edge-entry.ts';
import type { Params } from '../http/params.ts';
import { json } from '../http/respond.ts';
import type { OriginClient, Reply } from './origin.ts';

export interface Asked {
  readonly origin: Pick<OriginClient, 'ask'>;
  /** Of the origin: answers of another are not kept. */
  readonly buildId: string;
  readonly table: TagTable;
  readonly viewer: Viewer;
  readonly params: Params;
  /** As the client sent it: the address of a GET, or the body of a POST. */
  readonly text: string;
  readonly isGet: boolean;
  /** What of the client's headers the origin needs: credential, media type, directions. */
  readonly headers: Record<string, string | undefined>;
}

/** `answer.made` is the Reply of the origin, where it is no entry. */
export function questionOf({ origin, buildId, table, viewer, params, text, isGet, headers }: Asked): Question {
  const keys = keysOf(buildId, viewer, params);
  const { tenantId } = viewer;

  const ask = (more: Record<string, string> = {}): Promise<Reply> =>
    isGet
      ? origin.ask({ method: 'GET', path: text, headers: { ...headers, ...more } })
      : origin.ask({ method: 'POST', path: '/graphql', body: text, headers: { ...headers, ...more } });

  const isOutdated = ({ identity, tags, position }: Reading) =>
    identity !== null &&
    identity === table.identity() &&
    !table.isValid({ identity, tenantId, tags, position, verified: -1 });

  async function run(): Promise<Answer> {
    let reply = await ask();
    let entry = receiveEntry(reply.headers, reply.body);
    if (entry && !entry.reading.isExecuted && isOutdated(entry.reading)) {
      reply = await ask({ 'cache-control': 'no-cache' });
      entry = receiveEntry(reply.headers, reply.body);
    }
    if (!entry) return { body: null, reading: null, made: reply };
    const { body, reading } = entry;
    if (entry.buildId === buildId) return { body, reading, made: null };
    // Another version answered, as happens while one takes the place of the other.
    return {
      body: null,
      reading: null,
      made: { status: 200, headers: { 'content-type': json }, body } satisfies Reply,
    };
  }

  return { tenantId, key: keys.shared, personalKey: keys.personal, run };
}
