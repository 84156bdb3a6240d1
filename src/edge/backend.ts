// Who answers what an edge has not kept: the origin alone, or a gateway before several subgraphs.
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { Viewer } from '../auth/verdicts.ts';
import type { Question } from '../cache/entry.ts';
import { ClientError } from '../errors.ts';
import type { Params } from '../http/params.ts';
import { onwardHeaders } from '../http/tracing.ts';
import type { Reply } from './origin.ts';

export interface Backend {
  /** Of the code that answers, as far as the edge has heard: each version has keys of its own. */
  buildId(): string;
  question(asked: Asked): AskedQuestion;
  /** A mutation, by POST, with its whole answer. `text` is its body. */
  write(request: IncomingMessage, text: string, params: Params, viewer: Viewer): Promise<Reply>;
  /** All else, answered as it comes; `body` if it was read already. `before`: the answer goes out. */
  pass(
    request: IncomingMessage,
    response: ServerResponse,
    body: string | undefined,
    before: (headers: IncomingHttpHeaders) => Promise<void>,
  ): Promise<void>;
}

export interface Keys {
  readonly shared: string;
  readonly personal: string;
}

export interface Asked {
  readonly request: IncomingMessage;
  readonly viewer: Viewer;
  readonly params: Params;
  /** With the code that answers, as far as the edge has heard, and the rights of the viewer as the edge knows them. */
  readonly keys: Keys;
  /** Those of the origin, where the edge keeps answers under other ones. @default keys */
  readonly originKeys?: Keys | undefined;
  /** As the client sent it: the address of a GET, or the body of a POST. */
  readonly text: string;
  /** Of the answer. */
  readonly type: string;
  /** No cache behind this one will do: it may lack what was written here. */
  readonly isStrong: boolean;
}

/** `answer.made` is a Reply, where it is no entry. It keeps nothing of the request that asks: an entry lives longer. */
export interface AskedQuestion extends Question {
  /** The client has its answer: from now on the question is asked for others, without its directions, or not at all if it is long. */
  forget(): void;
}

/** Entries hold their questions, and the store counts texts up to this length only. */
export const longestKept = 16_384;

/** A back end that could not read all of it: what is kept may do for who consents; for others there is what came. */
export class Away extends ClientError {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super('UNAVAILABLE', 'Not all of it could be read now.', { retryable: true });
    this.reply = reply;
  }
}

/** Of this request alone: they must not come again with the question when others ask it. */
export function directionHeaders(request: IncomingMessage): Record<string, string | undefined> {
  const { headers } = request;
  const names = [
    'cookie',
    'cache-control',
    'pragma',
    'x-clientele-after',
    'x-clientele-consistency',
    'prefer',
    'x-clientele-lane',
    'x-clientele-deadline-ms',
  ];
  const given = names.map((name) => [name, headers[name] as string | undefined]);
  return { ...Object.fromEntries(given), ...onwardHeaders(request) };
}
