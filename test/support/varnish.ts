// A Varnish with the configuration of examples/varnish, if the machine has one: Debian's packages varnish and varnish-modules.
// Invariant: it ends with the process that started it, however that ends.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

export interface TestVarnish {
  /** For clients, without a path. */
  readonly url: string;
  /** Takes purges. */
  readonly purgeUrl: string;
  stop(): Promise<void>;
}

const example = join(import.meta.dirname, '../../examples/varnish/default.vcl');

export async function startVarnish(program: string, originPort: number): Promise<TestVarnish> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-varnish-'));
  const vcl = await readFile(example, 'utf8');
  const edited = vcl.replace('.port = "4000"', `.port = "${originPort}"`);
  if (edited === vcl) throw new Error(`${example} names no port 4000 that could be replaced`);
  const file = join(folder, 'test.vcl');
  await writeFile(file, edited);
  const [port, purgePort] = [await freePort(), await freePort()];
  const listeners = ['-a', `http=127.0.0.1:${port}`, '-a', `purge=127.0.0.1:${purgePort}`];
  // `-j none`: as whoever runs the test. `-T none`: no console.
  const args = [
    '-j',
    'none',
    '-F',
    '-n',
    join(folder, 'state'),
    ...listeners,
    '-f',
    file,
    '-s',
    'malloc,64m',
    '-T',
    'none',
  ];
  // The shell waits on a pipe that only this process holds open: even kill -9 of the run closes it and ends the server.
  const script = '"$@" & server=$!; cat > /dev/null; kill $server; wait $server';
  const shell = spawn('/bin/sh', ['-c', script, 'sh', program, ...args], { stdio: ['pipe', 'ignore', 'pipe'] });
  const said: string[] = [];
  shell.stderr.setEncoding('utf8').on('data', (text: string) => said.push(text));
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const gone = once(shell, 'exit');
    shell.stdin.end();
    await gone;
    await rm(folder, { recursive: true, force: true });
  };
  const hasFailed = () => said.some((text) => text.includes('failed'));
  const answers = () =>
    fetch(`${url}/nothing`).then(
      ({ status }) => status === 404,
      () => false,
    );
  try {
    // It compiles its configuration first.
    await until(async () => hasFailed() || (await answers()), { withinMs: 30_000, what: 'an answer of Varnish' });
    if (hasFailed()) throw new Error('Varnish does not take its configuration');
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}:\n${said.join('')}`);
  }
  return { url, purgeUrl: `http://127.0.0.1:${purgePort}`, stop };
}
