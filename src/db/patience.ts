// How long anybody waits for a transaction, and what ends it when nobody does: a cancel request, and the end of its connection.
// Invariant: no statement outlives those who asked, and no cancel request meets a transaction that came later on the connection.
import { connect, type Socket } from 'node:net';
import type pg from 'pg';
import type { Trace } from '../observability/trace.ts';

export interface Patience {
  /** Aborted when nobody waits any more. */
  readonly signal?: AbortSignal | undefined;
  /** Monotonic; PostgreSQL is told what is left of it. */
  readonly deadlineAtMs?: number | undefined;
  /** Of whose request it is: told of each statement. */
  readonly trace?: Trace | undefined;
}

/** What pg knows of a connection and its types do not tell. */
interface Inner {
  readonly host?: string;
  readonly port: number;
  readonly processID: number | null;
  readonly secretKey: number | null;
  readonly connection: { readonly stream: Socket };
}

/** From now on the connection is cut when the signal is aborted. Answers how to stop that; call it before the connection is given back. */
export function cutWhenAborted(client: pg.PoolClient, signal: AbortSignal | undefined): () => void {
  if (!signal) return () => {};
  const cut = () => {
    const inner = client as unknown as Inner;
    cancel(inner);
    // It would take a statement to learn whether the cancel request was in time: a new connection is cheaper than that doubt.
    inner.connection.stream.destroy();
  };
  signal.addEventListener('abort', cut, { once: true });
  return () => signal.removeEventListener('abort', cut);
}

const cancelCode = 80_877_102;

/** A connection of its own, as the protocol has it; PostgreSQL answers nothing and closes it. */
function cancel({ host = 'localhost', port, processID, secretKey }: Inner): void {
  if (processID === null || secretKey === null) return;
  const message = Buffer.alloc(16);
  for (const [at, word] of [16, cancelCode, processID, secretKey].entries()) message.writeInt32BE(word, at * 4);
  const socket = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
  socket.setTimeout(1_000, () => socket.destroy());
  socket.on('error', () => {}); // its statement_timeout ends it then
  socket.end(message);
  socket.resume();
}

/** Statements that leave with the begin: PostgreSQL gives up when those who wait do, if that is before it would anyway. */
export function timeoutOf({ deadlineAtMs }: Patience, usualMs: number): { text: string; values: string[] } | null {
  if (deadlineAtMs === undefined) return null;
  const leftMs = Math.max(1, Math.ceil(deadlineAtMs - performance.now()));
  // As long as nine tenths are left, the difference is not worth a statement.
  if (leftMs > usualMs * 0.9) return null;
  return { text: `select set_config('statement_timeout', $1, true)`, values: [String(leftMs)] };
}
