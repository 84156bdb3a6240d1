// What is known of a request to /graphql when its text is there.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../auth/verdicts.ts';

/** A request on its way: `text` is its body, or the address of a GET. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Of the answer. */
  readonly type: string;
  readonly viewer: Viewer;
  readonly text: string;
  /** When its head had come. */
  readonly beganMs: number;
}
