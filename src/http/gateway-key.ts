// The header by which gateways are told from clients.
import type { IncomingMessage } from 'node:http';
import { createSecretCheck } from '../lib/secret.ts';

const header = 'x-clientele-gateway';

/** Who takes itself for a gateway. */
export const claimsGateway = ({ headers }: IncomingMessage): boolean => headers[header] !== undefined;

/** Who is one; without a key nobody. */
export function createGatewayCheck(gatewayKey: string | undefined): (request: IncomingMessage) => boolean {
  if (gatewayKey === undefined) return () => false;
  const isRight = createSecretCheck(gatewayKey);
  return ({ headers }) => isRight(headers[header]);
}
