// Values of custom fields: each checked against its definition before it goes into the record's `custom` column.
import { unknownKey } from '../db/known-keys.ts';
import type { Table, Values } from '../db/table.ts';
import type { Reader, Transaction } from '../db/transaction.ts';
import { badInput } from '../errors.ts';
import { isDay } from '../lib/day.ts';
import { cleanText } from '../lib/text.ts';
import { customField } from './custom-field.ts';

interface Definition {
  readonly key: string;
  readonly kind: 'TEXT' | 'NUMBER' | 'DATE' | 'SELECT' | 'BOOLEAN';
  readonly options: readonly string[];
}

const longestText = 2000;

/** What each kind takes, and how to say so. */
const kinds: Record<
  Definition['kind'],
  { takes: (value: unknown, definition: Definition) => boolean; expected: (definition: Definition) => string }
> = {
  TEXT: {
    takes: (value) => typeof value === 'string' && value.length <= longestText,
    expected: () => `text of at most ${longestText} characters`,
  },
  NUMBER: { takes: (value) => typeof value === 'number' && Number.isFinite(value), expected: () => 'a number' },
  DATE: { takes: (value) => typeof value === 'string' && isDay(value), expected: () => 'a day, YYYY-MM-DD' },
  SELECT: {
    takes: (value, { options }) => options.includes(value as string),
    expected: ({ options }) => `one of ${options.join(', ')}`,
  },
  BOOLEAN: { takes: (value) => typeof value === 'boolean', expected: () => 'true or false' },
};

/** Keys are no secret from who reads records, in which they stand: this takes no scope of its own. */
const { scope: _, ...definitions } = customField;

export async function definedKeys(reader: Reader, table: Pick<Table, 'name'>): Promise<readonly string[]> {
  const partition = { column: 'recordType', values: [table.name] };
  reader.recorder.scan({ table: definitions, partition, uses: ['recordType', 'key', 'deletedAt'] });
  return (await definitionsIn(reader, table)).map(({ key }) => key);
}

const definitionsIn = (reader: Pick<Reader, 'query' | 'tenantId'>, { name }: Pick<Table, 'name'>) =>
  reader.query<Definition>({
    text: 'select key, kind, options from custom_field where tenant_id = $1 and record_type = $2 and deleted_at is null order by key',
    values: [reader.tenantId, name],
  });

/** The record's values with the given ones in place: null clears a key, keys left out stay. */
export async function mergeCustom(tx: Transaction, table: Table, given: unknown, current: Values): Promise<Values> {
  if (given === null) return {};
  // A literal `{ __proto__: … }` becomes the prototype of the object that graphql-jit makes: no plain object, and no keys.
  if (typeof given !== 'object' || ![Object.prototype, null].includes(Object.getPrototypeOf(given)))
    throw badInput('`custom` is an object of values by key.', { field: 'custom' });
  const definitions = await definitionsIn(tx, table);
  const merged = { ...current };
  for (const [key, value] of Object.entries(given)) {
    const definition = definitions.find((each) => each.key === key);
    if (!definition)
      throw unknownKey(
        table,
        cleanText(key, 'custom'),
        definitions.map((each) => each.key),
      );
    if (value === null) delete merged[key];
    else if (!kinds[definition.kind].takes(value, definition))
      throw badInput(`\`custom.${key}\` takes ${kinds[definition.kind].expected(definition)}.`, {
        field: `custom.${key}`,
      });
    else merged[key] = typeof value === 'string' ? cleanText(value, `custom.${key}`) : value;
  }
  return merged;
}
