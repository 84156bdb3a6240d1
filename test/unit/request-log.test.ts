// What a node notes of its requests: quantiles that are right to a tenth, bounded tables, and no values.
import { describe, expect, it } from 'vitest';
import { createLatency, noLatency, quantilesOf } from '../../src/observability/latency.ts';
import { createRequestLog } from '../../src/observability/request-log.ts';
import { createTopOperations } from '../../src/observability/top-operations.ts';

const asker = { tenantId: 'tenant', subject: 'key:1' };
const operation = (name: string) => ({ id: name, name, label: name, text: `query ${name} { a }` });

describe('latencies', () => {
  it('are right to a tenth, from 16 µs to a minute', () => {
    for (const ms of [0.02, 0.5, 1, 7, 90, 1_234, 60_000]) {
      const latency = createLatency();
      for (let each = 0; each < 100; each++) latency.record(each < 98 ? ms : 4 * ms);
      const { p50, p99, count } = quantilesOf(latency.counts())!;
      expect(count).toBe(100);
      expect(p50 / ms).toBeGreaterThan(0.9);
      expect(p50 / ms).toBeLessThan(1.1);
      if (ms < 10_000) expect(p99 / ms).toBeGreaterThan(3.6);
    }
  });

  it('of a stretch of time are the difference of two readings; of a quiet one there are none', () => {
    const latency = createLatency();
    latency.record(1_000);
    const before = latency.counts().slice();
    expect(quantilesOf(latency.counts(), before)).toBeNull();
    latency.record(1);
    expect(quantilesOf(latency.counts(), before)!.p99).toBeLessThan(1.1);
  });

  it('that cannot be are counted, and break nothing', () => {
    const latency = createLatency();
    for (const ms of [Number.NaN, -1, 0, Number.POSITIVE_INFINITY, 1e12]) latency.record(ms);
    expect(quantilesOf(latency.counts())!.count).toBe(5);
    expect(noLatency().every((count) => count === 0)).toBe(true);
  });
});

describe('top operations', () => {
  const took = { ms: 1, isHit: true, statements: 0, points: 0 };

  it('stay, however many others come once each', () => {
    const top = createTopOperations();
    const known = operation('Known');
    for (let each = 0; each < 20_000; each++) {
      top.add(operation(`Once${each}`), took, 0);
      if (each % 20 === 0) top.add(known, took, 0);
    }
    const [first] = top.list(25, 0);
    expect(first!.label).toBe('Known');
    expect(first!.requests).toBeGreaterThanOrEqual(900);
    expect(top.list(1_000_000, 0).length).toBeLessThanOrEqual(300);
  });

  it('are those of the last five minutes', () => {
    const top = createTopOperations();
    top.add(operation('Old'), took, 0);
    top.add(operation('New'), took, 4 * 60_000);
    expect(
      top
        .list(9, 4 * 60_000)
        .map(({ label }) => label)
        .sort(),
    ).toEqual(['New', 'Old']);
    expect(top.list(9, 6 * 60_000).map(({ label }) => label)).toEqual(['New']);
    expect(top.list(9, 60 * 60_000)).toEqual([]);
  });
});

describe('requests', () => {
  it('are kept for a while: the last few hundred', () => {
    const log = createRequestLog();
    for (let each = 0; each < 2_000; each++) log.begin(asker, 0).end('miss');
    const kept = log.since(0);
    expect(kept).toHaveLength(300);
    expect(kept.at(-1)!.id).toBe(2_000);
    expect(log.since(1_999)).toHaveLength(1);
    for (let each = 0; each < 2_000; each++) log.begin(asker, 0).end('collapsed');
    expect(log.since(0).filter(({ outcome }) => outcome === 'miss')).toHaveLength(300);
  });

  it('that were hits are seen one by one only while somebody looks, and do not push out misses', () => {
    let nowMs = 1_000;
    const log = createRequestLog(() => nowMs);
    const known = log.begin(asker, 0).means('{ a }', null, null);
    log.begin(asker, 0).end('miss');
    log.hit(known, asker, 0);
    expect(log.since(0)).toHaveLength(1);
    const leave = log.look();
    for (let each = 0; each < 1_000; each++) {
      nowMs += 60;
      log.hit(known, asker, nowMs);
    }
    expect(log.since(0).filter(({ outcome }) => outcome === 'hit')).toHaveLength(100);
    expect(log.since(0).filter(({ outcome }) => outcome === 'miss')).toHaveLength(1);
    leave();
    const { length } = log.since(0);
    nowMs += 60;
    log.hit(known, asker, nowMs);
    expect(log.since(0)).toHaveLength(length);
    expect(log.top.list(1, nowMs)[0]).toMatchObject({ label: '{ a }', hits: 1_002 });
  });

  it('tell values of variables for as long as that was asked for, and no longer', () => {
    let nowMs = 0;
    const log = createRequestLog(() => nowMs);
    const ask = () => {
      const request = log.begin(asker, nowMs);
      request.means('{ a }', null, { email: 'a@b.example' });
      request.end('miss');
      return log.since(0).at(-1)!.variables;
    };
    expect(ask()).toBeNull();
    log.showVariables(60_000);
    expect(ask()).toBe('{"email":"a@b.example"}');
    nowMs = 60_000;
    expect(ask()).toBeNull();
  });
});
