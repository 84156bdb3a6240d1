// Proof that all servers do the same work: every answer is fetched once, brought to one shape and compared.
import type { Contestant } from './contestants.ts';
import { normalise, type OperationName, operationNames } from './operations.ts';
import type { Server } from './server-process.ts';

export interface AnswerSize {
  readonly nodes: number;
  /** By the name of the server. */
  readonly bytes: Readonly<Record<string, number>>;
}

/** Throws at the first difference; the sizes (of the largest answer) are for the report. */
export async function verifyEqualAnswers(
  servers: readonly Server<Contestant>[],
  companyIds: readonly string[],
): Promise<Record<OperationName, AnswerSize>> {
  const sizes: Partial<Record<OperationName, AnswerSize>> = {};
  for (const operation of operationNames) {
    for (const companyId of operation === 'P1' ? companyIds : companyIds.slice(0, 1)) {
      const answers = await Promise.all(servers.map((server) => ask(server, operation, companyId)));
      for (const [at, answer] of answers.entries()) {
        const difference = firstDifference(answers[0]!.value, answer.value);
        if (difference) {
          const names = `${servers[0]!.contestant.name} and ${servers[at]!.contestant.name}`;
          const what = operation === 'P1' ? `P1 for company ${companyId}` : operation;
          throw new Error(`${what}: ${names} differ at ${difference}`);
        }
      }
      const nodes = countObjects(answers[0]!.value);
      if (nodes <= (sizes[operation]?.nodes ?? 0)) continue;
      sizes[operation] = {
        nodes,
        bytes: Object.fromEntries(answers.map(({ bytes }, at) => [servers[at]!.contestant.name, bytes])),
      };
    }
  }
  return sizes as Record<OperationName, AnswerSize>;
}

async function ask(
  server: Server<Contestant>,
  operation: OperationName,
  companyId: string,
): Promise<{ value: unknown; bytes: number }> {
  const { path, ...init } = server.contestant.request(operation, companyId);
  const response = await fetch(server.origin + path, init);
  const text = await response.text();
  const failed = (): Error =>
    new Error(`${server.contestant.name} did not answer ${operation}: HTTP ${response.status} ${text.slice(0, 1000)}`);
  if (!response.ok) throw failed();
  const { data, errors } = JSON.parse(text);
  if (errors || !data) throw failed();
  return { value: normalise[operation](data), bytes: Buffer.byteLength(text) };
}

/** Where two values differ, as a path; null if nowhere. */
export function firstDifference(a: unknown, b: unknown, path = 'data'): string | null {
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const difference = firstDifference(a[key], b[key], `${path}.${key}`);
      if (difference) return difference;
    }
    return null;
  }
  return a === b ? null : `${path}: ${JSON.stringify(a)} against ${JSON.stringify(b)}`;
}

function countObjects(value: unknown): number {
  if (!isObject(value)) return 0;
  const own = Array.isArray(value) || 'currency' in value ? 0 : 1; // money is a value, not a node
  return Object.values(value).reduce<number>((sum, child) => sum + countObjects(child), own);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
