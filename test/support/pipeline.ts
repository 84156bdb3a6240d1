// Many requests over one connection without waiting for answers in between (RFC 9112 §9.3.2): the cheapest way to ask an edge for hits.
// Invariant: answers come in the order of the requests; each is given with what was sent for it.
import { connect } from 'node:net';

export interface PipelinedReply {
  readonly status: number;
  /** As the cache of the edge says: from memory or Redis, and not by the client's consent. */
  readonly isHit: boolean;
  /** Each character a byte. */
  readonly body: string;
}

export interface Pipeline<Sent> {
  send(requests: readonly Buffer[], each: readonly Sent[]): void;
  /** Requests without an answer. */
  waiting(): number;
  close(): void;
}

export interface PipelineOptions<Sent> {
  readonly port: number;
  readonly onReply: (sent: Sent, reply: PipelinedReply) => void;
  /** Called once, with what will not be answered. */
  readonly onGone: (unanswered: readonly Sent[]) => void;
}

const lengthName = 'content-length: ';
const fromCache = /\r\ncache-status: clientele-edge; hit(?:; detail=shared)?\r\n/;

export function openPipeline<Sent>({ port, onReply, onGone }: PipelineOptions<Sent>): Pipeline<Sent> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true);
  let queue: Sent[] = [];
  let answered = 0;
  let text = '';

  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    let at = 0;
    for (;;) {
      const end = text.indexOf('\r\n\r\n', at);
      if (end < 0) break;
      const head = text.slice(at, end + 2);
      const lengthAt = head.indexOf(lengthName);
      if (lengthAt < 0) throw new Error(`an answer without a length: ${head}`);
      const bodyAt = end + 4;
      const bodyEnd = bodyAt + Number.parseInt(head.slice(lengthAt + lengthName.length), 10);
      if (text.length < bodyEnd) break;
      onReply(queue[answered++]!, {
        status: Number.parseInt(head.slice(9, 12), 10),
        isHit: fromCache.test(head),
        body: text.slice(bodyAt, bodyEnd),
      });
      at = bodyEnd;
    }
    text = text.slice(at);
    if (answered > 1_000) [queue, answered] = [queue.slice(answered), 0];
  });
  socket.on('error', () => {});
  socket.once('close', () => onGone(queue.slice(answered)));
  return {
    send(requests, each) {
      queue.push(...each);
      socket.write(Buffer.concat(requests));
    },
    waiting: () => queue.length - answered,
    close: () => socket.destroy(),
  };
}
