// The command line of the bench. Every mistake is told with what was expected.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type OperationName, operationNames } from './operations.ts';

const help = `Usage: node bench.ts --database-url <url> --keys-file <path> [options]
       node bench.ts --database-url <url> --tenant <uuid> --api-key <key> [options]

  --database-url <url>   Clientele database, best as a superuser: the peers set no row-level security   [DATABASE_URL]
  --keys-file <path>     what \`clientele seed --keys-file\` wrote: its first tenant and key
  --tenant <uuid>        the tenant whose rows are asked for                                            [TENANT_ID]
  --api-key <key>        a key of that tenant that may do everything, for Clientele itself              [API_KEY]
  --only <names>         of ours,postgraphile,mercurius,mercurius-dataloader,yoga,sql                   [all]
  --operations <names>   of P1,P2,P3                                                                    [all]
  --rounds <n>           interleaved rounds                                                             [5]
  --requests <n,n,n>     requests of P1, P2 and P3 for each server and round                            [5000,1000,250]
  --connections <n>      keep-alive connections                                                         [16]
  --pool <n>             database connections of each peer                                              [10]
  --ours-env <NAME=v>    environment for Clientele, may be repeated
`;

export interface BenchOptions {
  readonly databaseUrl: string;
  readonly tenantId: string;
  readonly apiKey: string | undefined;
  readonly servers: readonly string[];
  readonly operations: readonly OperationName[];
  readonly rounds: number;
  readonly requests: Readonly<Record<OperationName, number>>;
  readonly connections: number;
  readonly poolMax: number;
  readonly oursEnv: Readonly<Record<string, string>>;
}

const serverNames = ['ours', 'postgraphile', 'mercurius', 'mercurius-dataloader', 'yoga', 'sql'];

export function readOptions(): BenchOptions {
  try {
    return parse();
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}

function parse(): BenchOptions {
  const { values } = parseArgs({
    options: {
      'database-url': { type: 'string', default: process.env['DATABASE_URL'] ?? '' },
      tenant: { type: 'string', default: process.env['TENANT_ID'] ?? '' },
      'api-key': { type: 'string', default: process.env['API_KEY'] ?? '' },
      'keys-file': { type: 'string' },
      only: { type: 'string', default: serverNames.join() },
      operations: { type: 'string', default: operationNames.join() },
      rounds: { type: 'string', default: '5' },
      requests: { type: 'string', default: '5000,1000,250' },
      connections: { type: 'string', default: '16' },
      pool: { type: 'string', default: '10' },
      'ours-env': { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    process.exit(0);
  }
  const servers = namesOf('--only', values.only, serverNames);
  if (!values['database-url']) throw new Error('--database-url is missing: the database that all servers read.');
  const seeded = values['keys-file'] === undefined ? undefined : firstKey(values['keys-file']);
  const tenantId = seeded?.tenantId ?? values.tenant;
  const apiKey = seeded?.apiKey ?? values['api-key'];
  if (!/^[0-9a-f-]{36}$/i.test(tenantId)) throw new Error(`--tenant must be a UUID, got "${tenantId}".`);
  if (servers.includes('ours') && !apiKey) {
    throw new Error('--api-key is missing: Clientele asks for one. Leave Clientele out with --only to do without.');
  }
  const requests = values.requests.split(',').map((text) => positive('--requests', text));
  if (requests.length !== 3)
    throw new Error(`--requests takes three numbers for P1, P2 and P3, got "${values.requests}".`);
  return {
    databaseUrl: values['database-url'],
    tenantId,
    apiKey: apiKey || undefined,
    servers,
    operations: namesOf('--operations', values.operations, operationNames),
    rounds: positive('--rounds', values.rounds),
    requests: { P1: requests[0]!, P2: requests[1]!, P3: requests[2]! },
    connections: positive('--connections', values.connections),
    poolMax: positive('--pool', values.pool),
    oursEnv: Object.fromEntries(values['ours-env'].map(assignment)),
  };
}

function firstKey(path: string): { readonly tenantId: string; readonly apiKey: string } {
  const [first] = JSON.parse(readFileSync(path, 'utf8'));
  if (!first?.tenantId || !first.apiKey)
    throw new Error(`${path} holds no key; write it with \`clientele seed --keys-file\`.`);
  return first;
}

function namesOf<Name extends string>(flag: string, text: string, known: readonly Name[]): Name[] {
  return text.split(',').map((name) => {
    const found = known.find((one) => one === name.trim());
    if (!found) throw new Error(`${flag} takes names of ${known.join(', ')}, got "${name}".`);
    return found;
  });
}

function positive(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${flag} takes whole numbers from 1, got "${text}".`);
  return value;
}

function assignment(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--ours-env takes NAME=value, got "${text}".`);
  return [text.slice(0, at), text.slice(at + 1)];
}
