// The line between edges and their origin, in the hands of a test: cut, or half-open, as by a cable that was pulled or a router
// that forgot its connections. Unlike the one of nodes-line.ts, what is sent meanwhile is lost, and so are the connections.
import { openFaultProxy } from './fault-proxy.ts';

export interface EdgeLine {
  /** The origin's URL, through this line. */
  readonly url: string;
  /** Breaks all connections with RST, and lets none through until mend(). */
  cut(): void;
  /** Breaks them and lets new ones through at once. */
  break(): void;
  /** Nothing arrives any more, in either direction, and nobody is told: connections of before stay dead when it is mended. */
  swallow(): void;
  /** Nothing arrives, until it is mended: then everything does. */
  hold(): void;
  mend(): void;
  /** Connections that are open. */
  connections(): number;
  /** Bytes that edges got. */
  received(): number;
  /** Others come to another origin from now on. */
  lead(port: number): void;
  stop(): Promise<void>;
}

/** `host`: where edges find it. */
export async function openEdgeLine(originPort: number, host = '127.0.0.1'): Promise<EdgeLine> {
  const proxy = await openFaultProxy({ port: originPort, at: host });
  return {
    url: `http://${host}:${proxy.port}`,
    cut: proxy.down,
    break: () => proxy.sever(),
    swallow: () => void proxy.add({ kind: 'timeout', ms: 0 }),
    hold: () => void proxy.add({ kind: 'hold' }),
    mend: proxy.mend,
    connections: () => proxy.connections(),
    received: () => proxy.bytes('down'),
    lead: proxy.lead,
    stop: proxy.stop,
  };
}
