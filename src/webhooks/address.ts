// Where a webhook may be sent: to hosts of the public internet, by https. Whoever may name an address must not reach what only we
// reach: our own machine, its network, the metadata of its cloud.
// Invariant: the address that was judged is the address that is connected to; a name is resolved once for both.
import { promises as dns, type LookupAddress } from 'node:dns';
import ipaddr from 'ipaddr.js';
import { badInput } from '../errors.ts';

export interface AddressRules {
  /** For development and tests: http too, and any address. */
  readonly allowsPrivate: boolean;
}

/** What a name resolves to. */
export type Resolve = (host: string) => Promise<readonly LookupAddress[]>;

const longestUrl = 2_000;

/** Of the public ranges, but answered inside of a cloud's own network: the platform of Azure. */
const insideOfClouds: ReadonlySet<string> = new Set(['168.63.129.16']);

/** Names that mean this machine or its network by themselves. */
const innerName = /(?:^|\.)(?:localhost|local|internal|localdomain|home\.arpa)$/;

export class AddressRefused extends Error {}

/** Throws BAD_USER_INPUT for what can never be called. A name is judged when it is resolved, before each attempt. */
export function parseUrl(text: string, { allowsPrivate }: AddressRules): URL {
  const refuse = (why: string) => badInput(`\`url\` ${why}.`, { field: 'url' });
  if (text.length > longestUrl) throw refuse(`is longer than ${longestUrl} characters`);
  if (!URL.canParse(text)) throw refuse('is no absolute URL, such as https://example.com/hooks');
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(allowsPrivate && url.protocol === 'http:'))
    throw refuse('must start with https://');
  if (url.username !== '' || url.password !== '')
    throw refuse('must not hold a user or password: deliveries are signed, which proves more');
  const host = hostOf(url);
  if (!allowsPrivate && (innerName.test(host) || (ipaddr.isValid(host) && !isPublic(host))))
    throw refuse('names an address that is not of the public internet');
  url.hash = '';
  return url;
}

/** Without the brackets of IPv6 and the dot of the root. */
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** All of IPv6 that was ever given out; what lies outside is reserved, or wraps IPv4 addresses in some way. */
const globalIPv6 = ipaddr.parseCIDR('2000::/3');

/** Only what is known to be public: ranges that are reserved, private or wrapped around other addresses are not. */
function isPublic(address: string): boolean {
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast' || insideOfClouds.has(parsed.toString())) return false;
  return parsed.kind() === 'ipv4' || parsed.match(globalIPv6);
}

const resolveByDns: Resolve = (host) => dns.lookup(host, { all: true, verbatim: true });

/**
 * The addresses of the URL's host. Throws AddressRefused if any of them may not be called: nobody public has such a name. A name
 * that is not known reads the same, or names of our own network could be found out.
 */
export async function resolveHost(
  url: URL,
  { allowsPrivate }: AddressRules,
  resolve: Resolve = resolveByDns,
): Promise<readonly LookupAddress[]> {
  const host = hostOf(url);
  const literal = ipaddr.isValid(host) ? ipaddr.parse(host) : null;
  const found = literal
    ? [{ address: host, family: literal.kind() === 'ipv6' ? 6 : 4 }]
    : await resolve(host).catch(() => []);
  if (found.length > 0 && (allowsPrivate || found.every(({ address }) => isPublic(address)))) return found;
  throw new AddressRefused('the host has no address of the public internet');
}
