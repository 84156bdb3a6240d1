// What PostgreSQL's errors mean to a client. Codes that are not listed are defects of ours and stay unexplained outside.
import { ClientError } from '../errors.ts';

interface PgError extends Error {
  readonly code?: string;
  readonly constraint?: string;
  readonly column?: string;
  readonly table?: string;
}

/** Connection lost, server starting, stopping or full: nothing happened, or it is unknown; another try may succeed. */
const unavailable = /^(08|57P0[1-5]|53|25P0[34])/;
const socketErrors = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);

/** `contact_tenant_id_company_id_fkey` speaks of `companyId`; a check or unique name without a column stays as it is. */
function fieldOf({ constraint = '', table = '', column }: PgError): string {
  const name =
    column ??
    constraint
      .replace(`${table}_`, '')
      .replace(/^tenant_id_/, '')
      .replace(/_(fkey|check\d*|key)$/, '');
  return name.replace(/_(minor|currency)$/, '').replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** The error for the client, or null if the error is none of the client's or the database's state. */
export function clientErrorOf(error: unknown): ClientError | null {
  if (error instanceof ClientError) return error;
  const pg = error as PgError;
  const code = typeof pg?.code === 'string' ? pg.code : ''; // a DOMException's is a number
  const details = { field: fieldOf(pg ?? {}) };
  if (code === '23505')
    return new ClientError(
      'ALREADY_EXISTS',
      `Another ${pg.table ?? 'record'} has the same ${details.field}.`,
      details,
      error,
    );
  if (code === '23503')
    return new ClientError(
      'BAD_USER_INPUT',
      `\`${details.field}\` names a record that does not exist.`,
      details,
      error,
    );
  if (code === '23514')
    return new ClientError('BAD_USER_INPUT', `\`${details.field}\` is out of its range or form.`, details, error);
  if (code === '23502')
    return new ClientError('BAD_USER_INPUT', `\`${details.field}\` must have a value.`, details, error);
  if (code === '22003')
    return new ClientError('BAD_USER_INPUT', 'A number is larger or smaller than any that is kept here.', {}, error);
  if (code.startsWith('22')) return new ClientError('BAD_USER_INPUT', 'A value is of the wrong form.', {}, error);
  if (code === '57014')
    return new ClientError('DEADLINE_EXCEEDED', 'The answer took too long; ask for less.', {}, error);
  if (code === '55P03' || code === '40001' || code === '40P01') {
    return new ClientError(
      'UNAVAILABLE',
      'Others are writing the same records; try again.',
      { retryable: true },
      error,
    );
  }
  if (
    unavailable.test(code) ||
    socketErrors.has(code) ||
    /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(pg?.message ?? '')
  ) {
    return new ClientError('UNAVAILABLE', 'The database cannot be reached now; try again.', { retryable: true }, error);
  }
  return null;
}
