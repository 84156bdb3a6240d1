// The log of a process.
// Invariant: no API key is written to it, wherever in a message, an error or a stack it stands; of an error only what is named here.
import pino from 'pino';
import { redactKeys } from '../lib/redact.ts';

export function createLog(level: string, destination?: pino.DestinationStream): pino.Logger {
  const options = {
    level,
    redact: ['*.authorization', '*.headers'],
    serializers: { err: loggedError },
    hooks: { streamWrite: redactKeys },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** What Node and PostgreSQL add to an error: its code, and in which function of the database it arose. */
interface Described extends Error {
  readonly code?: unknown;
  readonly where?: unknown;
}

/**
 * Not all that hangs on an error: pg's have the client that broke, 8 KB with its host, user and statements, or the values of a row.
 * Causes stand in message and stack.
 */
function loggedError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { type, message, stack } = pino.stdSerializers.err(error);
  const { code, where }: Described = error;
  const errors = error instanceof AggregateError ? error.errors.map(loggedError) : undefined;
  return { type, message, code, where, stack, errors };
}
