// The command line of the bench of hits.
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
} from '../command-line.ts';
import { type OperationName, operationNames } from '../operations.ts';

export const serverNames = ['raw', 'ours', 'ours-edge', 'yoga-redis', 'yoga-memory', 'apollo', 'mercurius'] as const;
export type ServerName = (typeof serverNames)[number];

const help = `Usage: node hits.ts --database-url <url> --keys-file <path> [options]

${sharedHelp}
  --only <names>         of ${serverNames}                      [all]
  --operations <names>   of P1,P2,P3                                                                    [all]
  --connections <n,n>    keep-alive connections, one measurement for each number                        [16,64]
  --rounds <n>           interleaved rounds                                                             [5]
  --seconds <n>          length of a measurement                                                        [3]
  --requests <n>         ends a measurement earlier                                                     [1000000]
`;

export interface HitsOptions extends SharedOptions {
  readonly servers: readonly ServerName[];
  readonly operations: readonly OperationName[];
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly seconds: number;
  readonly requests: number;
}

export function readOptions(): HitsOptions {
  return readCommandLine(help, (askForHelp) => {
    const { values } = parseArgs({
      options: {
        ...sharedArguments,
        only: { type: 'string', default: serverNames.join() },
        operations: { type: 'string', default: operationNames.join() },
        connections: { type: 'string', default: '16,64' },
        rounds: { type: 'string', default: '5' },
        seconds: { type: 'string', default: '3' },
        requests: { type: 'string', default: '1000000' },
      },
    });
    askForHelp(values.help);
    const servers = namesOf('--only', values.only, serverNames);
    const shared = sharedOptions(values);
    requireKey(shared, servers);
    return {
      ...shared,
      servers,
      operations: namesOf('--operations', values.operations, operationNames),
      connections: values.connections.split(',').map((text) => positive('--connections', text)),
      rounds: positive('--rounds', values.rounds),
      seconds: positive('--seconds', values.seconds),
      requests: positive('--requests', values.requests),
    };
  });
}
