// A Redis that pauses, dies, refuses or was never there: callers get null in time, and answers again when it is back.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createRedisConnection, type RedisConnection } from '../../src/redis/connection.ts';
import { type OwnRedis, startOwnRedis } from '../support/redis.ts';
import { until } from '../support/until.ts';

let server: OwnRedis;
const running: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await startOwnRedis();
});
afterEach(async () => {
  server.resume();
  for (const each of running.splice(0)) await each.stop();
});
afterAll(() => server?.stop());

function connect(url = server.url) {
  const told: string[] = [];
  const redis = createRedisConnection({
    url,
    onError: (error) => told.push(error.message),
    onRecover: () => told.push('back'),
  });
  running.push(redis);
  return { redis, told };
}

async function connected(url?: string) {
  const connection = connect(url);
  await until(() => !connection.redis.isOpen(), { what: 'the connection' });
  return connection;
}

const echo = (redis: RedisConnection, text: string) => redis.run((client) => client.echo(text));

/** The address of something that is no Redis. */
async function listen(onConnect: (socket: Socket) => void): Promise<string> {
  const listener = createServer(onConnect).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  running.push({ stop: async () => void listener.close() });
  return `redis://127.0.0.1:${(listener.address() as AddressInfo).port}`;
}

/** Ends when the breaker is open; resolves to the milliseconds that each command took. */
async function askUntilOpen(redis: RedisConnection): Promise<number[]> {
  const waits: number[] = [];
  while (!redis.isOpen()) {
    const start = performance.now();
    expect(await echo(redis, 'anybody?')).toBeNull();
    waits.push(performance.now() - start);
  }
  return waits;
}

describe('a Redis that is there', () => {
  it('answers, after a start that nobody had to wait for', async () => {
    const { redis, told } = connect();
    expect(redis.isOpen()).toBe(true);
    expect(await echo(redis, 'too early')).toBeNull();
    await until(() => !redis.isOpen());
    expect(await Promise.all(['a', 'b', 'c'].map((text) => echo(redis, text)))).toEqual(['a', 'b', 'c']);
    expect(redis.counts()).toEqual({ answered: 4, refused: 0, late: 0, broken: 0, skipped: 1, opened: 0 });
    expect(told).toEqual([]);
  });

  it('is not taken for late because this process was busy', async () => {
    const { redis } = await connected();
    const answer = echo(redis, 'in the socket meanwhile');
    await new Promise(setImmediate); // it is on its way
    for (const start = performance.now(); performance.now() - start < 100; );
    expect(await answer).toBe('in the socket meanwhile');
  });

  it('is not given up for one pause, however many commands were on their way', async () => {
    const { redis, told } = await connected();
    server.pause();
    const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => echo(redis, `${i}`)));
    server.resume();
    expect(new Set(answers)).toEqual(new Set([null]));
    expect(redis.isOpen()).toBe(false);
    await until(async () => (await echo(redis, 'still there')) === 'still there');
    expect(redis.counts().opened).toBe(0);
    expect(told).toEqual([]);
  });

  it('may refuse: null for the caller, told once, and the others go on', async () => {
    const { redis, told } = await connected();
    await server.admin.rpush('a list', 'x');
    for (let i = 0; i < 10; i++) expect(await redis.run((client) => client.set('a list', 'secret', 'GET'))).toBeNull();
    expect(redis.isOpen()).toBe(false);
    expect(redis.counts().refused).toBe(10);
    expect(told).toEqual([expect.stringContaining('Redis refuses a command: WRONGTYPE')]);
    expect(await echo(redis, 'fine')).toBe('fine');
    await server.flush();
  });
});

describe('what is told', () => {
  it('never shows what a refused command held', async () => {
    const { redis, told } = await connected();
    expect(await redis.run((client) => client.call('nosuch', 'a key', Buffer.from('a value')))).toBeNull();
    expect(told).toEqual([expect.stringContaining("unknown command 'nosuch'")]);
    expect(told.join()).not.toMatch(/a key|a value/);
  });

  it('is a wrong password, but not the password; the right one is taken later', async () => {
    await server.admin.config('SET', 'requirepass', 'right');
    const { redis, told } = connect(server.url.replace('//', '//:hunter2@'));
    await until(() => told.length > 0);
    expect(told).toEqual([expect.stringContaining('WRONGPASS')]);
    expect(told.join()).not.toContain('hunter2');
    await server.admin.config('SET', 'requirepass', 'hunter2');
    await until(() => !redis.isOpen());
    await server.admin.config('SET', 'requirepass', '');
  });
});

describe('a Redis that is paused', () => {
  it('keeps nobody waiting beyond the deadline, is left alone after five failures, and is used again when it is back', async () => {
    const { redis, told } = await connected();
    server.pause();
    const waits = await askUntilOpen(redis);
    console.info(`waits for a paused Redis: ${waits.map((ms) => ms.toFixed(1)).join(', ')} ms`);
    expect(waits.length).toBeLessThanOrEqual(5);
    expect(Math.max(...waits)).toBeLessThan(150); // 20 ms, and whatever a loaded machine adds
    expect(told).toEqual([expect.stringContaining('Redis is away: no answer within 20 ms')]);

    const start = performance.now();
    for (let i = 0; i < 1000; i++) expect(await echo(redis, 'skipped')).toBeNull();
    expect(performance.now() - start).toBeLessThan(500);
    expect(redis.counts()).toMatchObject({ skipped: expect.any(Number), opened: 1 });

    server.resume();
    await until(() => !redis.isOpen());
    expect(await echo(redis, 'back')).toBe('back');
    expect(told.slice(1)).toEqual(['back']);
  });

  it('is left alone too when few commands find it so', async () => {
    const { redis } = await connected();
    server.pause();
    const start = performance.now();
    while (!redis.isOpen()) {
      const next = performance.now() + 120;
      await echo(redis, 'now and then');
      await until(() => performance.now() >= next);
    }
    expect(performance.now() - start).toBeGreaterThan(250);
    expect(redis.counts().late).toBeLessThan(5);
  });

  it('answers late to nobody: each later command gets its own answer', async () => {
    const { redis } = await connected();
    server.pause();
    const late = await Promise.all(Array.from({ length: 20 }, (_, i) => echo(redis, `late ${i}`)));
    server.resume();
    const texts = Array.from({ length: 200 }, (_, i) => `${i}`);
    const answers = await Promise.all(texts.map((text) => echo(redis, text)));
    expect(late.every((answer) => answer === null)).toBe(true);
    for (const [i, answer] of answers.entries()) expect([null, texts[i]]).toContain(answer);
    const { answered, refused, broken, skipped, late: counted } = redis.counts();
    expect(answered + refused + broken + skipped + counted).toBe(1 + 20 + 200); // the PING, and each command once
    await until(async () => (await echo(redis, 'own')) === 'own');
  });

  it('when a node starts, holds up nothing, and is used when it is back', async () => {
    server.pause();
    const { redis, told } = connect();
    await until(() => told.length > 0, { what: 'the report' });
    expect(told).toEqual([expect.stringContaining('it does not answer PING')]);
    expect(await echo(redis, 'skipped')).toBeNull();
    server.resume();
    await until(() => !redis.isOpen());
    expect(await echo(redis, 'back')).toBe('back');
  });
});

describe('a Redis that is gone', () => {
  it('is null at once after kill -9, and is used again after a restart on its port', async () => {
    const { redis, told } = await connected();
    const onTheWay = Promise.all(Array.from({ length: 20 }, (_, i) => echo(redis, `${i}`)));
    await server.kill();
    await onTheWay; // answers or null
    await until(() => redis.isOpen());
    expect(await echo(redis, 'skipped')).toBeNull();
    await server.restart();
    await until(() => !redis.isOpen());
    expect(await echo(redis, 'back')).toBe('back');
    expect(told).toEqual([expect.stringContaining('Redis is away'), 'back']);
  });

  it('is told once, however often it is tried', async () => {
    let attempts = 0;
    const { redis, told } = connect(
      await listen((socket) => {
        attempts++;
        socket.destroy();
      }),
    );
    await until(() => attempts > 4, { what: 'five attempts' });
    expect(told).toEqual([expect.stringContaining('Redis is away')]);
    expect(redis.counts().opened).toBe(0);
  });

  it('has its reason in what is told', async () => {
    const { told } = connect('redis://127.0.0.1:1');
    await until(() => told.length > 0);
    expect(told).toEqual([expect.stringContaining('connect ECONNREFUSED 127.0.0.1:1')]);
  });

  it('without a word is connected to anew: its other end may not know us any more', async () => {
    let accepted = 0;
    const { redis, told } = connect(
      await listen((socket) => {
        accepted++;
        socket.on('error', () => {}).resume();
      }),
    );
    await until(() => accepted === 2, { withinMs: 10_000, what: 'a second connection' });
    expect(redis.isOpen()).toBe(true);
    expect(told).toHaveLength(1);
  });
});

describe('stop', () => {
  it('ends at once while Redis hangs; those who wait get null, and so do those who come later', async () => {
    const { redis, told } = await connected();
    server.pause();
    const waiting = echo(redis, 'waiting');
    const start = performance.now();
    await redis.stop();
    expect(await waiting).toBeNull();
    expect(performance.now() - start).toBeLessThan(15);
    expect(await echo(redis, 'later')).toBeNull();
    await redis.stop();
    expect(told).toEqual([]);
  });

  it.each([
    ['works', () => {}, () => {}],
    ['is paused', () => server.pause(), () => server.resume()],
    ['is gone', () => server.kill(), () => server.restart()],
  ])('lets the process end when Redis %s', async (_, hurt, heal) => {
    const program = `
      import { createRedisConnection } from ${JSON.stringify(join(import.meta.dirname, '../../src/redis/connection.ts'))};
      const redis = createRedisConnection({ url: ${JSON.stringify(server.url)} });
      while (redis.isOpen()) await new Promise((resolve) => setTimeout(resolve, 5));
      console.log('connected');
      await new Promise((resolve) => process.stdin.once('data', resolve));
      process.stdin.destroy();
      const echo = () => redis.run((client) => client.echo('x'));
      for (let i = 0; i < 10; i++) await echo();
      void echo();
      await redis.stop();
      const stopped = performance.now();
      process.on('exit', () => console.log(performance.now() - stopped < 500 ? 'at once' : 'late'));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    running.push({ stop: async () => void child.kill('SIGKILL') });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await until(() => said.includes('connected'));
    await hurt();
    child.stdin.write('go\n');
    const [code] = await once(child, 'close');
    expect({ code, said }).toEqual({ code: 0, said: 'connected\nat once\n' });
    await heal();
  });
});
