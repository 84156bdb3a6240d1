// What goes out to subscribers: made once for all who share it, in the bytes of each protocol.

export interface Message {
  readonly cursor: string;
  /** An event of a stream of server-sent events. */
  readonly event: () => Buffer;
  /** A `next` message of graphql-transport-ws from its payload on: only what names the operation stands before it. */
  readonly tail: () => Buffer;
}

/** `payload`: the result of the operation, as JSON. */
export function createMessage(payload: string, cursor: string): Message {
  let event: Buffer | undefined;
  let tail: Buffer | undefined;
  return {
    cursor,
    event: () => (event ??= Buffer.from(`id: ${cursor}\nevent: next\ndata: ${payload}\n\n`)),
    tail: () => (tail ??= Buffer.from(`${payload}}`)),
  };
}
