// `clientele doctor --url <node>`: asks a running node to execute a sample of its kept answers again, and tells whether one that
// it would serve is not true. Exit code 1 then, and when the node cannot serve from its cache at all.
import type { Command } from 'commander';
import type { Findings, Wrong } from '../cache/doctor.ts';
import { readConfig } from '../config.ts';
import { OperatorError } from '../lib/operator-error.ts';
import type { CliCommand } from './cli-command.ts';

interface Options {
  readonly url: string;
  readonly sample: string;
  readonly rate: string;
}

export interface DoctorRequest extends Options {
  readonly operatorKey: string;
  readonly signal: AbortSignal;
}

/** The node itself ends an examination after two minutes. */
const longestMs = 150_000;

/** What to print. Throws an OperatorError when something is wrong, or nobody answers. */
export async function examine({ url, sample, rate, operatorKey, signal }: DoctorRequest): Promise<string> {
  if (!URL.canParse(url))
    throw new OperatorError(`--url takes the address of a node, such as http://localhost:4000, got "${url}".`);
  const address = new URL('/_cache/doctor', url);
  address.search = String(new URLSearchParams({ sample, rate }));
  const findings = await ask(address, operatorKey, AbortSignal.any([signal, AbortSignal.timeout(longestMs)]));
  const verdict = `${address.host}: ${verdictOf(findings)}`;
  if (findings.wrong.length > 0 || !findings.isLive) throw new OperatorError(verdict);
  return verdict;
}

async function ask(address: URL, operatorKey: string, signal: AbortSignal): Promise<Findings> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${operatorKey}` }, signal });
    text = await response.text();
  } catch (error) {
    const { message, cause } = error as Error;
    const reason = cause instanceof Error && cause.message ? cause.message : message;
    throw new OperatorError(`${address.host} did not answer: ${reason}.`);
  }
  if (response.ok) return JSON.parse(text) as Findings;
  if (response.status === 404)
    throw new OperatorError(
      `${address.host} has no doctor: start the node with OPERATOR_KEY, and give its address without a path.`,
    );
  if (response.status === 401) throw new OperatorError(`${address.host} has another OPERATOR_KEY.`);
  throw new OperatorError(`${address.host} refused (${response.status}): ${messageOf(text)}`);
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { error: { message: string } }).error.message;
  } catch {
    return text.slice(0, 200);
  }
}

function verdictOf({
  isLive,
  entries,
  sampled,
  equal,
  changedAndInvalid,
  inexact,
  uncacheable,
  unjudged,
  wrong,
}: Findings): string {
  if (!isLive) return 'the node does not know of recent changes, and serves nothing from its cache.';
  const parts = [
    [equal, 'equal'],
    [changedAndInvalid, 'changed meanwhile, and known as such'],
    [inexact, 'differ in what may differ for a while (statistics, or fields with a short maxAge)'],
    [uncacheable, 'could not be executed again without errors'],
    [unjudged, 'could not be judged: the change feed was late'],
    [wrong.length, 'WRONG: they would be served, and are not true'],
  ] as const;
  const counts = parts.filter(([count]) => count > 0).map(([count, what]) => `\n  ${count} ${what}`);
  const sum = `${sampled} of ${entries} kept answers were executed again.`;
  return [sum, ...counts, ...wrong.slice(0, mostShown).map(lineOf)].join('');
}

/** The answer has them all. */
const mostShown = 20;

const lineOf = ({ key, path, tags, position, freshPosition, ageSeconds, kept, fresh }: Wrong) =>
  `\n    ${key}: ${path} differs; ${tags} tags, ${ageSeconds} s old, valid at ${position}, read again at ${freshPosition};` +
  ` kept ${kept.bytes} bytes ${kept.etag}, fresh ${fresh.bytes} bytes ${fresh.etag}`;

export const doctorCommand: CliCommand = {
  declare: (command: Command) => {
    command
      .requiredOption('--url <url>', 'address of the node, such as http://localhost:4000')
      .option('--sample <number>', 'kept answers to execute again', '200')
      .option('--rate <number>', 'executions a second', '50');
  },
  run: async (command, signal) => {
    const { operatorKey } = readConfig(process.env, ['OPERATOR_KEY']);
    console.log(await examine({ ...command.opts<Options>(), operatorKey, signal }));
    return undefined;
  },
};
