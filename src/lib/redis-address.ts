// Where Redis is: one server, the server that sentinels name, or a cluster. In the forms that Lettuce documents and other clients took over.
// Invariant: no message holds a password.

export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

export interface RedisAddress {
  readonly kind: 'server' | 'sentinel' | 'cluster';
  readonly isSecure: boolean;
  readonly nodes: readonly [RedisNode, ...RedisNode[]];
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
  /** Of sentinels: what they call the master. */
  readonly master?: string;
}

const form =
  /^redis(?<secure>s?)(?:-(?<kind>sentinel|cluster))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<nodes>[^/#?]+)(?:\/(?<database>\d*))?(?:#(?<master>[\w.-]+))?$/;
const usualPort = { server: 6379, cluster: 6379, sentinel: 26_379 } as const;

export const redisForms =
  'redis://host:6379/0, redis-sentinel://host:26379,host:26379/0#master or redis-cluster://host:6379,host:6379, with rediss for TLS';

/** Null: it has none of these forms. */
export function parseRedisAddress(text: string): RedisAddress | null {
  const { secure, kind = 'server', user, password, nodes, database, master } = form.exec(text)?.groups ?? {};
  if (nodes === undefined || (kind !== 'server' && kind !== 'sentinel' && kind !== 'cluster')) return null;
  const [first, ...others] = nodes.split(',').map((node) => nodeOf(node, usualPort[kind]));
  if (!first || others.includes(null)) return null;
  const rest = others.filter((node) => node !== null);
  if (kind === 'server' && rest.length > 0) return null;
  if ((kind === 'sentinel') !== (master !== undefined)) return null;
  if (kind === 'cluster' && Number(database || 0) > 0) return null; // a cluster has one database
  try {
    return {
      kind,
      isSecure: secure === 's',
      nodes: [first, ...rest],
      ...(user && { username: decodeURIComponent(user) }),
      ...(password && { password: decodeURIComponent(password) }),
      database: Number(database || 0),
      ...(master && { master }),
    };
  } catch {
    return null; // a percent sign that begins nothing
  }
}

function nodeOf(text: string, usual: number): RedisNode | null {
  const [, inBrackets, name, port = String(usual)] =
    /^(?:\[([\da-fA-F:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = inBrackets ?? name;
  return host === undefined || Number(port) > 65_535 ? null : { host, port: Number(port) };
}
