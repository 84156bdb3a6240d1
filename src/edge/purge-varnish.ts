// Varnish with the module xkey, set up as in examples/varnish: PURGE with the keys in a header.
import { requestPurge } from './purge-request.ts';
import type { PurgeTarget } from './purger.ts';

/** `url` is where Varnish takes purges. One target for each Varnish: none waits for another that is away. */
export function createVarnishTarget(url: string): PurgeTarget {
  return {
    name: `varnish ${new URL(url).host}`,
    // A header line has 8 KB (http_req_hdr_len), a key up to 12 bytes with its blank.
    mostKeysPerCall: 500,
    // Of its own choosing: a call takes a millisecond there.
    rate: { perSecond: 20, burst: 40 },
    // A second after a change every node knows of it, or serves nothing; the later one is for answers that took long.
    repeatAfterMs: [1_200, 5_000],
    async purge(keys, signal) {
      await requestPurge({ url, method: 'PURGE', headers: { 'xkey-purge': keys.join(' ') }, signal });
    },
  };
}
