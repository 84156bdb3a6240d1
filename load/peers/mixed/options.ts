// The command line of the mixed bench.
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
import type { TraceOptions } from './trace.ts';

export const serverNames = ['ours', 'yoga-redis', 'yoga-redis-type', 'apollo', 'mercurius'] as const;
export type ServerName = (typeof serverNames)[number];

const help = `Usage: node mixed.ts --database-url <url> --keys-file <path> [options]

${sharedHelp}
The database is copied and not written to; nobody may be connected to it meanwhile.

  --only <names>         of ${serverNames}                          [all]
  --rounds <n>           how often each server goes through the trace                                   [2]
  --requests <n>         measured requests of the trace, 5 % of them writes                             [20000]
  --warm-up <n>          requests before these, not measured                                            [4000]
  --batch <n>            requests between two checks at rest                                            [2000]
  --checks <n>           reads checked at rest after each batch                                         [1000]
  --connections <n>      clients                                                                        [16]
  --ttl <seconds>        how long Apollo and Mercurius keep answers                                     [60]
  --seed <n>             of the trace                                                                   [1]
  --no-oracle            leaves out the oracle
  --examples             tells some of the stale answers
`;

export interface MixedOptions extends SharedOptions {
  readonly servers: readonly ServerName[];
  readonly rounds: number;
  readonly trace: TraceOptions;
  readonly connections: number;
  readonly ttlSeconds: number;
  readonly withOracle: boolean;
  readonly withExamples: boolean;
}

export function readOptions(): MixedOptions {
  return readCommandLine(help, (askForHelp) => {
    const { values } = parseArgs({
      allowNegative: true,
      options: {
        ...sharedArguments,
        only: { type: 'string', default: serverNames.join() },
        rounds: { type: 'string', default: '2' },
        requests: { type: 'string', default: '20000' },
        'warm-up': { type: 'string', default: '4000' },
        batch: { type: 'string', default: '2000' },
        checks: { type: 'string', default: '1000' },
        connections: { type: 'string', default: '16' },
        ttl: { type: 'string', default: '60' },
        seed: { type: 'string', default: '1' },
        oracle: { type: 'boolean', default: true },
        examples: { type: 'boolean', default: false },
      },
    });
    askForHelp(values.help);
    const servers = namesOf('--only', values.only, serverNames);
    const shared = sharedOptions(values);
    requireKey(shared, servers);
    return {
      ...shared,
      servers,
      rounds: positive('--rounds', values.rounds),
      trace: {
        seed: positive('--seed', values.seed),
        requests: positive('--requests', values.requests),
        warmUp: positive('--warm-up', values['warm-up']),
        batch: positive('--batch', values.batch),
        checks: positive('--checks', values.checks),
      },
      connections: positive('--connections', values.connections),
      ttlSeconds: positive('--ttl', values.ttl),
      withOracle: values.oracle,
      withExamples: values.examples,
    };
  });
}
