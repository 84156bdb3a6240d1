// The secrets that deliveries are signed with: shown once, kept encrypted, because signing needs them as they are.
// Invariant: what is in the database opens nothing without KEY_PEPPER, and nothing for another endpoint.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** As Standard Webhooks writes them. */
export const printSecret = (secret: Buffer): string => `whsec_${secret.toString('base64')}`;

export const newSecret = (): Buffer => randomBytes(keyBytes);

export interface SecretBox {
  /** AES-256-GCM, tied to the endpoint. */
  seal(secret: Buffer, endpointId: string): Buffer;
  /** Throws if it was made with another pepper, for another endpoint, or was changed. */
  open(sealed: Buffer, endpointId: string): Buffer;
}

export function createSecretBox(pepper: string): SecretBox {
  const key = Buffer.from(hkdfSync('sha256', pepper, '', 'clientele webhook secrets', keyBytes));
  return {
    seal(secret, endpointId) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(endpointId));
      return Buffer.concat([nonce, cipher.update(secret), cipher.final(), cipher.getAuthTag()]);
    },
    open(sealed, endpointId) {
      const nonce = sealed.subarray(0, nonceBytes);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce)
        .setAAD(Buffer.from(endpointId))
        .setAuthTag(sealed.subarray(-tagBytes));
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()]);
    },
  };
}
