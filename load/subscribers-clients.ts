// Many subscribers in one process: counts what they are told, and of every twentieth notes how long it took. Started by subscribers.ts.
import { once } from 'node:events';
import WebSocket from 'ws';

const [port, count, key] = process.argv.slice(2) as [string, string, string];
const query = 'subscription { companyChanged { id cursor kind transition recordId changedFields after } }';
let received = 0;
const delays: number[] = [];

/** Resolves when the subscription stands: what was asked after it is answered. */
async function open(index: number): Promise<void> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, ['graphql-transport-ws'], {
    perMessageDeflate: false,
  });
  const settled = Promise.withResolvers<void>();
  socket.on('message', (data: Buffer) => {
    // Heads are alike: next messages are by far the longest of those that come here.
    if (data.length > 150) {
      received++;
      if (index % 20 === 0) delays.push(Date.now() - Number(/"description":"(\d+)"/.exec(String(data))?.[1]));
    } else if (data.includes('connection_ack')) {
      socket.send(JSON.stringify({ type: 'subscribe', id: '1', payload: { query } }));
      socket.send(JSON.stringify({ type: 'subscribe', id: 'settled', payload: { query: '{ __typename }' } }));
    } else if (data.includes('"complete"')) settled.resolve();
  });
  socket.on('error', (error) => settled.reject(error));
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${key}` } }));
  await settled.promise;
}

process.on('message', async (message) => {
  if (message === 'tell') return void process.send!({ received, delays });
  for (let index = 0; index < Number(count); index += 50)
    await Promise.all(Array.from({ length: Math.min(50, Number(count) - index) }, (_, each) => open(index + each)));
  process.send!('connected');
});
