// nginx with the configuration of deploy/nginx, if the machine has one: Debian's package nginx.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answersWith, startForeignServer } from './foreign-server.ts';
import { freePort } from './free-port.ts';

export interface TestNginx {
  /** For clients, without a path. */
  readonly url: string;
  stop(): Promise<void>;
}

const published = join(import.meta.dirname, '../../deploy/nginx/clientele.conf');

/** Before nodes on these ports. */
export async function startNginx(program: string, ports: readonly number[]): Promise<TestNginx> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-nginx-'));
  const port = await freePort();
  const servers = ports.map((each) => `  server 127.0.0.1:${each} max_fails=2 fail_timeout=2s;\n`).join('');
  const conf = (await readFile(published, 'utf8'))
    .replace(/(?: {2}server 127\.0\.0\.1:\d+ .*\n)+/, servers)
    .replace('listen 8080', `listen 127.0.0.1:${port}`);
  await writeFile(join(folder, 'clientele.conf'), conf);
  // What a package's nginx.conf sets; everything that it writes stays in the folder.
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path ${folder};`);
  await writeFile(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log stderr warn;
     events { worker_connections 512; }
     http { access_log off; ${places.join(' ')} include ${folder}/clientele.conf; }`,
  );
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr'];
  const url = `http://127.0.0.1:${port}`;
  const stop = await startForeignServer({
    program,
    args,
    folder,
    isReady: () => answersWith(`${url}/livez`, 200),
    withinMs: 10_000,
  });
  return { url, stop };
}
