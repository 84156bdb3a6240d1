// Who asks. Invariant: a viewer is believed only beside the key, and keys are compared in a time that tells nothing.
import { createHash, timingSafeEqual } from 'node:crypto';
import { GraphQLError } from 'graphql';

export interface Viewer {
  readonly tenantId: string;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

export function createAccess(key: string): (given: unknown) => boolean {
  const wanted = digest(key);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), wanted);
}

export const isUuid = (text: unknown): text is string =>
  typeof text === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Null for nobody: such a question gets no further than the SDL. */
export function viewerOf({ headers }: Request): Viewer | null {
  try {
    const { tenantId } = Object(JSON.parse(headers.get('x-clientele-viewer') ?? 'null'));
    return isUuid(tenantId) ? { tenantId } : null;
  } catch {
    return null;
  }
}

export const refused = (code: string, message: string) => new GraphQLError(message, { extensions: { code } });
export const badInput = (message: string) => refused('BAD_USER_INPUT', message);
export const unauthenticated = refused(
  'UNAUTHENTICATED',
  'Send `x-clientele-edge` or `x-clientele-gateway` with the key of this subgraph, and `x-clientele-viewer`.',
);
