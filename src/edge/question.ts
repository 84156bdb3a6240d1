// A query as an edge sees it: keys like the origin's, and the origin as what answers it.
// Invariant: what the edge knows to be outdated is not taken from an origin that does not know it yet: it is asked to execute; and
// what the origin answered to other rights than the edge knows of is never kept.
import type { Answer, Reading } from '../cache/entry.ts';
import type { TagTable } from '../cache/tag-table.ts';
import { isErrorCode } from '../errors.ts';
import { cacheControl, vary } from '../http/cached.ts';
import { type ReceivedEntry, receiveEntry } from '../http/edge-entry.ts';
import { type Asked, type AskedQuestion, Away, longestKept } from './backend.ts';
import type { OriginClient, Reply } from './origin.ts';
import { forgotten, unavailable } from './unanswered.ts';

type Headers = Readonly<Record<string, string | undefined>>;

export interface QuestionOptions extends Pick<Asked, 'keys' | 'originKeys' | 'text' | 'type'> {
  readonly origin: Pick<OriginClient, 'ask'>;
  readonly table: TagTable;
  readonly tenantId: string;
  readonly isGet: boolean;
  /** What of the client's headers the origin needs to answer: credential, media types. */
  readonly headers: Headers;
  /** What else this client wants. */
  readonly directions: Headers;
}

export function questionOf({
  origin,
  table,
  tenantId,
  keys,
  originKeys = keys,
  isGet,
  type,
  headers,
  ...rest
}: QuestionOptions): AskedQuestion {
  let { text, directions }: { text: string | null; directions: Headers } = rest;
  const isLong = rest.text.length > longestKept;

  const ask = async (more: Headers = {}): Promise<Reply> => {
    if (text === null) throw forgotten();
    const all = { ...headers, ...directions, ...more };
    return isGet
      ? origin.ask({ method: 'GET', path: text, headers: all })
      : origin.ask({ method: 'POST', path: '/graphql', body: text, headers: all });
  };

  const isOutdated = ({ identity, tags, position }: Reading) =>
    identity !== null &&
    identity === table.identity() &&
    !table.isValid({ identity, tenantId, tags, position, verified: -1 });

  async function run(): Promise<Answer> {
    let reply = await ask();
    let entry = receiveEntry(reply.headers, reply.body);
    if (entry && !entry.reading.isExecuted && !entry.isConsented && isOutdated(entry.reading)) {
      reply = await ask({ 'cache-control': 'no-cache' });
      entry = receiveEntry(reply.headers, reply.body);
    }
    if (!entry) return { body: null, reading: null, made: checked(reply) };
    const { body, reading, key, isConsented } = entry;
    const made = madeOf(entry, type);
    // Another version answered, as happens while one takes the place of the other; or the rights of the credential have changed.
    const isOurs = key === (reading.isPersonal ? originKeys.personal : originKeys.shared);
    return isOurs && !isConsented ? { body, reading, made } : { body: null, reading: null, made };
  }

  return {
    tenantId,
    key: keys.shared,
    personalKey: keys.personal,
    run,
    forget() {
      directions = {};
      if (isLong) text = null;
    },
  };
}

/** For this request alone. */
const madeOf = ({ body, cacheStatus }: ReceivedEntry, type: string): Reply => ({
  status: 200,
  headers: { 'content-type': type, 'cache-status': cacheStatus, 'cache-control': cacheControl, vary },
  body,
});

/** An origin that cannot answer now, or what stands before it, is as one that is not there: then what is kept may do. */
function checked(reply: Reply): Reply {
  if (reply.status !== 502 && reply.status !== 503) return reply;
  throw isRefusal(reply) ? new Away(reply) : unavailable();
}

/** In the words of an origin, which tell more than ours: of a crowd, say, and when to come again. */
function isRefusal({ body }: Reply): boolean {
  try {
    return isErrorCode(JSON.parse(body.toString()).errors[0].extensions.code);
  } catch {
    return false;
  }
}
