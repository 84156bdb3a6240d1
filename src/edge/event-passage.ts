// Server-sent events from an origin to a client, through an edge that may stop.
// Invariant: a stream that the edge ends ends behind a whole event, and says when to come back.
import type { IncomingMessage, ServerResponse } from 'node:http';

export interface EventPassage {
  /** Ends the stream, now or behind the event that is on its way. */
  leave(retryMs: number): void;
}

const blank = Buffer.from('\n\n');

export function passEvents(answer: IncomingMessage, response: ServerResponse): EventPassage {
  let last = blank;
  let isLeaving: (() => void) | null = null;

  answer.on('data', (chunk: Buffer) => {
    const at = isLeaving === null ? -1 : endOfEvent(last, chunk);
    const passed = at < 0 ? chunk : chunk.subarray(0, at);
    last = Buffer.concat([last, passed]).subarray(-blank.length);
    if (!response.write(passed)) {
      answer.pause();
      response.once('drain', () => answer.resume());
    }
    if (at >= 0) isLeaving?.();
  });
  answer.once('end', () => response.end());

  return {
    leave(retryMs) {
      isLeaving = () => {
        answer.destroy();
        response.end(`retry: ${retryMs}\n\n`);
      };
      if (last.equals(blank)) isLeaving();
    },
  };
}

/** Where in the chunk the event ends that began before it, or -1. */
function endOfEvent(before: Buffer, chunk: Buffer): number {
  const at = Buffer.concat([before.subarray(-1), chunk]).indexOf(blank);
  return at < 0 ? -1 : at + blank.length - 1;
}
