// The addresses of Redis: which forms there are, and what is none.
import { expect, it } from 'vitest';
import { parseRedisAddress } from '../../src/lib/redis-address.ts';

const node = (host: string, port: number) => ({ host, port });

it.each([
  ['redis://cache', { kind: 'server', isSecure: false, nodes: [node('cache', 6379)], database: 0 }],
  ['rediss://cache:6380/2', { kind: 'server', isSecure: true, nodes: [node('cache', 6380)], database: 2 }],
  ['redis://:s%40cret@10.0.0.1/', { kind: 'server', nodes: [node('10.0.0.1', 6379)], password: 's@cret', database: 0 }],
  ['redis://me:secret@[::1]:7000', { kind: 'server', nodes: [node('::1', 7000)], username: 'me', password: 'secret' }],
  [
    'redis-sentinel://one,two:26380/3#ours',
    { kind: 'sentinel', nodes: [node('one', 26_379), node('two', 26_380)], database: 3, master: 'ours' },
  ],
  [
    'rediss-cluster://one:7000,two',
    { kind: 'cluster', isSecure: true, nodes: [node('one', 7_000), node('two', 6_379)] },
  ],
])('%s', (text, expected) => {
  expect(parseRedisAddress(text)).toMatchObject(expected);
});

it.each([
  'http://cache',
  'redis://',
  'redis://one,two',
  'redis://cache:99999',
  'redis://cache:port',
  'redis://cache/text',
  'redis://cache#ours',
  'redis://:%@cache',
  'redis-sentinel://one,two',
  'redis-cluster://one/1',
  'redis-cluster://one#ours',
  'redis-cluster://one,',
])('%s is none', (text) => {
  expect(parseRedisAddress(text)).toBeNull();
});
