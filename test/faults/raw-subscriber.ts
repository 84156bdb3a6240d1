// A subscriber over a WebSocket whose hands a scenario holds: it may stop reading, and go on.
import { once } from 'node:events';
import WebSocket from 'ws';
import { until } from '../support/until.ts';

export interface RawSubscriber {
  readonly socket: WebSocket;
  /** The code with which it was closed; null while it is open. */
  closed(): number | null;
}

/** Resolves when the subscription stands. */
export async function subscribeRaw(
  url: string,
  key: string,
  query: string,
  onNext: (text: string) => void = () => {},
): Promise<RawSubscriber> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  let closed: number | null = null;
  let isSettled = false;
  socket.on('message', (data) => {
    const text = String(data);
    if (text.includes('"type":"connection_ack"')) {
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      // Answered in order: then the first one stands.
      socket.send(JSON.stringify({ type: 'subscribe', id: 'settled', payload: { query: '{ __typename }' } }));
    } else if (text.includes('"id":"settled"')) isSettled = true;
    else if (text.includes('"type":"next"')) onNext(text);
  });
  socket.on('error', () => {});
  socket.on('close', (code) => {
    closed = code;
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
  await until(() => isSettled || closed !== null, { withinMs: 20_000, what: 'that a subscription stands' });
  return { socket, closed: () => closed };
}
