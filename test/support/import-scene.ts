// Imports as tests run them: files from text, in this process or as the command in a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Failure } from '../../src/crm/import/failures.ts';
import { parseMapping } from '../../src/crm/import/mapping.ts';
import { type ImportOptions, type ImportSummary, runImport } from '../../src/crm/import/run-import.ts';
import { openSourceFile } from '../../src/crm/import/source-file.ts';
import { parseBy } from '../../src/crm/import/target.ts';
import { tableOf } from '../../src/crm/index.ts';
import { createPool } from '../../src/db/pool.ts';
import { newId } from '../../src/lib/uuid.ts';
import { onServer } from './postgres.ts';
import { root } from './sources.ts';

export interface ImportRequest
  extends Partial<
    Pick<ImportOptions, 'mode' | 'batchSize' | 'isDryRun' | 'isRestart' | 'format' | 'signal' | 'onProgress'>
  > {
  readonly entity: string;
  readonly file: string | Buffer;
  readonly map: unknown;
  readonly match?: string;
  /** A name in the scene's folder. */
  readonly errors?: string;
}

export interface Imported extends ImportSummary {
  readonly failures: readonly Failure[];
}

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ImportScene {
  readonly databaseUrl: string;
  readonly folder: string;
  createTenant(name?: string): Promise<string>;
  import(tenantId: string, request: ImportRequest): Promise<Imported>;
  /** Puts a file into the folder; resolves with its path. */
  put(name: string, content: string | Buffer): Promise<string>;
  read(name: string): Promise<string>;
  /** Past row-level security. */
  sql<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** `clientele …args` in a process of its own. */
  start(
    args: readonly string[],
    input?: Readable,
    nodeOptions?: string,
  ): ChildProcess & { readonly result: Promise<CommandResult> };
  run(args: readonly string[], input?: Readable): Promise<CommandResult>;
  stop(): Promise<void>;
}

export async function createImportScene(databaseUrl: string): Promise<ImportScene> {
  const folder = await mkdtemp(join(tmpdir(), 'clientele-import-'));
  const pool = createPool({ url: databaseUrl, max: 2 });
  const scene: ImportScene = {
    databaseUrl,
    folder,
    async createTenant(name = 'Ours') {
      const id = newId();
      await scene.sql('insert into tenant (id, name) values ($1, $2)', [id, name]);
      return id;
    },
    async import(tenantId, { entity, file, map, match, errors, ...rest }) {
      const failures: Failure[] = [];
      const format = rest.format ?? 'csv';
      const path = await scene.put(`${newId()}.${format}`, file);
      const summary = await runImport({
        pool,
        tenantId,
        table: tableOf(entity),
        source: await openSourceFile(path, process.stdin),
        format,
        mapping: parseMapping(JSON.stringify(map), 'map.json'),
        mappingName: 'map.json',
        settings: JSON.stringify([map, rest.mode, match]),
        mode: 'insert',
        match: match === undefined ? null : parseBy(entity, match),
        batchSize: 500,
        isDryRun: false,
        isRestart: false,
        errorsPath: errors === undefined ? null : join(folder, errors),
        signal: new AbortController().signal,
        onProgress: () => {},
        onFailures: (some) => failures.push(...some),
        ...rest,
      });
      return { ...summary, failures };
    },
    async put(name, content) {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
    read: (name) => readFile(join(folder, name), 'utf8'),
    sql: <Row>(text: string, values: readonly unknown[] = []) =>
      onServer(databaseUrl, async (client) => (await client.query(text, values as unknown[])).rows as Row[]),
    start(args, input, nodeOptions = '') {
      const child = spawn(process.execPath, [join(root, 'src/main.ts'), ...args], {
        cwd: folder,
        env: { DATABASE_URL: databaseUrl, NODE_OPTIONS: nodeOptions },
        stdio: [input ? 'pipe' : 'ignore', 'pipe', 'pipe'],
      });
      let stdout = '';
      let stderr = '';
      child.stdout!.setEncoding('utf8').on('data', (text) => (stdout += text));
      child.stderr!.setEncoding('utf8').on('data', (text) => (stderr += text));
      if (input) input.on('error', () => {}).pipe(child.stdin!.on('error', () => {}));
      const result = once(child, 'close').then(([code]) => ({ code: code as number | null, stdout, stderr }));
      return Object.assign(child, { result });
    },
    run: (args, input) => scene.start(args, input).result,
    async stop() {
      await pool.end();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return scene;
}

/** `line code message` of each row that failed. */
export function told(failures: readonly Failure[]): string[] {
  return failures.map(({ row, code, message }) => `${row.line} ${code} ${message}`);
}
