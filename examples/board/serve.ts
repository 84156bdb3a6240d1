// Bundles the page and serves it: a few files, which any web server could serve as well.
import { join } from 'node:path';
import { build, type InlineConfig, preview } from 'vite';

export interface ServedBoard {
  /** Without a slash at its end: what CORS_ORIGINS of the API has to list. */
  readonly origin: string;
  stop(): Promise<void>;
}

interface ServeOptions {
  /** Of the API's GraphQL, as browsers reach it. */
  readonly apiUrl: string;
  readonly port: number;
  /** Asks by the hashes of documents, which the API has to know. */
  readonly isById: boolean;
  /** Where the bundle is put. */
  readonly folder: string;
}

export async function serveBoard({ apiUrl, port, isById, folder }: ServeOptions): Promise<ServedBoard> {
  const config: InlineConfig = {
    configFile: false,
    root: join(import.meta.dirname, 'page'),
    logLevel: 'error',
    define: {
      'import.meta.env.VITE_API_URL': JSON.stringify(apiUrl),
      'import.meta.env.VITE_BY_ID': JSON.stringify(isById ? 'on' : 'off'),
    },
    build: { outDir: folder, emptyOutDir: true },
    preview: { host: '127.0.0.1', port, strictPort: true },
  };
  await build(config);
  const ours = process.listeners('SIGTERM');
  const server = await preview(config);
  // Vite's own would end the process before its other parts have ended.
  for (const each of process.listeners('SIGTERM')) if (!ours.includes(each)) process.off('SIGTERM', each);
  return { origin: `http://127.0.0.1:${port}`, stop: () => server.close() };
}
