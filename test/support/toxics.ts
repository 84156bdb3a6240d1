// What networks do to the bytes of a connection in one direction, in the words of toxiproxy: test/support/fault-proxy.ts.
// Invariant: bytes arrive in their order, or not at all; a stream that has lost some is dead from then on.
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from './random.ts';

export type Direction = 'up' | 'down';

export type Toxic =
  /** Each piece is late by so much, more or less. */
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  | { readonly kind: 'bandwidth'; readonly bytesPerSecond: number }
  /** A goodbye is late. */
  | { readonly kind: 'slow_close'; readonly ms: number }
  /** Nothing arrives, nobody is told, and the connection ends after so long; 0: never. */
  | { readonly kind: 'timeout'; readonly ms: number }
  /** RST after so long. */
  | { readonly kind: 'reset_peer'; readonly ms: number }
  /** In pieces of so many bytes. */
  | { readonly kind: 'slicer'; readonly bytes: number; readonly delayMs: number }
  /** The connection ends after so many bytes. */
  | { readonly kind: 'limit_data'; readonly bytes: number }
  /** Beside toxiproxy's: nothing arrives until it is taken away, then everything does. */
  | { readonly kind: 'hold' };

export interface Flow {
  /** What acts on it was changed. */
  wake(): void;
  /** Nothing of it arrives any more. */
  lose(): void;
}

export interface FlowOptions {
  readonly from: Socket;
  readonly to: Socket;
  readonly toxics: () => readonly Toxic[];
  readonly chance: Random;
  readonly onPassed: (bytes: number) => void;
}

/** Beyond, who sends feels it, as with the buffers of a router. */
const mostWaiting = 1024 * 1024;

/** Carries bytes, the end and the break of one socket to another. */
export function startFlow({ from, to, toxics, chance, onPassed }: FlowOptions): Flow {
  const waiting: { readonly bytes: Buffer; readonly dueMs: number }[] = [];
  let size = 0;
  let passed = 0;
  let isLost = false;
  let isPumping = false;
  let hasEnded = false;

  const find = <Kind extends Toxic['kind']>(kind: Kind) =>
    toxics().find((toxic): toxic is Extract<Toxic, { kind: Kind }> => toxic.kind === kind);

  const dueMs = () => {
    const latency = find('latency');
    if (!latency) return 0;
    const { ms, jitterMs = 0 } = latency;
    return performance.now() + ms + (jitterMs > 0 ? chance.below(2 * jitterMs + 1) - jitterMs : 0);
  };

  async function write(bytes: Buffer): Promise<void> {
    const bandwidth = find('bandwidth');
    if (bandwidth) await pause((1_000 * bytes.length) / bandwidth.bytesPerSecond);
    const limit = find('limit_data');
    const allowed = limit ? bytes.subarray(0, Math.max(0, limit.bytes - passed)) : bytes;
    if (isLost || to.destroyed) return;
    passed += allowed.length;
    onPassed(allowed.length);
    const isTaken = allowed.length === 0 || to.write(allowed);
    if (allowed.length < bytes.length) return void close();
    if (!isTaken) await new Promise<void>((resolve) => void to.once('drain', resolve).once('close', resolve));
  }

  function close(): void {
    from.destroy();
    to.end();
  }

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    while (waiting.length > 0 && !find('hold')) {
      const { bytes, dueMs } = waiting.shift()!;
      size -= bytes.length;
      const leftMs = dueMs - performance.now();
      if (leftMs > 0) await pause(leftMs);
      const slicer = find('slicer');
      for (let at = 0; at < bytes.length; at += slicer?.bytes ?? bytes.length) {
        if (slicer && at > 0) await pause(slicer.delayMs);
        await write(bytes.subarray(at, at + (slicer?.bytes ?? bytes.length)));
      }
      if (size < mostWaiting) from.resume();
    }
    if (hasEnded && waiting.length === 0 && !isLost) {
      const slow = find('slow_close');
      if (slow) await pause(slow.ms);
      to.end();
    }
    isPumping = false;
  }

  from.setNoDelay(true);
  from.on('data', (bytes) => {
    if (isLost) return;
    waiting.push({ bytes, dueMs: dueMs() });
    size += bytes.length;
    if (size >= mostWaiting) from.pause();
    void pump();
  });
  from.on('end', () => {
    hasEnded = true;
    void pump();
  });
  from.on('close', (hasError) => {
    if (hasError && !isLost) to.resetAndDestroy();
  });
  return {
    wake: () => void pump(),
    lose() {
      isLost = true;
      waiting.length = 0;
      size = 0;
      from.resume();
    },
  };
}
