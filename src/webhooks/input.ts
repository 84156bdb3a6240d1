// What may be asked of an endpoint. Throws BAD_USER_INPUT, or what is wrong with the subscription.
import type { Viewer } from '../auth/verdicts.ts';
import type { ComparedKeys } from '../db/known-keys.ts';
import { tableOf } from '../db/table.ts';
import { badInput } from '../errors.ts';
import { cleanText } from '../lib/text.ts';
import { comparedKeys } from '../live/rights.ts';
import { type AddressRules, parseUrl } from './address.ts';
import { type Tell, thinSubscription } from './telling.ts';

export interface EndpointValues {
  readonly url: string;
  readonly description: string;
  readonly subscription: string;
  readonly variables: unknown;
  readonly changedFields: readonly string[] | null;
  readonly coalesceSeconds: number;
  readonly skipOwn: boolean;
}

export const defaults = {
  description: '',
  subscription: thinSubscription,
  variables: {},
  changedFields: null,
  coalesceSeconds: 0,
  skipOwn: false,
} as const;

const longestDescription = 500;
const longestVariables = 50_000;
const mostChangedFields = 100;
const mostCoalesceSeconds = 3_600;

export interface Judges {
  /** Who will own it. */
  readonly viewer: Viewer;
  readonly rules: AddressRules;
  readonly tell: Tell;
}

export interface Cleaned {
  /** In the order of the columns that hold them. */
  readonly values: readonly unknown[];
  /** Of custom fields that its filters compare: whether there are such is for the database to say. */
  readonly keys: readonly ComparedKeys[];
}

export function cleaned({ viewer, rules, tell }: Judges, given: EndpointValues): Cleaned {
  const { subscription, changedFields, coalesceSeconds, skipOwn } = given;
  const { href } = parseUrl(cleanText(given.url, 'url'), rules);
  const description = cleanText(given.description, 'description');
  if (description.length > longestDescription)
    throw badInput(`\`description\` has at most ${longestDescription} characters.`, { field: 'description' });
  if (coalesceSeconds < 0 || coalesceSeconds > mostCoalesceSeconds) {
    const message = `\`coalesceSeconds\` is 0 to ${mostCoalesceSeconds}, got ${coalesceSeconds}.`;
    throw badInput(message, { field: 'coalesceSeconds' });
  }
  const variables = parseVariables(given.variables);
  const { lists } = tell(cleanText(subscription, 'subscription'), variables, viewer);
  const fields = changedFields && parseFields(changedFields, [...lists.keys()]);
  const values = [href, description, subscription, JSON.stringify(variables), fields, coalesceSeconds, skipOwn];
  return { values, keys: comparedKeys(lists) };
}

function parseVariables(given: unknown): Readonly<Record<string, unknown>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw badInput('`variables` must be an object.', { field: 'variables' });
  if (cleanText(JSON.stringify(given), 'variables').length <= longestVariables) return { ...given };
  throw badInput(`\`variables\` has at most ${longestVariables} characters.`, { field: 'variables' });
}

function parseFields(given: readonly string[], types: readonly string[]): string[] {
  const refuse = (message: string) => badInput(message, { field: 'changedFields' });
  if (given.length === 0 || given.length > mostChangedFields)
    throw refuse(`\`changedFields\` names 1 to ${mostChangedFields} fields; leave it out for all.`);
  for (const field of given)
    if (!types.some((type) => hasField(type, field)))
      throw refuse(`No record that the endpoint is told of has a field '${field.slice(0, 60)}'.`);
  return [...new Set(given)];
}

/** By the names that `changedFields` of an event has. */
function hasField(type: string, field: string): boolean {
  const { columns, fields, edges } = tableOf(type);
  return [columns, fields].some((named) => Object.hasOwn(named, field)) || edges[field]?.kind === 'any';
}
