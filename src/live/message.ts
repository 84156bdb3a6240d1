// What goes out to subscribers: made once for all who share it, in the bytes of each protocol.

export interface Message {
  readonly cursor: string;
  /** What it tells of: a newer message of the same says all that this one says. */
  readonly record: string;
  /** How many changes it stands for. */
  readonly count: number;
  /** About so many bytes. */
  readonly size: number;
  /** The same, for a client that was not told of older ones. */
  standingFor(count: number): Message;
  /** An event of a stream of server-sent events. */
  readonly event: () => Buffer;
  /** A `next` message of graphql-transport-ws from its payload on: only what names the operation stands before it. */
  readonly tail: () => Buffer;
}

/** `payload`: the result of the operation, as JSON. */
export function createMessage(payload: string, cursor: string, record: string, count = 1): Message {
  let event: Buffer | undefined;
  let tail: Buffer | undefined;
  const told = count === 1 ? payload : `${payload.slice(0, -1)},"extensions":{"coalesced":${count}}}`;
  return {
    cursor,
    record,
    count,
    size: payload.length,
    standingFor: (all) => createMessage(payload, cursor, record, all),
    event: () => (event ??= Buffer.from(`id: ${cursor}\nevent: next\ndata: ${told}\n\n`)),
    tail: () => (tail ??= Buffer.from(`${told}}`)),
  };
}
