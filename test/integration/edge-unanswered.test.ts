// Writes that an edge has no answer to: what the client is told of them, and which are sent again (docs/edge.md).
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createOriginClient } from '../../src/edge/origin.ts';
import type { ClientError } from '../../src/errors.ts';
import { edgeKey } from '../support/edge-nodes.ts';
import { type ScriptedOrigin, startScriptedOrigin } from '../support/scripted-origin.ts';

let origin: ScriptedOrigin;

beforeAll(async () => {
  origin = await startScriptedOrigin();
});
beforeEach(() => origin.reset());
afterEach(() => origin.cut());
afterAll(() => origin.stop());

describe('a write that is not answered', () => {
  let door: Server;
  let client: ReturnType<typeof createOriginClient>;
  const open = async (url: string) => {
    client = createOriginClient({ url, edgeKey, answeredWithinMs: 200 });
    door = createServer((request, response) => {
      const ways = {
        '/forward': async () => void response.end((await client.forward(request, '{}')).body),
        '/pass': () => client.pass(request, response, '{}'),
      };
      ways[request.url as keyof typeof ways]().catch(({ message, details }: ClientError) =>
        response.end(JSON.stringify({ message, ...details })),
      );
    });
    door.listen(0, '127.0.0.1');
    await once(door, 'listening');
  };
  const write = async (path: string, headers: Record<string, string> = {}) => {
    const { port } = door.address() as AddressInfo;
    return (await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', headers })).json();
  };
  afterEach(() => {
    door.close();
    client.stop();
  });

  it.each(['/forward', '/pass'])(
    'may have happened: only with an Idempotency-Key it may be repeated (%s)',
    async (path) => {
      origin.onRequest = () => {};
      await open(origin.url);
      expect(await write(path)).toEqual({
        message: expect.stringMatching(/may have happened: look/),
        retryable: false,
      });
      expect(await write(path, { 'idempotency-key': 'k' })).toEqual({
        message: expect.stringMatching(/may have happened: repeat it with the same/),
        retryable: true,
      });
    },
  );

  it('has not happened if there was no connection', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await open(`http://127.0.0.1:${port}`);
    for (const path of ['/forward', '/pass'])
      expect(await write(path)).toEqual({ message: 'The origin does not answer now; try again.', retryable: true });
  });

  const dismiss = (_: IncomingMessage, response: ServerResponse) =>
    response.writeHead(408, { connection: 'close' }).end('{"error":{}}');

  it.each(['/forward', '/pass'])(
    'is sent again if the origin, which leaves, says that it read nothing (%s)',
    async (path) => {
      origin.onRequest = (request, response) => {
        if (origin.seen.length === 1) dismiss(request, response);
        else response.end('{"written":true}');
      };
      await open(origin.url);
      expect(await write(path)).toEqual({ written: true });
      expect(origin.seen.length).toBe(2);
    },
  );

  it.each(['/forward', '/pass'])('has not happened if no origin read anything (%s)', async (path) => {
    origin.onRequest = dismiss;
    await open(origin.url);
    expect(await write(path)).toEqual({ message: 'The origin does not answer now; try again.', retryable: true });
    expect(origin.seen.length).toBe(2);
  });
});
