// The scope of viewers who come through a federation gateway: of its own, so nothing that is kept for them is found from outside.
import { hash } from 'node:crypto';

/** As long as any scope (keys begin with one), and the hash of what no other is the hash of. */
export const scopeBehind = (scope: string): string => hash('sha256', `gateway ${scope}`, 'base64url').slice(0, 22);
