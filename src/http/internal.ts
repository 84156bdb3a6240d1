// For operators: metrics and the doctor, behind a key of their own. Without a key in the environment there is nothing here.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Doctor } from '../cache/doctor.ts';
import { createSecretCheck } from '../lib/secret.ts';
import type { Metrics } from '../observability/metrics.ts';
import { json, respond } from './respond.ts';

export interface InternalOptions {
  readonly operatorKey: string;
  readonly metrics: Metrics;
  /** Null: there is no cache to examine. */
  readonly doctor: Doctor | null;
  /** By path: what else operators ask. @default nothing */
  readonly more?: Readonly<Record<string, Route>>;
  readonly onError: (error: unknown) => void;
}

/** False: the path is none of these. */
export type Internal = (path: string, request: IncomingMessage, response: ServerResponse) => boolean;

const longestMs = 120_000;
const mostSampled = 5_000;
const mostPerSecond = 1_000;

export interface Route {
  readonly method: 'GET' | 'POST';
  readonly answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

export function createInternal({ operatorKey, metrics, doctor, more = {}, onError }: InternalOptions): Internal {
  const isOperator = createSecretCheck(`Bearer ${operatorKey}`);
  let isExamining = false;

  async function examine(doctor: Doctor, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parameters = new URL(request.url ?? '', 'http://localhost').searchParams;
    const sample = wholeNumber(parameters.get('sample') ?? '200', mostSampled);
    const perSecond = wholeNumber(parameters.get('rate') ?? '50', mostPerSecond);
    if (sample === null || perSecond === null) {
      const message = `\`sample\` is a whole number from 1 to ${mostSampled}, \`rate\` one from 1 to ${mostPerSecond}.`;
      return fail(response, 400, 'BAD_REQUEST', message);
    }
    if (isExamining) return fail(response, 409, 'CONFLICT', 'The doctor is at work: one examination at a time.');
    isExamining = true;
    const left = new AbortController();
    response.once('close', () => left.abort());
    try {
      const findings = await doctor({ sample, perSecond, withinMs: longestMs, signal: left.signal });
      respond(response, 200, json, JSON.stringify(findings));
    } finally {
      isExamining = false;
    }
  }

  const routes: Readonly<Record<string, Route>> = {
    '/metrics': {
      method: 'GET',
      answer: async (_, response) => respond(response, 200, metrics.contentType, await metrics.text()),
    },
    ...(doctor && { '/_cache/doctor': { method: 'POST', answer: examine.bind(null, doctor) } }),
    ...more,
  };

  return (path, request, response) => {
    const route = Object.hasOwn(routes, path) ? routes[path]! : null;
    if (!route) return false;
    if (!isOperator(request.headers.authorization)) {
      const message = 'Send the header `Authorization: Bearer <OPERATOR_KEY>`.';
      fail(response, 401, 'UNAUTHENTICATED', message, { 'www-authenticate': 'Bearer' });
    } else if (request.method !== route.method) {
      fail(response, 405, 'METHOD_NOT_ALLOWED', `Use ${route.method}.`, { allow: route.method });
    } else {
      route.answer(request, response).catch((error: unknown) => {
        onError(error);
        fail(response, 500, 'INTERNAL', 'Something went wrong on our side; the log tells more.');
      });
    }
    return true;
  };
}

/** From 1 to `most`, or null. */
function wholeNumber(text: string, most: number): number | null {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  return value >= 1 && value <= most ? value : null;
}

function fail(
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): void {
  respond(response, status, json, JSON.stringify({ error: { code, message } }), headers);
}
