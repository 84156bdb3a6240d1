// Requests to /graphql as any client might write them, and what must hold of every answer whatever was asked.
import { expect } from 'vitest';
import type { TestApi, TestError } from './api.ts';

export const json = 'application/json; charset=utf-8';
export const graphqlJson = 'application/graphql-response+json; charset=utf-8';

export interface Given {
  readonly status: number;
  readonly type: string | null;
  readonly body: { readonly data?: unknown; readonly errors?: readonly TestError[] };
  readonly code: string | undefined;
  readonly retryAfter: string | null;
}

export type Send = (init?: RequestInit & { path?: string; base?: string }) => Promise<Given>;

export interface Client {
  readonly send: Send;
  /** A value is sent as JSON, text as it is. */
  post(body: unknown, headers?: Record<string, string>): Promise<Given>;
  get(parameters: Record<string, string>, headers?: Record<string, string>): Promise<Given>;
}

/** What would tell of the inside: stacks, files, SQL, the words of the JavaScript engine. */
const inside = /\bat .*:\d+:\d+|node_modules|\.ts\b|\bselect\b.*\bfrom\b|stack|tenant_id/i;

export function createClient(api: TestApi): Client {
  const authorization = `Bearer ${api.tenants[0].key}`;

  const send: Send = async ({ path = '/graphql', base = api.url, headers, ...rest } = {}) => {
    const response = await fetch(base + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization, ...headers },
      ...rest,
    });
    const text = await response.text();
    expect(text).not.toMatch(inside);
    const type = response.headers.get('content-type');
    const body = parse(type, text);
    for (const error of body.errors ?? []) {
      expect(error, text).toMatchObject({
        message: expect.any(String),
        extensions: { code: expect.stringMatching(/^[A-Z_]+$/) },
      });
      expect(error.extensions.code, text).not.toBe('INTERNAL');
    }
    const retryAfter = response.headers.get('retry-after');
    return { status: response.status, type, body, code: body.errors?.[0]?.extensions.code, retryAfter };
  };

  return {
    send,
    post: (body, headers = {}) => send({ body: typeof body === 'string' ? body : JSON.stringify(body), headers }),
    get: (parameters, headers = {}) =>
      send({ method: 'GET', path: `/graphql?${new URLSearchParams(parameters)}`, headers }),
  };
}

/** Of an event stream the first event that holds something. */
function parse(type: string | null, text: string): Given['body'] {
  const whole = type?.startsWith('text/event-stream') ? (/^data: ?(\{.*)$/m.exec(text)?.[1] ?? '') : text;
  return whole === '' ? {} : (JSON.parse(whole) as Given['body']);
}
