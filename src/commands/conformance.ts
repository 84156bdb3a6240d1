// `clientele conformance`: whether a subgraph, of whomever and in whatever language, keeps the contract of docs/subgraphs.md.
// Exit code 1 if it breaks a rule. It writes: give it a database for tests.
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { checkConformance } from '../conformance/conformance.ts';
import { startPostListener } from '../conformance/post-listener.ts';
import { lineOf } from '../conformance/rule.ts';
import { parseScenario } from '../conformance/scenario.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { CliCommand } from './cli-command.ts';

interface Options {
  readonly config: string;
  readonly keyFile: string;
  readonly url?: string;
  readonly seconds: string;
  readonly only?: string;
  readonly pushListen?: string;
}

const longestSeconds = 3_600;

async function read(path: string, option: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new OperatorError(`${option} names a file that cannot be read: ${(error as Error).message}`);
  }
}

function listenAt(text: string): { host: string; port: number } {
  const [, host = '127.0.0.1', port] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === undefined || Number(port) > 65_535)
    throw new OperatorError(`--push-listen takes a port, or host:port, got "${text}".`);
  return { host, port: Number(port) };
}

export const conformanceCommand: CliCommand = {
  declare: (command: Command) => {
    command
      .requiredOption('--config <file>', 'who asks, reads and writes: see docs/subgraphs.md')
      .requiredOption('--key-file <file>', 'a file that holds the key of the subgraph')
      .option('--url <url>', 'address of the subgraph, in place of the one in the file')
      .option('--seconds <number>', 'how long readers and writers race', '10')
      .option('--only <words>', 'check only rules that have these words in their names')
      .option(
        '--push-listen <[host:]port>',
        'where the subgraph posts its writes, at /_cache/frames/<name>, if it does',
      );
  },
  run: async (command, signal) => {
    const { config, keyFile, url, seconds, only, pushListen } = command.opts<Options>();
    const scenario = parseScenario(await read(config, '--config'));
    const key = (await read(keyFile, '--key-file')).trim();
    if (key === '') throw new OperatorError('The file that --key-file names is empty.');
    if (url !== undefined && !URL.canParse(url)) throw new OperatorError(`--url takes an address, got "${url}".`);
    if (!(Number(seconds) > 0 && Number(seconds) <= longestSeconds))
      throw new OperatorError(`--seconds takes a number up to ${longestSeconds}, got "${seconds}".`);
    const posts = pushListen === undefined ? null : await startPostListener({ ...listenAt(pushListen), key });
    if (posts) console.log(`posts are taken at port ${posts.port}`);
    const findings = await checkConformance({
      scenario: { ...scenario, ...(url && { url }) },
      key,
      seconds: Number(seconds),
      signal,
      posts,
      ...(only && { only }),
      onFinding: (finding) => console.log(lineOf(finding)),
    }).finally(() => posts?.stop());
    if (findings.length === 0) throw new OperatorError(`No rule has the words "${only}" in its name.`);
    const count = (outcome: string) => findings.filter((finding) => finding.outcome === outcome).length;
    const sum = `${count('ok')} rules are kept, ${count('FAILED')} broken, ${count('skipped')} were not checked.`;
    if (count('FAILED') > 0) throw new OperatorError(sum);
    console.log(sum);
    return undefined;
  },
};
