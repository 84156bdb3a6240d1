// Which of several hosts is the primary. All pools of a process look at the same one: whoever finds it gone, or a standby, moves all on.
// Invariant: where several hosts are named, no connection to a standby is ever handed out.
import pg from 'pg';
import { eachHost } from '../lib/hosts.ts';
import { OperatorError } from '../lib/operator-error.ts';

interface Hosts {
  readonly urls: readonly string[];
  /** Which is tried next. */
  at: number;
}

const known = new Map<string, Hosts>();

/** A primary that is gone without a word holds up its callers no longer than this. */
const findWithinMs = 3_000;

function hostsOf(url: string): Hosts {
  const hosts = known.get(url) ?? { urls: eachHost(url) ?? [url], at: 0 };
  known.set(url, hosts);
  return hosts;
}

/** For a pool: each connection goes where the primary was last, and fails if it is there no more; the next one goes elsewhere. */
export function clientOf(url: string): typeof pg.Client {
  const hosts = hostsOf(url);
  if (hosts.urls.length === 1) return pg.Client;
  return class extends pg.Client {
    readonly #at = hosts.at;

    constructor(config?: string | pg.ClientConfig) {
      const given = typeof config === 'string' ? {} : config;
      super({ ...given, connectionString: hosts.urls[hosts.at]! });
    }

    override connect(): Promise<this>;
    override connect(callback: (error: Error) => void): void;
    override connect(callback?: (error: Error) => void): Promise<this> | undefined {
      const connected = this.#connectToPrimary();
      if (!callback) return connected;
      connected.then(() => (callback as (error: Error | null) => void)(null), callback);
      return undefined;
    }

    async #connectToPrimary(): Promise<this> {
      try {
        await super.connect();
        await refuseStandby(this);
        return this;
      } catch (error) {
        if (hosts.at === this.#at) hosts.at = (hosts.at + 1) % hosts.urls.length;
        throw error;
      }
    }
  };
}

async function refuseStandby(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ is: boolean }>('select pg_is_in_recovery() as is');
  if (!rows[0]?.is) return;
  await client.end();
  throw Object.assign(new Error('this is a standby'), { code: '57P03' }); // as a server that cannot serve yet
}

/** Of the hosts of a URL the one that is the primary; as it is, and not asked, if it names one host. */
export async function primaryOf(url: string): Promise<string> {
  const { urls } = hostsOf(url);
  if (urls.length === 1) return url;
  const failures: string[] = [];
  for (const each of urls) {
    const client = new pg.Client({ connectionString: each, connectionTimeoutMillis: findWithinMs });
    client.on('error', () => {});
    try {
      await client.connect();
      await refuseStandby(client);
      await client.end();
      return each;
    } catch (error) {
      failures.push(`${client.host}:${client.port}: ${(error as Error).message}`);
    }
  }
  throw new OperatorError(`None of the hosts of the database takes writes:\n  ${failures.join('\n  ')}`);
}
