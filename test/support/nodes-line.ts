// The line between a node and its database, in the hands of a test: the change feed's connections can be stalled where they are,
// as by a server that hangs or a cable that was pulled, while all others go on.
import { openFaultProxy } from './fault-proxy.ts';

export interface Line {
  /** The database's URL, through this line. */
  readonly url: string;
  /** Nothing more arrives over the relay's connections, old and new, in either direction. */
  stall(): void;
  resume(): void;
  /** Breaks the relay's connections. */
  cut(): void;
  /** The relay's connections that are open. */
  relays(): number;
  stop(): Promise<void>;
}

/** The role is in the first packet of a connection, in plain text. */
const kindOf = (first: Buffer) => (first.includes('clientele_relay') ? 'relay' : 'other');

export async function openLine(databaseUrl: string): Promise<Line> {
  const url = new URL(databaseUrl);
  const proxy = await openFaultProxy({ port: Number(url.port || 5432), host: url.hostname, kindOf });
  url.hostname = proxy.host;
  url.port = String(proxy.port);
  return {
    url: url.href,
    stall: () => void proxy.add({ kind: 'hold' }, { of: 'relay' }),
    resume: proxy.mend,
    cut: () => proxy.sever('relay'),
    relays: () => proxy.connections('relay'),
    stop: proxy.stop,
  };
}
