// Statements that leave this process together.
// Invariant: whatever is held back goes out in the same turn of the event loop, or where it may wait, a millisecond later.
import type { Duplex } from 'node:stream';
import type pg from 'pg';

const gathered = new Set<Duplex>();
const leaving = new Set<Duplex>();
let isWaiting = false;

/** A commit waits this long for the begin of the next operation on its connection, to share its write. */
const commitWaitsMs = 1;

/**
 * Statements of one turn of the event loop leave the process in one write: begin and tenant with the first read, the reads of
 * all loaders together. System calls were half of a small query's cost. With `maySpare` they may wait for the next turn's.
 */
export function gather(client: pg.PoolClient, maySpare = false): void {
  const { stream } = (client as unknown as { connection: { stream: Duplex } }).connection;
  if (!gathered.has(stream)) {
    gathered.add(stream);
    stream.cork();
  }
  if (maySpare) {
    if (!isWaiting) setTimeout(sendAll, commitWaitsMs);
    isWaiting = true;
  } else if (!leaving.has(stream)) {
    leaving.add(stream);
    setImmediate(send, stream);
  }
}

function send(stream: Duplex): void {
  leaving.delete(stream);
  if (gathered.delete(stream)) stream.uncork();
}

function sendAll(): void {
  isWaiting = false;
  for (const stream of gathered) send(stream);
}
