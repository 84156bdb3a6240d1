// Comparing a secret that somebody sent with the one that is right, in a time that tells nothing of either.
import { hash, timingSafeEqual } from 'node:crypto';

/** Hashes, because timingSafeEqual wants equal lengths. */
const digest = (text: string) => hash('sha256', text, 'buffer');

export function createSecretCheck(secret: string): (given: unknown) => boolean {
  const wanted = digest(secret);
  return (given) => typeof given === 'string' && timingSafeEqual(digest(given), wanted);
}
