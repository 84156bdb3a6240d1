import type { Transaction } from '../../db/transaction.ts';

/**
 * Rules of new records only read, and look at the same few rows again and again (the stage of a deal, a custom field):
 * within one part of a batch, where nothing else writes, each is read once.
 */
export function remembering(tx: Transaction): Transaction {
  const answers = new Map<string, Promise<unknown[]>>();
  return {
    ...tx,
    query<Row>(statement: Parameters<Transaction['query']>[0]): Promise<Row[]> {
      const key = JSON.stringify([statement.text, statement.values]);
      let answer = answers.get(key);
      if (!answer) {
        answer = tx.query(statement);
        answers.set(key, answer);
      }
      return answer as Promise<Row[]>;
    },
  };
}
