// Cloudflare: https://developers.cloudflare.com/cache/how-to/purge-cache/purge-by-tags/, with its limits for each plan.
import { PurgeRefused, requestPurge } from './purge-request.ts';
import type { PurgeTarget } from './purger.ts';

export type CloudflarePlan = 'free' | 'pro' | 'business' | 'enterprise';

export interface CloudflareOptions {
  readonly zone: string;
  /** An API token with the permission "Cache Purge" for the zone. */
  readonly token: string;
  readonly plan: CloudflarePlan;
  readonly baseUrl?: string;
}

/** Of an account, not of a zone: https://developers.cloudflare.com/cache/how-to/purge-cache/#purge-limits */
const rates: Readonly<Record<CloudflarePlan, PurgeTarget['rate']>> = {
  free: { perSecond: 5 / 60, burst: 25 },
  pro: { perSecond: 5, burst: 25 },
  business: { perSecond: 10, burst: 50 },
  enterprise: { perSecond: 50, burst: 500 },
};

export function createCloudflareTarget(options: CloudflareOptions): PurgeTarget {
  const { zone, token, plan, baseUrl = 'https://api.cloudflare.com/client/v4' } = options;
  const url = `${baseUrl}/zones/${encodeURIComponent(zone)}/purge_cache`;
  return {
    name: `cloudflare ${zone}`,
    mostKeysPerCall: 100,
    rate: rates[plan],
    repeatAfterMs: [5_000],
    async purge(keys, signal) {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const text = await requestPurge({ url, method: 'POST', headers, body: JSON.stringify({ tags: keys }), signal });
      // Every answer of this API says in its body whether it succeeded.
      const { success, errors } = JSON.parse(text) as { success?: boolean; errors?: unknown };
      if (success !== true) throw new PurgeRefused(`Cloudflare did not purge: ${JSON.stringify(errors)}`, null);
    },
  };
}
