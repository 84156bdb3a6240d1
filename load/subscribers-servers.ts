// The servers beside ours: a bare `ws` server that sends one prepared frame, and plain Yoga with graphql-ws and Redis pub/sub. Both speak
// enough of graphql-transport-ws for the clients. Started by subscribers.ts, which sends a time for each event.
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { useServer } from 'graphql-ws/use/ws';
import { createPubSub, createSchema } from 'graphql-yoga';
import { Redis } from 'ioredis';
import { WebSocketServer } from 'ws';

const [kind, port, redisUrl, id] = process.argv.slice(2) as [string, string, string, string];

/** As long as what an origin sends of the same change. */
const changed = (stamp: number) => ({
  id: `RNDUTwlI.${stamp}.12345`,
  cursor: 'x'.repeat(43),
  kind: 'UPDATED',
  transition: 'UPDATE',
  recordId: id,
  changedFields: ['description'],
  after: { description: String(stamp) },
});

const server = createServer();

if (kind === 'bare') {
  const sockets = new Set<Duplex>();
  const wss = new WebSocketServer({ server, perMessageDeflate: false, handleProtocols: () => 'graphql-transport-ws' });
  wss.on('connection', (socket, request) => {
    socket.on('message', (data) => {
      if (String(data).includes('connection_init')) socket.send('{"type":"connection_ack"}');
      else if (String(data).includes('"settled"')) socket.send('{"id":"settled","type":"complete"}');
      else sockets.add(request.socket);
    });
    socket.on('close', () => sockets.delete(request.socket));
  });
  process.on('message', (stamp: number) => {
    const text = Buffer.from(
      JSON.stringify({ id: '1', type: 'next', payload: { data: { companyChanged: changed(stamp) } } }),
    );
    const frame = Buffer.concat([Buffer.from([0x81, 126, text.length >> 8, text.length & 255]), text]);
    for (const socket of sockets) socket.write(frame);
  });
} else {
  const pubSub = createPubSub<{ changed: [ReturnType<typeof changed>] }>();
  const [publisher, subscriber] = [new Redis(redisUrl), new Redis(redisUrl)];
  await subscriber.subscribe('changed');
  subscriber.on('message', (_, text) => pubSub.publish('changed', JSON.parse(text)));
  const schema = createSchema({
    typeDefs: `scalar JSON type Query { nothing: Int } type Change { id: ID! cursor: String! kind: String! transition: String! recordId: ID changedFields: [String!]! after: JSON }
      type Subscription { companyChanged: Change! }`,
    resolvers: {
      Subscription: {
        companyChanged: { subscribe: () => pubSub.subscribe('changed'), resolve: (event: unknown) => event },
      },
    },
  });
  useServer({ schema }, new WebSocketServer({ server, perMessageDeflate: false }));
  process.on('message', (stamp: number) => void publisher.publish('changed', JSON.stringify(changed(stamp))));
}

server.listen(Number(port), '127.0.0.1', () => process.send!('ready'));
