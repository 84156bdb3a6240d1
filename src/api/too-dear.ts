// The refusal of an operation that costs more than any may: what it costs, where, and which page sizes would do.
import { ClientError } from '../errors.ts';
import type { Cost, SizeOf } from '../limits/cost.ts';

interface TooDear {
  readonly cost: Cost;
  readonly values: Readonly<Record<string, unknown>>;
  readonly sizeOf: SizeOf;
  readonly ceiling: number;
  readonly requested: number;
}

const mostFields = 5;

export function tooDear({ cost, values, sizeOf, ceiling, requested }: TooDear): ClientError {
  const fits = cost.fits(values, ceiling, sizeOf);
  const best = fits.find((fit) => fit.fits > 0);
  const help = best
    ? `With \`${best.argument}: ${best.fits}\` at \`${best.path}\` it would do.`
    : 'Ask for fewer levels of pages, or in several operations.';
  return new ClientError(
    'COST_EXCEEDED',
    `The operation costs ${Math.ceil(requested)} points, and one may cost ${ceiling}. ${help}`,
    { cost: Math.ceil(requested), ceiling, fields: cost.fields(values, mostFields, sizeOf), fits },
  );
}
