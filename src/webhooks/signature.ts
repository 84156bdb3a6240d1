// The headers of Standard Webhooks (standardwebhooks.com, 1.0.0): who got a message can tell that it is ours, and from when.
// Invariant: while secrets are rotated there is a signature by each of them.
import { createHmac } from 'node:crypto';

/** `id` is the same in each attempt; `atMs` is that of this one, so that an old message is no use to whoever recorded it. */
export function signedHeaders(
  id: string,
  atMs: number,
  body: string,
  secrets: readonly Buffer[],
): Record<'webhook-id' | 'webhook-timestamp' | 'webhook-signature', string> {
  const timestamp = String(Math.floor(atMs / 1000));
  const signatures = secrets.map(
    (secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`,
  );
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') };
}
