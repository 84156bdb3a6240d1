// Ids of made-up rows: the form and order of UUIDv7, and the same on every machine.
import { createHash } from 'node:crypto';

const hashOf = (text: string) => createHash('md5').update(text).digest('hex');

/** `ms` is the time of creation, by which ids sort; `text` names the row. */
export function seededId(ms: number, text: string): string {
  const hash = hashOf(text);
  const time = ms.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hash.slice(0, 3)}-8${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}

/** 0 to n - 1, by a chance that is the same each time. */
export function seededChance(n: number, text: string): number {
  return Number.parseInt(hashOf(text).slice(-7), 16) % n;
}
