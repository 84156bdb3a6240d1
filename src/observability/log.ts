// The log of a process.
// Invariant: no API key is written to it, wherever in a message, an error or a stack it stands.
import pino from 'pino';
import { redactKeys } from '../lib/redact.ts';

export function createLog(level: string, destination?: pino.DestinationStream): pino.Logger {
  const options = {
    level,
    redact: ['*.authorization', '*.headers', 'err.parameters'],
    hooks: { streamWrite: redactKeys },
  };
  return destination ? pino(options, destination) : pino(options);
}
