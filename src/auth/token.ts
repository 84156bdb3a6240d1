// Tokens of an identity provider: signature, issuer, audience and time, and what the claims say of tenant, role and person.
// Invariant: only asymmetric signatures count. A token that is not signed, or signed with a public key as a secret, is refused.
import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { ClientError } from '../errors.ts';
import { isUuid } from '../lib/uuid.ts';
import { unauthenticated } from './bearer.ts';
import { isRole, type Role, roles } from './rights.ts';

export interface TokenOptions {
  readonly issuer: string;
  readonly audience: string;
  readonly keys: JWTVerifyGetKey;
  /** Names of the claims with the tenant's id, and with the role. */
  readonly tenantClaim: string;
  readonly roleClaim: string;
}

/** What a token says, and is believed. */
export interface Claims {
  readonly tenantId: string;
  readonly role: Role;
  readonly sub: string;
  /** In lower case; null unless the provider says that it is verified. */
  readonly email: string | null;
  /** Seconds since 1970. */
  readonly exp: number;
}

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Clocks of two machines are apart by less. */
const toleranceSeconds = 30;

/** Throws UNAUTHENTICATED, or UNAVAILABLE when the issuer's keys cannot be had. */
export function createTokenCheck({ issuer, audience, keys, tenantClaim, roleClaim }: TokenOptions) {
  return async (token: string): Promise<Claims> => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience,
      algorithms,
      clockTolerance: toleranceSeconds,
      requiredClaims: ['exp', 'sub'],
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return claimsOf(payload, tenantClaim, roleClaim);
  };
}

function claimsOf(payload: JWTPayload, tenantClaim: string, roleClaim: string): Claims {
  const tenantId = payload[tenantClaim];
  if (typeof tenantId !== 'string' || !isUuid(tenantId))
    throw wrongClaim(`The token's claim \`${tenantClaim}\` is not the id of a tenant.`);
  const named = payload[roleClaim];
  const role = (Array.isArray(named) ? named : [named]).find(isRole);
  if (role === undefined)
    throw wrongClaim(`The token's claim \`${roleClaim}\` names none of the roles ${Object.keys(roles).join(', ')}.`);
  const { sub, email, email_verified: isVerified, exp } = payload;
  if (typeof sub !== 'string' || sub === '' || typeof exp !== 'number')
    throw wrongClaim('The token has no `sub` and `exp`.');
  const address = typeof email === 'string' && isVerified === true ? email.toLowerCase() : null;
  return { tenantId, role, sub, email: address, exp };
}

const help = 'Log in again, and send the token that you get.';
const wrongClaim = (message: string) =>
  unauthenticated('WRONG_CLAIM', message, 'The identity provider sets its claims.');

/** No text repeats anything of the token. */
function refusalOf(error: unknown): ClientError {
  if (error instanceof ClientError) return error;
  if (error instanceof errors.JWTExpired) return unauthenticated('EXPIRED', 'The token has expired.', help);
  if (error instanceof errors.JWTClaimValidationFailed)
    return wrongClaim(`The token's claim \`${error.claim}\` is wrong.`);
  if (error instanceof errors.JOSEError)
    return unauthenticated('WRONG_TOKEN', 'The token is not signed by the identity provider of this server.', help);
  return unauthenticated('WRONG_TOKEN', 'The token cannot be read.', help);
}
