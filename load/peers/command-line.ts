// What the command lines of all benches share. Every mistake is told with what was expected.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

export interface SharedOptions {
  readonly databaseUrl: string;
  readonly tenantId: string;
  readonly apiKey: string | undefined;
  readonly poolMax: number;
  /** The folder of the Clientele that takes part. */
  readonly checkout: string;
  /** Further environment of Clientele. */
  readonly oursEnv: Readonly<Record<string, string>>;
}

export const sharedHelp = `\
  --database-url <url>   Clientele database, best as a superuser: the peers set no row-level security   [DATABASE_URL]
  --keys-file <path>     what \`clientele seed --keys-file\` wrote: its first tenant and key
  --tenant <uuid>        the tenant whose rows are asked for                                            [TENANT_ID]
  --api-key <key>        a key of that tenant that may do everything, for Clientele itself              [API_KEY]
  --pool <n>             database connections of each server                                            [10]
  --checkout <path>      the Clientele that takes part: a folder with src/, node_modules/ …             [this one]
  --ours-env <NAME=v>    environment for Clientele, may be repeated
`;

export const sharedArguments = {
  'database-url': { type: 'string', default: process.env['DATABASE_URL'] ?? '' },
  tenant: { type: 'string', default: process.env['TENANT_ID'] ?? '' },
  'api-key': { type: 'string', default: process.env['API_KEY'] ?? '' },
  'keys-file': { type: 'string' },
  pool: { type: 'string', default: '10' },
  checkout: { type: 'string', default: resolve(import.meta.dirname, '../..') },
  'ours-env': { type: 'string', multiple: true, default: [] as string[] },
  help: { type: 'boolean', default: false },
} as const;

interface SharedValues {
  readonly 'database-url': string;
  readonly tenant: string;
  readonly 'api-key': string;
  readonly 'keys-file'?: string;
  readonly pool: string;
  readonly checkout: string;
  readonly 'ours-env': readonly string[];
}

/** Ends the process: after --help, and after a mistake. */
export function readCommandLine<Options>(
  help: string,
  parse: (askForHelp: (asked: boolean) => void) => Options,
): Options {
  try {
    return parse((asked) => {
      if (!asked) return;
      process.stdout.write(help);
      process.exit(0);
    });
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

export function sharedOptions(values: SharedValues): SharedOptions {
  if (!values['database-url']) throw new Error('--database-url is missing: the database that all servers read.');
  const seeded = values['keys-file'] === undefined ? undefined : firstKey(values['keys-file']);
  const tenantId = seeded?.tenantId ?? values.tenant;
  if (!/^[0-9a-f-]{36}$/i.test(tenantId)) throw new Error(`--tenant must be a UUID, got "${tenantId}".`);
  return {
    databaseUrl: values['database-url'],
    tenantId,
    apiKey: (seeded?.apiKey ?? values['api-key']) || undefined,
    poolMax: positive('--pool', values.pool),
    checkout: resolve(values.checkout),
    oursEnv: Object.fromEntries(values['ours-env'].map(assignment)),
  };
}

export function requireKey({ apiKey }: SharedOptions, servers: readonly string[]): void {
  if (servers.includes('ours') && !apiKey) {
    throw new Error('--api-key is missing: Clientele asks for one. Leave Clientele out with --only to do without.');
  }
}

function firstKey(path: string): { readonly tenantId: string; readonly apiKey: string } {
  const [first] = JSON.parse(readFileSync(path, 'utf8'));
  if (!first?.tenantId || !first.apiKey)
    throw new Error(`${path} holds no key; write it with \`clientele seed --keys-file\`.`);
  return first;
}

export function namesOf<Name extends string>(flag: string, text: string, known: readonly Name[]): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (!found) throw new Error(`${flag} takes names of ${known.join(', ')}, got "${name}".`);
    return found;
  });
}

export function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${flag} takes whole numbers from 1, got "${text}".`);
  return value;
}

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--ours-env takes NAME=value, got "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}
