// The purger against CDNs that keep to their documentation: what is purged, in how many calls, and what becomes of failures.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createCloudflareTarget } from '../../src/edge/purge-cloudflare.ts';
import { createFastlyTarget } from '../../src/edge/purge-fastly.ts';
import { createVarnishTarget } from '../../src/edge/purge-varnish.ts';
import { createPurger, type Purged, type Purger, type PurgerOptions, type PurgeTarget } from '../../src/edge/purger.ts';
import { everyAnswer, keyOfTag } from '../../src/http/surrogate.ts';
import { until } from '../support/until.ts';

const tenantId = '00000000-0000-7000-8000-000000000001';
const frame = (...tags: number[]) =>
  ({ kind: 'frame', invalidations: [{ tenantId, xid: 1, tags, cause: null }] }) as const;
const numbers = (count: number) => Array.from({ length: count }, (_, index) => 1_000 + index);

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (let stop = stops.pop(); stop; stop = stops.pop()) await stop();
});

interface Scene {
  /** Keys of each call that was answered, or refused. */
  readonly calls: string[][];
  readonly errors: unknown[];
  readonly purged: Purged[];
  readonly purger: Purger;
  /** Makes the next calls fail with it. */
  fail(error: Error | null): void;
  /** Everything that was purged at the start, forgotten. */
  begin(): Promise<void>;
}

function scene(given: Partial<PurgeTarget> = {}, options: Partial<PurgerOptions> = {}): Scene {
  const calls: string[][] = [];
  const errors: unknown[] = [];
  const purged: Purged[] = [];
  let failure: Error | null = null;
  const target: PurgeTarget = {
    name: 'a CDN',
    mostKeysPerCall: 10,
    rate: { perSecond: 1_000, burst: 1_000 },
    repeatAfterMs: [],
    async purge(keys) {
      calls.push([...keys]);
      if (failure) throw failure;
    },
    ...given,
  };
  const purger = createPurger({
    target,
    gatherMs: 20,
    pauseMs: 5,
    onPurged: (each) => purged.push(each),
    onError: (error) => errors.push(error),
    ...options,
  });
  stops.push(() => purger.stop());
  return {
    calls,
    errors,
    purged,
    purger,
    fail: (error) => (failure = error),
    async begin() {
      await until(() => purged.length > 0);
      calls.length = 0;
      purged.length = 0;
    },
  };
}

describe('the purger', () => {
  it('begins with everything, since nothing is known of what it missed', async () => {
    const { calls } = scene();
    await until(() => calls.length > 0);
    expect(calls).toEqual([[everyAnswer]]);
  });

  it('gathers the tags of several frames in one call, each once, as the headers have them', async () => {
    const { calls, purger, begin } = scene();
    await begin();
    purger.step(frame(2 ** 53 - 1, 7));
    purger.step(frame(7, 8));
    await until(() => calls.length > 0);
    expect(calls).toEqual([[2 ** 53 - 1, 7, 8].map(keyOfTag)]);
  });

  it('purges in as few calls as the CDN allows', async () => {
    const { calls, purger, begin } = scene();
    await begin();
    purger.step(frame(...numbers(25)));
    await until(() => calls.length === 3);
    expect(calls.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(calls.flat()).toEqual(numbers(25).map(keyOfTag));
  });

  it('purges again for what was on its way, as often as it is told, and then rests', async () => {
    const { calls, purged, purger, begin } = scene({ repeatAfterMs: [40, 90] });
    await until(() => purged.length === 3);
    expect(calls).toEqual([[everyAnswer], [everyAnswer], [everyAnswer]]);
    await begin();
    const beganMs = performance.now();
    purger.step(frame(7));
    await until(() => calls.length === 3);
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(89);
    purger.step(frame(8));
    await until(() => calls.flat().includes(keyOfTag(8)));
    expect(calls.slice(0, 4)).toEqual([7, 7, 7, 8].map((tag) => [keyOfTag(tag)]));
  });

  it('drops everything after a reset, and what was waiting with it', async () => {
    const { calls, purger, begin } = scene();
    await begin();
    purger.step(frame(7));
    purger.step({ kind: 'reset', invalidations: [] });
    purger.step(frame(8));
    await until(() => calls.length > 0);
    expect(calls).toEqual([[everyAnswer]]);
  });

  it('drops everything rather than keep more tags than it may', async () => {
    const { calls, purger, begin } = scene({}, { mostWaiting: 100 });
    await begin();
    purger.step(frame(...numbers(101)));
    await until(() => calls.length > 0);
    expect(calls).toEqual([[everyAnswer]]);
  });

  it('drops everything in one call when the rate of the CDN leaves it behind', async () => {
    const { calls, purger, begin } = scene({ rate: { perSecond: 0.5, burst: 3 } });
    await begin();
    purger.step(frame(...numbers(60)));
    await until(() => calls.length > 0);
    expect(calls).toEqual([[everyAnswer]]);
  });

  it('stays within the rate of the CDN, and gathers meanwhile', async () => {
    const { calls, purger, begin } = scene({ rate: { perSecond: 20, burst: 2 } });
    await begin();
    const beganMs = performance.now();
    let sent = 0;
    await until(() => {
      purger.step(frame(1_000 + (sent++ % 10)));
      return performance.now() - beganMs > 300;
    });
    expect(calls.length).toBeLessThanOrEqual(2 + 0.02 * (performance.now() - beganMs));
    expect(calls.length).toBeGreaterThan(2);
  });

  it('never forgets what could not be purged', async () => {
    const { calls, errors, purged, purger, fail, begin } = scene();
    await begin();
    fail(new Error('away'));
    purger.step(frame(7));
    await until(() => errors.length >= 3);
    purger.step(frame(8));
    await until(() => calls.at(-1)!.length === 2);
    fail(null);
    await until(() => purged.length > 0);
    expect(calls.at(-1)).toEqual([7, 8].map(keyOfTag));
  });

  it('stops while a call is under way', async () => {
    const { purger, calls } = scene({
      purge: (keys, signal) =>
        new Promise((_, reject) => {
          calls.push([...keys]);
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    await until(() => calls.length > 0);
    await purger.stop();
  });
});

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** Answers with each of the replies in turn, and with the last one from then on. */
async function startCdn(...replies: Reply[]): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server: Server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method, url, headers } = request;
    received.push({ method, url, headers, body });
    const reply = replies[Math.min(received.length, replies.length) - 1]!;
    response.writeHead(reply.status, reply.headers).end(reply.body ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stops.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

const done = new AbortController().signal;

describe('Varnish', () => {
  it('is sent PURGE with the keys in a header', async () => {
    const { url, received } = await startCdn({ status: 200 });
    await createVarnishTarget(url).purge(['a', 'b'], done);
    expect(received).toMatchObject([{ method: 'PURGE', url: '/', headers: { 'xkey-purge': 'a b' } }]);
  });

  it('gets no header that is longer than it takes', () => {
    const { mostKeysPerCall } = createVarnishTarget('http://127.0.0.1');
    expect(mostKeysPerCall * (keyOfTag(2 ** 53 - 1).length + 1)).toBeLessThan(8_192 - 'xkey-purge: '.length);
  });
});

describe('Fastly', () => {
  it('is sent the keys to the service, with its token', async () => {
    const { url, received } = await startCdn({ status: 200, body: '{"a":"108-1391560174-974124"}' });
    await createFastlyTarget({ service: 's1', token: 'secret', baseUrl: url }).purge(['a', 'b'], done);
    expect(received).toMatchObject([
      { method: 'POST', url: '/service/s1/purge', headers: { 'fastly-key': 'secret', 'surrogate-key': 'a b' } },
    ]);
  });

  it('is not asked again before it said, when it had too many requests', async () => {
    const { url, received } = await startCdn({ status: 429, headers: { 'retry-after': '1' } }, { status: 200 });
    const beganMs = performance.now();
    const { errors } = scene(createFastlyTarget({ service: 's1', token: 'secret', baseUrl: url }));
    await until(() => received.length === 2);
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(1_000);
    expect(errors).toMatchObject([{ name: 'PurgeRefused', retryAfterMs: 1_000 }]);
    expect(received[1]!.headers['surrogate-key']).toBe(everyAnswer);
    expect(String(errors[0])).not.toContain('secret');
  });
});

describe('Cloudflare', () => {
  const success = { status: 200, body: '{"success":true,"errors":[],"messages":[],"result":{"id":"z1"}}' };
  const target = (baseUrl: string) => createCloudflareTarget({ zone: 'z1', token: 'secret', plan: 'free', baseUrl });

  it('is sent the tags as JSON to the zone, with its token', async () => {
    const { url, received } = await startCdn(success);
    await target(url).purge(['a', 'b'], done);
    expect(received).toMatchObject([
      { method: 'POST', url: '/zones/z1/purge_cache', headers: { authorization: 'Bearer secret' } },
    ]);
    expect(JSON.parse(received[0]!.body)).toEqual({ tags: ['a', 'b'] });
  });

  it('is asked again when its answer says that it did not succeed', async () => {
    const refused = { status: 200, body: '{"success":false,"errors":[{"code":1107,"message":"no"}]}' };
    const { url, received } = await startCdn(refused, success);
    const { errors, purged } = scene(target(url));
    await until(() => purged.length > 0);
    expect(received).toHaveLength(2);
    expect(String(errors[0])).toContain('1107');
  });

  it('is purged as a whole when its plan allows too few calls', async () => {
    const { url, received } = await startCdn(success);
    const { purger, purged } = scene({ ...target(url), repeatAfterMs: [] });
    await until(() => purged.length === 1);
    purger.step(frame(...numbers(2_500)));
    await until(() => purged.length === 2);
    expect(JSON.parse(received[1]!.body)).toEqual({ tags: [everyAnswer] });
  });
});
