// Federation gateways: the header by which they are told from clients, and the scope of viewers who come through them.
// Invariant: that scope is of its own, so nothing that is kept for them is found from outside.
import { hash } from 'node:crypto';
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

/** As long as any scope (keys begin with one), and the hash of what no other is the hash of. */
export const scopeBehind = (scope: string): string => hash('sha256', `gateway ${scope}`, 'base64url').slice(0, 22);
