// Clients that are meant to take the service from others. In a process of their own: what it costs to attack is no cost of the bystander.
import { Agent, request as send } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Target {
  readonly port: number;
  readonly key: string;
}

/** One client that sends the next as soon as the last is answered. Answers how many were. */
export function attack({ port, key }: Target, make: (nth: number) => string): () => number {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let isOver = false;
  let sent = 0;
  const next = () => {
    if (isOver) return;
    const body = make(sent++);
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${key}`,
      'content-length': Buffer.byteLength(body),
    };
    let isDone = false;
    const again = () => {
      if (isDone) return;
      isDone = true;
      setImmediate(next);
    };
    const request = send({ agent, port, host: '127.0.0.1', method: 'POST', path: '/graphql', headers });
    request.once('error', again);
    request.once('response', (response) => response.resume().once('close', again));
    request.end(body);
  };
  next();
  return () => {
    isOver = true;
    agent.destroy();
    return sent;
  };
}

/** 500 clients whose headers come byte by byte; each that is cut off comes again. */
export function drip({ port }: Target): () => number {
  const sockets = new Set<Socket>();
  let opened = 0;
  const open = () => {
    opened++;
    const socket = connect(port, '127.0.0.1');
    socket
      .on('error', () => {})
      .on('data', () => {})
      .once('close', () => sockets.delete(socket));
    socket.write('POST /graphql HTTP/1.1\r\nhost: x\r\nx-note: ');
    sockets.add(socket);
  };
  const timer = setInterval(() => {
    while (sockets.size < 500) open();
    for (const socket of sockets) if (socket.writable) socket.write('a');
  }, 100);
  return () => {
    clearInterval(timer);
    for (const socket of sockets) socket.destroy();
    return opened;
  };
}

/** 100 clients that ask for much, again and again, and read nothing. */
export function ignore({ port, key }: Target): () => number {
  const query = encodeURIComponent(
    '{ companies(first: 100) { nodes { id name city industry website phone owner { name } } } }',
  );
  const request = `GET /graphql?query=${query} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${key}\r\n\r\n`;
  const sockets = Array.from({ length: 100 }, () => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.pause();
    socket.write(request.repeat(100));
    return socket;
  });
  return () => {
    for (const socket of sockets) socket.destroy();
    return 100 * 100;
  };
}
