// What PostgreSQL can keep as text: no NUL, and no half of a surrogate pair, which would silently become U+FFFD on the way.
import { badInput } from '../errors.ts';
import { isUuid } from './uuid.ts';

export function cleanText(text: string, field: string): string {
  if (text.includes('\0') || !text.isWellFormed()) {
    throw badInput(`\`${field}\` holds a character that is no text: NUL or half of a surrogate pair.`, { field });
  }
  return text;
}

/** An id as clients write it; upper case is taken, since other systems print UUIDs so. */
export function parseId(id: string, field: string): string {
  const lower = id.toLowerCase();
  if (!isUuid(lower))
    throw badInput(`\`${field}\` is no id: ids are UUIDs, 36 characters of 0-9, a-f and dashes.`, { field });
  return lower;
}
