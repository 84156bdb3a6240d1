// Fastly: https://www.fastly.com/documentation/reference/api/purging/, "Purge multiple surrogate key tags".
import { requestPurge } from './purge-request.ts';
import type { PurgeTarget } from './purger.ts';

export interface FastlyOptions {
  readonly service: string;
  /** A token with the scope `purge_select`. */
  readonly token: string;
  readonly baseUrl?: string;
}

export function createFastlyTarget({ service, token, baseUrl = 'https://api.fastly.com' }: FastlyOptions): PurgeTarget {
  const url = `${baseUrl}/service/${encodeURIComponent(service)}/purge`;
  return {
    name: `fastly ${service}`,
    mostKeysPerCall: 256,
    // 100,000 purges by key an hour are 27 a second; whether a call or a key counts, its documentation does not say.
    rate: { perSecond: 5, burst: 20 },
    repeatAfterMs: [5_000],
    async purge(keys, signal) {
      const headers = { 'fastly-key': token, accept: 'application/json', 'surrogate-key': keys.join(' ') };
      await requestPurge({ url, method: 'POST', headers, signal });
    },
  };
}
