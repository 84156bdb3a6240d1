// A database URL that names several hosts.
import { expect, test } from 'vitest';
import { eachHost } from '../../src/lib/hosts.ts';

test.each([
  ['postgres://u:p@one/crm', ['postgres://u:p@one/crm']],
  ['postgres://one,two:6432/crm', ['postgres://one/crm', 'postgres://two:6432/crm']],
  [
    'postgresql://u:p%2C@one:1,[::1]:2/crm?sslmode=require&target_session_attrs=read-write',
    ['postgresql://u:p%2C@one:1/crm?sslmode=require', 'postgresql://u:p%2C@[::1]:2/crm?sslmode=require'],
  ],
  ['postgres://u:a,b@one/crm', ['postgres://u:a,b@one/crm']],
])('%s is these in turn', (url, hosts) => {
  expect(eachHost(url)).toEqual(hosts);
});

test('a standby is not asked for', () => {
  expect(eachHost('postgres://one,two/crm?target_session_attrs=standby')).toBeNull();
});
