// Whether the login of DATABASE_URL may do what an origin does, on a database that tells of every write: asked before anything is served.
import type pino from 'pino';
import type { Pool } from '../db/pool.ts';
import { OperatorError } from '../lib/operator-error.ts';
import { checkCapture } from './capture.ts';

/** What only an operator can mend is told at once; a database that is merely away is waited for, and /readyz says so. */
export async function checkLogin(probe: Pool, log: pino.Logger): Promise<void> {
  try {
    await probe.query('select from tenant cross join persisted_operation limit 1');
    await checkCapture(probe);
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    const { code, message } = error as Error & { code?: string };
    if (code === '42501' || code === '22023') {
      throw new OperatorError(
        `The login of DATABASE_URL cannot become clientele_app (${message}): run \`clientele migrate\`, then \`grant clientele_app to <login>\`.`,
      );
    }
    if (code === '42P01')
      throw new OperatorError('The database lacks tables of this version: run `clientele migrate`.');
    log.warn({ err: error }, 'the database cannot be reached yet');
  }
}
