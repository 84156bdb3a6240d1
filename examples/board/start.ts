// npm run start:board: the demo with the board beside it, each on a port of its own. Ctrl-C stops both.
// Invariant: the page is another origin than the API, as it will be where it is deployed.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { serveBoard } from './serve.ts';

const root = resolve(import.meta.dirname, '../..');
const folder = resolve(process.env['DATA_DIR'] ?? join(root, '.data'));
const port = Number(process.env['PORT'] ?? 4000);
const pagePort = port + 1;
const isById = process.env['BY_ID'] === 'on';

const api = spawn(process.execPath, [join(root, 'src/main.ts'), 'dev'], {
  env: {
    ...process.env,
    DATA_DIR: folder,
    PORT: String(port),
    CORS_ORIGINS: `http://127.0.0.1:${pagePort},http://localhost:${pagePort}`,
  },
  stdio: 'inherit',
});
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => api.kill('SIGTERM'));
api.once('exit', (code) => process.exit(code ?? 1));

try {
  const { url, apiKey } = await demo();
  const { origin } = await serveBoard({ apiUrl: url, port: pagePort, isById, folder: join(folder, 'board') });
  console.log(`
The board is ready:

  ${origin}/#key=${apiKey}

Open it twice, and move a card.
`);
} catch (error) {
  console.error(error);
  api.kill('SIGTERM');
}

/** The file is there while the demo serves. */
async function demo(): Promise<{ readonly url: string; readonly apiKey: string }> {
  for (;;) {
    try {
      return JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'));
    } catch {
      await pause(100);
    }
  }
}
