// Signed posts to an edge, as a subgraph sends them (docs/subgraphs.md), each one in the hands of the test.
import { createHmac } from 'node:crypto';

export interface Posted {
  readonly status: number;
  readonly challenge: string | null;
  readonly at: string | null;
  readonly error: { readonly code: string; readonly message: string } | undefined;
}

export interface Pusher {
  /** With the latest challenge, unless another is given. */
  post(messages: readonly object[], challenge?: string | null): Promise<Posted>;
  /** As it is. */
  send(body: string, signature?: string): Promise<Posted>;
  sign(body: string): string;
  /** The latest; null: there was none yet. */
  challenge(): string | null;
}

export function createPusher({ port, name, key }: { port: number; name: string; key: string }): Pusher {
  let latest: string | null = null;
  const sign = (body: string) => `sha256=${createHmac('sha256', key).update(body).digest('hex')}`;

  async function send(body: string, signature = sign(body)): Promise<Posted> {
    const response = await fetch(`http://127.0.0.1:${port}/_cache/frames/${name}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-clientele-signature': signature },
      body,
    });
    const { challenge = null, at = null, error } = (await response.json()) as Partial<Posted>;
    latest = challenge ?? latest;
    return { status: response.status, challenge, at, error };
  }

  return {
    send,
    sign,
    post: (messages, challenge = latest) => send(JSON.stringify({ challenge, messages })),
    challenge: () => latest,
  };
}

/** Where a counter stands that has given out all versions up to this one. */
export const upTo = (version: number) => `${version + 1}:${version + 1}:`;

export const resetTo = (version: number, identity = 'ratings') => ({
  kind: 'reset',
  epoch: `${identity}.1`,
  identity,
  floor: upTo(version),
  next: upTo(version),
  invalidations: [],
});

export const frameTo = (
  version: number,
  tags: readonly string[],
  { from = version - 1, tenantId = 'tenant', identity = 'ratings' } = {},
) => ({
  kind: 'frame',
  epoch: `${identity}.1`,
  prev: upTo(from),
  next: upTo(version),
  invalidations: tags.length > 0 ? [{ tenantId, version, tags }] : [],
});
