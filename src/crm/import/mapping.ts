// The mapping file: which field of a record comes from which column, and how. Its form is checked here, all mistakes at once;
// whether it fits the entity and the file is checked in check-mapping.ts.
import { z } from 'zod';
import { OperatorError } from '../../lib/operator-error.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], 'text, a number, true, false or null');
const text = z.string().min(1);
const texts = z.union([text.transform((one) => [one]), z.array(text).min(1)], 'text, or a list of texts');

/** What can be done to the text of a cell, for a column everywhere or for one field. */
const cleaning = {
  trim: z.boolean().optional(),
  empty: z.array(z.string()).optional(),
  values: z.record(z.string(), scalar).optional(),
  otherwise: z.enum(['keep', 'refuse', 'empty']).optional(),
  case: z.enum(['lower', 'upper']).optional(),
};

const decimal = z.union([z.number(), z.string()], 'a number').transform(String);

const source = z.preprocess(
  (given) => (typeof given === 'string' ? { column: given } : given),
  z
    .strictObject({
      column: text.optional(),
      value: scalar.optional(),
      template: texts.optional(),
      optional: z.boolean().optional(),
      ...cleaning,
      part: z.enum(['first', 'last']).optional(),
      decimal: z.enum(['.', ',']).optional(),
      group: z.string().length(1).regex(/[^\w]/, 'one character that is no letter or digit').optional(),
      scale: decimal.optional(),
      round: z.boolean().optional(),
      currency: z
        .union([text, z.strictObject({ column: text })], 'a code such as "USD", or { "column": … }')
        .optional(),
      date: texts.optional(),
      by: text.optional(),
      type: z.union([text, z.strictObject({ column: text })], 'an entity, or { "column": … }').optional(),
      create: z.union([z.boolean(), z.record(z.string(), scalar)], 'true, or an object of fields').optional(),
      separator: text.optional(),
    })
    .refine((given) => [given.column, given.value, given.template].filter((each) => each !== undefined).length === 1, {
      error: 'exactly one of `column`, `value` and `template`',
    }),
);

const stage = z.strictObject({
  name: text,
  status: z.enum(['OPEN', 'WON', 'LOST']).optional(),
  probability: z.int().min(0).max(100).optional(),
});

const form = z.strictObject({
  $schema: z.string().optional(),
  delimiter: z.string().length(1).optional(),
  trim: z.boolean().optional(),
  emptyCells: z.enum(['keep', 'clear']).optional(),
  formulaGuard: z.boolean().optional(),
  columns: z.record(z.string(), z.strictObject({ ...cleaning, optional: z.boolean().optional() })).optional(),
  id: source.optional(),
  externalIds: z.record(z.string().min(1).max(100), source).optional(),
  pipeline: z.strictObject({ name: text, stages: z.array(stage).min(1) }).optional(),
  fields: z.record(z.string(), source),
  custom: z.record(z.string(), source).optional(),
});

export type Mapping = z.output<typeof form>;
export type Source = z.output<typeof source>;
export type Cleaning = Pick<Source, keyof typeof cleaning>;

/** `name` is where the text came from, for messages. */
export function parseMapping(json: string, name: string): Mapping {
  let given: unknown;
  try {
    given = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new OperatorError(`${name} is no JSON: ${(error as Error).message}`);
  }
  const parsed = form.safeParse(given);
  if (parsed.success) return parsed.data;
  throw mappingError(
    parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.') || 'the whole'}: ${message}`),
    name,
  );
}

export function mappingError(problems: readonly string[], name: string): OperatorError {
  return new OperatorError(
    `The mapping in ${name} is not right (docs/import.md tells more):\n  ${problems.join('\n  ')}`,
  );
}
