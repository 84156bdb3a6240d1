// A connection that changes its protocol, such as a WebSocket, between a client and the origin.
// Invariant: what ends on one side ends on the other, whoever leaves first and however; nobody's leaving is an error of this process.
import type { ClientRequest } from 'node:http';
import type { Duplex } from 'node:stream';
import { createFrameEnds, goingAway } from '../lib/websocket-frames.ts';

export interface Upgrade {
  /** To the origin, not sent yet. */
  readonly onward: ClientRequest;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly answeredWithinMs: number;
}

/** What a client may say before its protocol was agreed to. */
const mostEarlyBytes = 64 * 1024;

export interface Joined {
  /** Tells the client of a WebSocket that this node goes away, behind the frame that is on its way; others are cut off. */
  leave(): void;
}

export function joinUpgrade({ onward, socket, head, answeredWithinMs }: Upgrade): Joined {
  let joined: Joined = { leave: () => socket.destroy() };
  const timer = setTimeout(() => onward.destroy(new Error('no answer in time')), answeredWithinMs);
  const early = [head];
  let earlyBytes = 0;
  // From the start: a socket that nobody reads never tells that it was closed, and an error that nobody listens to ends the process.
  const keep = (chunk: Buffer) => {
    early.push(chunk);
    earlyBytes += chunk.length;
    if (earlyBytes > mostEarlyBytes) socket.destroy();
  };
  const leave = () => onward.destroy();
  socket.on('data', keep);
  socket.on('error', () => socket.destroy());
  socket.once('end', leave);
  socket.once('close', leave);
  onward.once('close', () => clearTimeout(timer));
  onward.once('error', () => refuse(socket, 503, 'Service Unavailable'));
  onward.once('upgrade', (answer, upstream, upstreamHead) => {
    clearTimeout(timer);
    socket.off('data', keep).off('end', leave).off('close', leave);
    const lines = Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
      values.map((value) => `${name}: ${value}`),
    );
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
    socket.write(upstreamHead);
    upstream.write(Buffer.concat(early));
    upstream.on('error', () => upstream.destroy());
    flow(socket, upstream);
    if (answer.headers.upgrade?.toLowerCase() === 'websocket') joined = flowInFrames(upstream, upstreamHead, socket);
    else flow(upstream, socket);
    if (socket.destroyed) upstream.destroy();
  });
  onward.once('response', (answer) => {
    answer.resume();
    refuse(socket, answer.statusCode!, answer.statusMessage ?? '');
  });
  onward.end();
  return { leave: () => joined.leave() };
}

function flow(from: Duplex, to: Duplex): void {
  from.pipe(to, { end: false });
  endTogether(from, to);
}

function endTogether(from: Duplex, to: Duplex): void {
  // What was said goes out first.
  from.once('end', () => to.end(() => to.destroy()));
  from.once('close', () => {
    if (!from.readableEnded) to.destroy();
  });
}

/** `head`: of `from`, gone out already. */
function flowInFrames(from: Duplex, head: Buffer, to: Duplex): Joined {
  const frames = createFrameEnds();
  frames.next(head);
  let isLeaving = false;
  const goAway = () => {
    from.off('data', pass);
    to.end(goingAway);
  };
  function pass(chunk: Buffer): void {
    const end = frames.next(chunk);
    const isLast = isLeaving && end >= 0;
    if (!to.write(isLast ? chunk.subarray(0, end) : chunk)) {
      from.pause();
      to.once('drain', () => from.resume());
    }
    if (isLast) goAway();
  }
  from.on('data', pass);
  endTogether(from, to);
  return {
    leave() {
      isLeaving = true;
      if (frames.isBetween()) goAway();
    },
  };
}

function refuse(socket: Duplex, status: number, reason: string): void {
  if (socket.writable) socket.end(`HTTP/1.1 ${status} ${reason}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
