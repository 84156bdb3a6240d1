// The subgraph under test, asked as an edge asks it.
// Invariant: what it says is kept as it came; judging it is the business of the rules.
import { parse, standing } from '../edge/contract.ts';
import type { Question, Viewer } from './scenario.ts';

export interface Reply {
  readonly status: number;
  readonly data: unknown;
  readonly errors: readonly { readonly message?: unknown }[];
  /** `extensions.cache`; undefined if there is none. */
  readonly cache: unknown;
}

export interface AskOptions {
  /** Null: none. @default the right one */
  readonly key?: string | null;
  /** `cache-control: no-cache`. @default false */
  readonly isFresh?: boolean;
}

export interface Subgraph {
  ask(question: Question, viewer: Viewer, options?: AskOptions): Promise<Reply>;
  position(): Promise<ReturnType<typeof readStanding>>;
  /** Of what is beside /graphql. A stream goes on until the signal. */
  get(path: string, options?: { readonly key?: string | null; readonly signal?: AbortSignal }): Promise<Response>;
  /** Requests so far. */
  asked(): number;
}

const askWithinMs = 10_000;

const readStanding = (body: unknown) => parse(standing, body, 'the answer of /_cache/position');

export function createSubgraph({ url, key: right }: { url: string; key: string }): Subgraph {
  let asked = 0;
  const credentials = (key: string | null): Record<string, string> =>
    key === null ? {} : { 'x-clientele-edge': key, 'x-clientele-gateway': key };

  const get: Subgraph['get'] = (path, { key = right, signal = AbortSignal.timeout(askWithinMs) } = {}) => {
    asked++;
    return fetch(new URL(path, url), { headers: credentials(key), signal });
  };

  return {
    get,
    async ask(question, { tenantId, subject, scopes }, { key = right, isFresh = false } = {}) {
      asked++;
      const response = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          'x-clientele-viewer': JSON.stringify({ tenantId, subject, scopes }),
          ...credentials(key),
          ...(isFresh && { 'cache-control': 'no-cache' }),
        },
        body: JSON.stringify(question),
        signal: AbortSignal.timeout(askWithinMs),
      });
      const body = bodyOf(await response.text());
      return {
        status: response.status,
        data: body.data ?? null,
        errors: body.errors ?? [],
        cache: body.extensions?.cache,
      };
    },
    async position() {
      const response = await get('/_cache/position');
      if (!response.ok) throw new RangeError(`/_cache/position answered ${response.status}`);
      return readStanding(await response.json());
    },
    asked: () => asked,
  };
}

interface Body {
  readonly data?: unknown;
  readonly errors?: Reply['errors'];
  readonly extensions?: { readonly cache?: unknown };
}

/** Nothing, for what is no JSON: without the key it may be a page. */
function bodyOf(text: string): Body {
  try {
    return Object(JSON.parse(text)) as Body;
  } catch {
    return {};
  }
}
