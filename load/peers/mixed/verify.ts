// Before anything is measured: a server's answers to all questions are those of the server without a cache, and what the bench
// believes of the seeded rows is what both answer.
import { firstDifference } from '../answers.ts';
import type { CachedContestant } from '../cached-peers.ts';
import { type Client, dataOf } from './client.ts';
import type { History } from './history.ts';
import type { Operation } from './operations.ts';

export async function verifyAtStart(
  { contestant }: { readonly contestant: CachedContestant },
  client: Client,
  truth: Client,
  operations: readonly Operation[],
  history: History,
): Promise<void> {
  const units = operations.map((_, operation) => ({ operation }));
  const [told, known] = [await client.play(units, 8), await truth.play(units, 8)];
  const bodies = new Map(known.reads.map(({ operation, body }) => [operation, body]));
  for (const read of told.reads) {
    const operation = operations[read.operation]!;
    const { kind, document, variables } = operation;
    const answer = dataOf({ status: 200, body: read.body }, document);
    const wrong =
      firstDifference(dataOf({ status: 200, body: bodies.get(read.operation)! }, document), answer) ??
      history.judge(operation, answer, read);
    if (wrong) throw new Error(`${contestant.name} answers ${kind} ${JSON.stringify(variables)} wrongly: ${wrong}`);
  }
}
