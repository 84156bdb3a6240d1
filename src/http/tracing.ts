// The trace of a request, for whoever works on it.
import type { IncomingMessage } from 'node:http';
import { createTrace, type Trace } from '../observability/trace.ts';
import { requestIdOf } from './request-id.ts';

export const traceOf = (request: IncomingMessage): Trace => createTrace(requestIdOf(request));
