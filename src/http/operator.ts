// Whether a request comes from an operator. Without a key in the environment there are none.
import type { IncomingMessage } from 'node:http';
import { createSecretCheck } from '../lib/secret.ts';

export function createOperatorCheck(operatorKey: string | undefined): (request: IncomingMessage) => boolean {
  if (operatorKey === undefined) return () => false;
  const isRight = createSecretCheck(`Bearer ${operatorKey}`);
  return ({ headers }) => isRight(headers.authorization);
}
