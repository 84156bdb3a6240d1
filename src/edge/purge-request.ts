// One request to whatever purges: it succeeds, or it rejects within ten seconds and says when to come again, if that was told.
export class PurgeRefused extends Error {
  override readonly name = 'PurgeRefused';
  /** Null: at once, as far as the other side said. */
  readonly retryAfterMs: number | null;
  constructor(message: string, retryAfterMs: number | null) {
    super(message);
    this.retryAfterMs = retryAfterMs;
  }
}

export interface PurgeRequest {
  readonly url: string;
  readonly method: 'POST' | 'PURGE';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

const answeredWithinMs = 10_000;
/** An hour of silence would be longer than anything is kept. */
const longestRetryMs = 60_000;

/** The body of the answer. */
export async function requestPurge({ url, signal, ...request }: PurgeRequest): Promise<string> {
  const until = AbortSignal.any([signal, AbortSignal.timeout(answeredWithinMs)]);
  const response = await fetch(url, { ...request, redirect: 'error', signal: until });
  const text = await response.text();
  if (response.ok) return text;
  throw new PurgeRefused(
    `${new URL(url).host} answered ${response.status} to a purge: ${text.slice(0, 200)}`,
    retryAfterMs(response.headers.get('retry-after')),
  );
}

/** RFC 9110 §10.2.3: seconds, or a date. */
function retryAfterMs(header: string | null): number | null {
  if (header === null) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? null : Math.min(longestRetryMs, Math.max(0, ms));
}
