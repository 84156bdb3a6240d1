// The command line of the bench of uncached questions.
import { parseArgs } from 'node:util';
import {
  namesOf,
  positive,
  readCommandLine,
  requireKey,
  type SharedOptions,
  sharedArguments,
  sharedHelp,
  sharedOptions,
} from './command-line.ts';
import { type OperationName, operationNames } from './operations.ts';

const help = `Usage: node bench.ts --database-url <url> --keys-file <path> [options]
       node bench.ts --database-url <url> --tenant <uuid> --api-key <key> [options]

${sharedHelp}
  --only <names>         of ours,postgraphile,mercurius,mercurius-dataloader,yoga,sql                   [all]
  --operations <names>   of P1,P2,P3                                                                    [all]
  --rounds <n>           interleaved rounds                                                             [5]
  --requests <n,n,n>     requests of P1, P2 and P3 for each server and round                            [5000,1000,250]
  --connections <n>      keep-alive connections                                                         [16]
`;

export interface BenchOptions extends SharedOptions {
  readonly servers: readonly string[];
  readonly operations: readonly OperationName[];
  readonly rounds: number;
  readonly requests: Readonly<Record<OperationName, number>>;
  readonly connections: number;
}

const serverNames = ['ours', 'postgraphile', 'mercurius', 'mercurius-dataloader', 'yoga', 'sql'];

export function readOptions(): BenchOptions {
  return readCommandLine(help, (askForHelp) => {
    const { values } = parseArgs({
      options: {
        ...sharedArguments,
        only: { type: 'string', default: serverNames.join() },
        operations: { type: 'string', default: operationNames.join() },
        rounds: { type: 'string', default: '5' },
        requests: { type: 'string', default: '5000,1000,250' },
        connections: { type: 'string', default: '16' },
      },
    });
    askForHelp(values.help);
    const servers = namesOf('--only', values.only, serverNames);
    const shared = sharedOptions(values);
    requireKey(shared, servers);
    const requests = values.requests.split(',').map((text) => positive('--requests', text));
    if (requests.length !== 3)
      throw new Error(`--requests takes three numbers for P1, P2 and P3, got "${values.requests}".`);
    return {
      ...shared,
      servers,
      operations: namesOf('--operations', values.operations, operationNames),
      rounds: positive('--rounds', values.rounds),
      requests: { P1: requests[0]!, P2: requests[1]!, P3: requests[2]! },
      connections: positive('--connections', values.connections),
    };
  });
}
