// Which addresses a webhook may be sent to: of all forms in which one can be written, only those of the public internet.
import { expect, it } from 'vitest';
import { AddressRefused, parseUrl, resolveHost } from '../../src/webhooks/address.ts';

const strict = { allowsPrivate: false };

it.each([
  ['http', 'http://example.com/'],
  ['another scheme', 'ftp://example.com/'],
  ['a file', 'file:///etc/passwd'],
  ['no URL', 'example.com/hooks'],
  ['a user', 'https://user@example.com/'],
  ['a password', 'https://:secret@example.com/'],
  ['localhost', 'https://localhost/'],
  ['localhost with the dot of the root', 'https://localhost./'],
  ['a name below localhost', 'https://app.localhost/'],
  ['a name of a local network', 'https://printer.local/'],
  ['a name of a cloud', 'https://metadata.google.internal/'],
  ['loopback', 'https://127.0.0.1/'],
  ['another loopback', 'https://127.9.9.9/'],
  ['loopback as one number', 'https://2130706433/'],
  ['loopback in hexadecimal', 'https://0x7f000001/'],
  ['loopback in octal', 'https://0177.0.0.1/'],
  ['loopback in two parts', 'https://127.1/'],
  ['loopback in wide digits', 'https://①②⑦.⓪.⓪.①/'],
  ['loopback with an encoded dot', 'https://127%2e0.0.1/'],
  ['this host', 'https://0.0.0.0/'],
  ['a private network, 10', 'https://10.1.2.3/'],
  ['a private network, 172', 'https://172.16.0.1/'],
  ['a private network, 192', 'https://192.168.1.1/'],
  ['a shared network', 'https://100.64.0.1/'],
  ['the metadata of Alibaba', 'https://100.100.100.200/'],
  ['link-local', 'https://169.254.1.1/'],
  ['metadata', 'https://169.254.169.254/latest/meta-data'],
  ['the platform of Azure', 'https://168.63.129.16/'],
  ['the metadata of Oracle', 'https://192.0.0.192/'],
  ['documentation', 'https://192.0.2.1/'],
  ['benchmarks', 'https://198.18.0.1/'],
  ['multicast', 'https://224.0.0.1/'],
  ['reserved', 'https://240.0.0.1/'],
  ['broadcast', 'https://255.255.255.255/'],
  ['IPv6 loopback', 'https://[::1]/'],
  ['IPv6 unspecified', 'https://[::]/'],
  ['IPv6 link-local', 'https://[fe80::1]/'],
  ['IPv6 unique local', 'https://[fd12:3456::1]/'],
  ['IPv6 metadata of AWS', 'https://[fd00:ec2::254]/'],
  ['IPv6 multicast', 'https://[ff02::1]/'],
  ['IPv6 documentation', 'https://[2001:db8::1]/'],
  ['IPv4 mapped to IPv6', 'https://[::ffff:127.0.0.1]/'],
  ['IPv4 mapped to IPv6 in hexadecimal', 'https://[::ffff:7f00:1]/'],
  ['a public IPv4 mapped to IPv6', 'https://[::ffff:93.184.216.34]/'],
  ['IPv4 compatible with IPv6', 'https://[::127.0.0.1]/'],
  ['IPv4 behind NAT64', 'https://[64:ff9b::7f00:1]/'],
  ['IPv4 behind 6to4', 'https://[2002:7f00:1::]/'],
  ['IPv4 behind Teredo', 'https://[2001:0:7f00:1::]/'],
])('%s is refused when it is given: %s', (_, url) => {
  expect(() => parseUrl(url, strict)).toThrow(expect.objectContaining({ code: 'BAD_USER_INPUT' }));
});

it.each(['https://example.com/hooks?a=1', 'https://93.184.216.34/', 'https://[2606:4700::1111]:8443/x'])(
  '%s is taken',
  (url) => {
    expect(parseUrl(url, strict).href).toBe(url);
  },
);

it.each([
  ['its own network', ['10.0.0.1']],
  ['the public internet and its own network', ['93.184.216.34', '127.0.0.1']],
  ['IPv4 in IPv6', ['::ffff:169.254.169.254']],
  ['nothing', []],
])('a name that resolves to %s is not called', async (_, addresses) => {
  const resolve = async () => addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  await expect(resolveHost(new URL('https://rebound.example/'), strict, resolve)).rejects.toThrow(AddressRefused);
});

it('a name that is not known reads like one of our own network', async () => {
  const words = async (resolve: () => Promise<{ address: string; family: number }[]>) =>
    resolveHost(new URL('https://inner.example/'), strict, resolve).then(
      () => 'called',
      ({ message }: Error) => message,
    );
  const unknown = await words(() => Promise.reject(new Error('ENOTFOUND')));
  expect(await words(async () => [{ address: '10.0.0.1', family: 4 }])).toBe(unknown);
});

it('with the switch for development every address is taken, and http', async () => {
  const loose = { allowsPrivate: true };
  expect(parseUrl('http://127.0.0.1:8080/', loose).port).toBe('8080');
  expect(await resolveHost(new URL('http://127.0.0.1:8080/'), loose)).toEqual([{ address: '127.0.0.1', family: 4 }]);
});
