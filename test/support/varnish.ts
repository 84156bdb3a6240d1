// A Varnish with the configuration of examples/varnish, if the machine has one: Debian's packages varnish and varnish-modules.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersWith, startForeignServer } from './foreign-server.ts';
import { freePort } from './free-port.ts';

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
  const url = `http://127.0.0.1:${port}`;
  const stop = await startForeignServer({
    program,
    args,
    folder,
    async isReady(said) {
      if (said.includes('failed')) throw new Error('Varnish does not take its configuration');
      return answersWith(`${url}/nothing`, 404);
    },
    withinMs: 30_000, // it compiles its configuration first
  });
  return { url, purgeUrl: `http://127.0.0.1:${purgePort}`, stop };
}
