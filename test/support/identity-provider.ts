// An identity provider on the loopback interface, as OpenID Connect has it: a discovery document, a set of keys, and tokens.
// It can be away, turn its keys over, and counts who asks it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, type GenerateKeyPairResult, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const audience = 'clientele';

interface SigningKey extends GenerateKeyPairResult {
  readonly alg: string;
}

export interface TokenOptions {
  /** Name of the key. @default that of the first */
  readonly kid?: string;
  /** Signs, whatever the name says. */
  readonly key?: SigningKey;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly keys: ReadonlyMap<string, SigningKey>;
  /** Requests for keys so far. */
  asked(): number;
  isAway: boolean;
  addKey(kid: string, alg: string): Promise<void>;
  /** Good for five minutes, unless the claims say otherwise; a claim that is undefined is left out. */
  token(claims: JWTPayload, options?: TokenOptions): Promise<string>;
  stop(): Promise<void>;
}

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const keys = new Map<string, SigningKey>();
  let asked = 0;
  const server = createServer(async ({ url }, response) => {
    const answer = (body: unknown) => void response.end(JSON.stringify(body));
    if (provider.isAway) return void response.writeHead(503).end();
    if (url === '/.well-known/openid-configuration')
      return answer({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/keys` });
    asked++;
    const published = [...keys].map(async ([kid, { publicKey, alg }]) => ({
      ...(await exportJWK(publicKey)),
      kid,
      alg,
    }));
    answer({ keys: await Promise.all(published) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const provider: IdentityProvider = {
    issuer: `http://127.0.0.1:${port}`,
    keys,
    asked: () => asked,
    isAway: false,
    async addKey(kid, alg) {
      keys.set(kid, { alg, ...(await generateKeyPair(alg, { extractable: true })) });
    },
    token(claims, { kid = 'first', key = keys.get(kid)! } = {}) {
      const now = Math.floor(Date.now() / 1000);
      const payload = { iss: provider.issuer, aud: audience, sub: 'somebody', iat: now, exp: now + 300, ...claims };
      return new SignJWT(payload).setProtectedHeader({ alg: key.alg, kid }).sign(key.privateKey);
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
  await provider.addKey('first', 'RS256');
  for (const alg of ['ES256', 'PS256', 'EdDSA', 'ES384']) await provider.addKey(alg, alg);
  return provider;
}
