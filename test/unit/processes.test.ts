// What the environment allows is for all processes of a node together: each takes its share.
import { expect, test } from 'vitest';
import { shareOf } from '../../src/commands/processes.ts';
import { readConfig } from '../../src/config.ts';

test('one of four processes takes a quarter, and of what cannot be divided enough to live', () => {
  const config = readConfig({
    CACHE_MB: '128',
    POOL_MAX: '5',
    CONCURRENCY_MAX: '40',
    LIVE_PER_KEY: '10',
    BUDGET_NODES: '3',
  });
  expect(shareOf(config, 4)).toMatchObject({
    cacheBytes: 32 * 1024 * 1024,
    pool: { max: 2 },
    limits: { mostAtOnce: 10, nodes: 12 },
    mostLivePerKey: 3,
  });
});

test('as many operations at once as come stay as many as come', () => {
  expect(shareOf(readConfig({ CONCURRENCY_MAX: '0' }), 2).limits.mostAtOnce).toBe(0);
});
