// The stream of the subgraph under test, line by line.
// Invariant: the first thing that is not as the contract has it ends the stream, and is told to whoever waits for a message.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type Position, printPosition } from '../cache/position.ts';
import type { Message } from '../cache/wire.ts';
import { createLineReader } from '../edge/contract.ts';
import type { Subgraph } from './subgraph.ts';
import { Broken } from './verdict.ts';

/** A message, and the line that it was. */
export interface Line {
  readonly message: Message;
  readonly text: string;
  readonly atMs: number;
}

export interface Stream {
  /** All so far. */
  readonly lines: readonly Line[];
  /** The first message from line `from` on that fits. Broken if there is none in time, or the stream ends. */
  next<Kind extends Message['kind']>(
    kind: Kind,
    what: string,
    options?: { from?: number; withinMs?: number; fits?: (message: Extract<Message, { kind: Kind }>) => boolean },
  ): Promise<Extract<Message, { kind: Kind }>>;
  /** Why it ended; null while it goes on. */
  failure(): Error | null;
  close(): Promise<void>;
}

export interface Standing {
  readonly epoch: string;
  readonly position: Position;
}

export const afterOf = ({ epoch, position }: Standing) =>
  `?after=${encodeURIComponent(`${epoch}@${printPosition(position)}`)}`;

/** `query`: with its question mark, or nothing. `onLine` may throw a Broken. */
export async function openStream(
  subgraph: Subgraph,
  query = '',
  onLine: (line: Line) => void = () => {},
): Promise<Stream> {
  const closing = new AbortController();
  const response = await subgraph.get(`/_cache/stream${query}`, { signal: closing.signal });
  const type = response.headers.get('content-type') ?? '';
  if (!response.ok || !response.body || !type.startsWith('application/x-ndjson')) {
    closing.abort();
    throw new Broken(`/_cache/stream answered ${response.status} ${type}; expected 200 application/x-ndjson`);
  }
  const lines: Line[] = [];
  let end: Error | null = null;
  let wake = () => {};
  const takeMessage = (message: Message, text: string) => {
    const line = { message, text, atMs: performance.now() };
    lines.push(line);
    onLine(line);
  };

  async function read(body: Readable): Promise<void> {
    body.on('error', () => {}); // the lines end with it
    for await (const text of createInterface({ input: body })) {
      createLineReader((message) => takeMessage(message, text))(Buffer.from(`${text}\n`));
      wake();
    }
    throw new Broken('the stream ended');
  }
  const reading = read(Readable.fromWeb(response.body as never)).catch((error: Error) => {
    end = error instanceof Broken ? error : new Broken(error.message);
    closing.abort();
    wake();
  });

  return {
    lines,
    async next(kind, what, { from = 0, withinMs = 2_000, fits = () => true } = {}) {
      const deadline = performance.now() + withinMs;
      for (let at = from; ; at++) {
        while (at >= lines.length) {
          if (end) throw end;
          const leftMs = deadline - performance.now();
          if (leftMs <= 0) throw new Broken(`${what} did not come within ${withinMs} ms`);
          await new Promise<void>((resolve) => {
            const timer = setTimeout(resolve, leftMs);
            wake = () => {
              clearTimeout(timer);
              resolve();
            };
          });
        }
        const { message } = lines[at]!;
        if (isOf(message, kind) && fits(message)) return message;
      }
    },
    failure: () => end,
    async close() {
      closing.abort();
      await reading;
    },
  };
}

const isOf = <Kind extends Message['kind']>(
  message: Message,
  kind: Kind,
): message is Extract<Message, { kind: Kind }> => message.kind === kind;
