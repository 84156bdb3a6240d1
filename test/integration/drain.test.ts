// How a listener is looked at and how it leaves: /livez and /readyz, what strangers and operators read there, and who is answered until when.
import { once } from 'node:events';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import type { Parts } from '../../src/http/health.ts';
import { createOperatorCheck } from '../../src/http/operator.ts';
import { type HttpServerOptions, type RunningServer, startHttpServer } from '../../src/http/server.ts';
import { until } from '../support/until.ts';

const operatorKey = 'operator key of the drain, 32 characters';
const operator = { authorization: `Bearer ${operatorKey}` };
let server: RunningServer;
let agent: Agent;

async function start(options: Partial<HttpServerOptions> = {}): Promise<void> {
  agent = new Agent({ keepAlive: true, maxSockets: 1 });
  server = await startHttpServer({
    port: 0,
    host: '127.0.0.1',
    graphql: (_, response) => void response.end('answered'),
    parts: async () => ({}),
    isOperator: createOperatorCheck(operatorKey),
    ...options,
  });
}
afterEach(async () => {
  agent.destroy();
  await server.stop();
});

interface Got {
  readonly status: number | undefined;
  readonly text: string;
  readonly connection: string | undefined;
}

/** @default on a connection of its own */
function get(path: string, { through = false as Agent | false, headers = {} } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asked = request({ port: server.port, path, agent: through, headers }, async (response: IncomingMessage) => {
      const chunks = await response.toArray().catch(() => ['cut off']);
      resolve({ status: response.statusCode, text: chunks.join(''), connection: response.headers.connection });
    });
    asked.once('error', reject);
    asked.end();
  });
}

const readyWith = async (parts: Parts, headers = {}) => {
  await start({ parts: async () => parts });
  const { status, text } = await get('/readyz', { headers });
  return [status, text] as const;
};

describe('/readyz', () => {
  const slow = {
    database: { status: 'ok', ms: 3 },
    redis: { status: 'degraded', reason: 'it does not answer' },
  } as const;
  const gone = { database: { status: 'unavailable', reason: 'connect ECONNREFUSED 10.0.0.5:5432' } } as const;

  it('tells strangers one word: a process that is degraded is ready', async () => {
    expect(await readyWith(slow)).toEqual([200, 'ok']);
  });

  it('tells strangers nothing of the inside of one that is not', async () => {
    expect(await readyWith(gone)).toEqual([503, 'unavailable']);
  });

  it('tells operators each part', async () => {
    const [status, text] = await readyWith(slow, operator);
    expect([status, JSON.parse(text)]).toEqual([200, { status: 'degraded', parts: slow }]);
  });

  it('takes no other key for an operator’s', async () => {
    expect(await readyWith(gone, { authorization: `${operator.authorization}.` })).toEqual([503, 'unavailable']);
  });

  it('is unavailable when nobody can tell', async () => {
    await start({ parts: () => Promise.reject(new Error('broken')) });
    expect(await get('/readyz', { headers: operator })).toMatchObject({ status: 503 });
    expect((await get('/livez')).status).toBe(200);
  });
});

describe('a listener that leaves', () => {
  it('says so at once, and answers as before until balancers have looked; each answer is the last of its connection', async () => {
    await start({ drainDelayMs: 500 });
    expect(await get('/graphql', { through: agent })).toMatchObject({ connection: 'keep-alive' });
    const retired = server.retire();
    expect(await get('/readyz')).toMatchObject({ status: 503 });
    expect(await get('/livez')).toMatchObject({ status: 200 });
    expect(await get('/graphql', { through: agent })).toMatchObject({ text: 'answered', connection: 'close' });
    expect(await get('/graphql')).toMatchObject({ text: 'answered' });
    await retired;
    await expect(get('/graphql')).rejects.toThrow('ECONNREFUSED');
  });

  it('says so whatever its parts do, and to who asked before it left', async () => {
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<Parts>();
    await start({
      drainDelayMs: 300,
      parts: () => {
        asked.resolve();
        return answered.promise;
      },
    });
    const before = get('/readyz');
    await asked.promise;
    const retired = server.retire();
    expect(await get('/readyz')).toMatchObject({ status: 503 });
    answered.resolve({});
    expect(await before).toMatchObject({ status: 503 });
    await retired;
  });

  it('says so too in answers to what was asked before: who asks again on that connection would meet its end', async () => {
    const asked = Promise.withResolvers<ServerResponse>();
    await start({ graphql: (_, response) => asked.resolve(response) });
    const answer = get('/graphql', { through: agent });
    const response = await asked.promise;
    await server.retire();
    response.end('late');
    expect(await answer).toMatchObject({ text: 'late', connection: 'close' });
  });

  it('takes nobody new and stays ready for those who are there, if another has taken its place', async () => {
    await start({ drainDelayMs: 300 });
    await get('/livez', { through: agent });
    const retired = server.retire({ isReplaced: true });
    await expect(get('/graphql')).rejects.toThrow('ECONNREFUSED');
    expect(await get('/readyz', { through: agent })).toMatchObject({ status: 200, connection: 'close' });
    await retired;
  });

  it('leaves a connection that rests alone while balancers look', async () => {
    await start();
    await get('/livez', { through: agent });
    await server.retire();
    expect(await get('/graphql', { through: agent })).toMatchObject({ text: 'answered', connection: 'close' });
  });

  it('cuts off what does not end, and whoever works for it hears of it', async () => {
    const begun = Promise.withResolvers<void>();
    const gone = Promise.withResolvers<void>();
    const graphql = (_: IncomingMessage, response: ServerResponse) => {
      response.once('close', gone.resolve);
      response.write('never');
      begun.resolve();
    };
    await start({ graphql, drainMs: 100 });
    const answer = get('/graphql');
    await begun.promise;
    const stopped = server.stop();
    await gone.promise;
    expect((await answer).text).toBe('cut off');
    expect(await Promise.race([stopped.then(() => 'stopped'), pause(2_000)])).toBe('stopped');
  });

  describe('and ends connections that rest', () => {
    let handled: number;
    const ask = 'GET /graphql HTTP/1.1\r\nhost: x\r\n\r\n';
    /** A connection on which one question was answered. */
    async function rest() {
      handled = 0;
      const graphql = (_: IncomingMessage, response: ServerResponse) => {
        handled++;
        response.end('answered');
      };
      await start({ graphql });
      const socket = connect(server.port, '127.0.0.1').setEncoding('latin1');
      let text = '';
      socket.on('data', (chunk: string) => (text += chunk)).on('error', () => {});
      socket.write(ask);
      await until(() => text.endsWith('answered'));
      return { socket, text: () => text, closed: once(socket, 'close') };
    }

    it('says that it read nothing more, for a request that may be on its way', async () => {
      const { text, closed } = await rest();
      await Promise.all([server.stop(), closed]);
      expect(text()).toMatch(/answered.*HTTP\/1\.1 408 Request Timeout\r\n.*connection: close.*"REQUEST_TIMEOUT"/s);
    });

    it('runs nothing that comes over one afterwards', async () => {
      const { socket, text } = await rest();
      socket.allowHalfOpen = true;
      const stopped = server.stop();
      await until(() => text().includes('408'));
      socket.write(ask);
      await stopped;
      socket.destroy();
      expect(handled).toBe(1);
      expect(text().match(/HTTP\/1\.1/g)).toHaveLength(2);
    });

    it('a client of Node’s own takes the word for what it is, and goes elsewhere', async () => {
      await start();
      await get('/graphql', { through: agent });
      await server.stop();
      const { port } = server;
      server = await startHttpServer({
        port,
        host: '127.0.0.1',
        graphql: (_, response) => void response.end('elsewhere'),
        parts: async () => ({}),
      });
      expect(await get('/graphql', { through: agent })).toMatchObject({ status: 200, text: 'elsewhere' });
    });
  });
});
