// A plain question or mutation that no entry answers by its text: what it means, what it may cost, and what then goes out.
import type { Cache } from '../cache/cache.ts';
import { ClientError } from '../errors.ts';
import { cacheStatusOf } from '../http/cached.ts';
import { directionsOf } from '../http/directions.ts';
import type { Exchange } from '../http/exchange.ts';
import { noteOutcome } from '../http/meter.ts';
import { type Params, parseAddress, parseBody } from '../http/params.ts';
import { respond } from '../http/respond.ts';
import { termsOf, waitedHeaders } from '../http/terms.ts';
import type { Terms } from '../limits/terms.ts';
import type { Documents } from '../persisted/documents.ts';
import type { Execute, Outcome } from './execute.ts';
import { explain, withExtensions } from './explain.ts';
import type { Flow } from './flow.ts';
import type { Operation } from './operations.ts';
import type { Register } from './persisted-rows.ts';
import type { Prepare } from './preparation.ts';
import { questionOf } from './question.ts';
import { asksForReceipt, budgetHeaders, receiptOf } from './receipt.ts';
import { type Replies, refuse } from './replies.ts';
import type { Watch, Watched } from './watching.ts';

export interface AnswerOptions {
  readonly documents: Documents;
  readonly register: Register;
  readonly prepare: Prepare;
  readonly execute: Execute;
  readonly flow: Flow;
  readonly cache: Cache;
  /** What an answer depends on besides data and viewer: the code that makes it. */
  readonly buildId: string;
  /** For operators who look at single requests; null: there are none. */
  readonly watch: Watch | null;
}

/** What a request turned out to mean. */
interface Run {
  readonly operation: Operation;
  readonly params: Params;
  readonly terms: Terms;
  readonly signal: AbortSignal;
  readonly hasReceipt: boolean;
  readonly watched: Watched | undefined;
}

/** Rejects with what the client is to be told. */
export type Answer = (exchange: Exchange) => Promise<void>;

export function createAnswer(
  { documents, register, prepare, execute, flow, cache, buildId, watch }: AnswerOptions,
  replies: Replies,
): Answer {
  return answer;

  async function answer(exchange: Exchange): Promise<void> {
    const watched = watch?.begin(exchange.viewer, exchange.beganMs);
    try {
      const terms = termsOf(exchange.request);
      await replies.inTime(exchange, terms, (signal) => answerInTime(exchange, terms, signal, watched));
    } catch (error) {
      watched?.refused(error);
      throw error;
    }
  }

  async function answerInTime(exchange: Exchange, terms: Terms, signal: AbortSignal, watched?: Watched): Promise<void> {
    const { request, type, response, viewer, text } = exchange;
    const asked = request.method === 'GET' ? parseAddress(text) : parseBody(text);
    const document = await documents.find(asked);
    documents.note(text, document);
    const meant = { text: document.text, operationName: asked.operationName, viewer, signal };
    const operation = await terms.trace.during('prepare', () => prepare(meant));
    if ('errors' in operation) {
      flow.budget.punish(viewer);
      watched?.wrote(operation, terms);
      return refuse(response, type, operation, budgetHeaders(flow, viewer));
    }
    const kind = operation.definition.operation;
    if (kind === 'subscription')
      throw new ClientError('BAD_REQUEST', 'Subscriptions need `Accept: text/event-stream` or a WebSocket.');
    if (kind === 'mutation' && request.method === 'GET')
      throw new ClientError('METHOD_NOT_ALLOWED', 'A mutation needs POST: addresses are fetched by whoever sees them.');
    if (document.isNew) await register(viewer, operation);
    const params = { ...asked, query: document.text };
    const run = { operation, params, terms, signal, hasReceipt: asksForReceipt(params.extensions, terms), watched };
    await (kind === 'mutation' ? write(exchange, run) : read(exchange, run));
  }

  async function write(exchange: Exchange, { operation, params, terms, signal, hasReceipt, watched }: Run) {
    const { request, response, viewer } = exchange;
    const { query, variables } = params;
    watched?.request.means(query, operation.definition.name?.value, variables);
    const idempotencyKey = request.headers['idempotency-key'] as string | undefined;
    const outcome = await execute({ asText: true, operation, variables, viewer, idempotencyKey, terms, signal });
    watched?.wrote(outcome, terms);
    noteOutcome(response, 'mutation');
    replies.made(exchange, outcome, terms, hasReceipt);
  }

  async function read(exchange: Exchange, { operation, params, terms, signal, hasReceipt, watched }: Run) {
    const { request, response, type, viewer, text } = exchange;
    const { scope, subject } = viewer;
    const question = questionOf({ execute, buildId, viewer, operation, params, terms, request: watched?.request });
    const directions = directionsOf(request);
    watched?.asks({ ...question, ...directions });
    const isExplained = params.extensions?.['cache'] === true;
    const isOfAll = !isExplained && !hasReceipt;
    const served = await cache
      .serve({ ...question, ...directions, scope, subject, text: isOfAll ? text : null, signal })
      .finally(question.forget);
    watched?.served(served, terms);
    const { outcome, isStored } = served;
    const cacheStatus = cacheStatusOf(outcome, isStored);
    noteOutcome(response, outcome);
    if (served.answer) return replies.made(exchange, served.answer.made as Outcome, terms, hasReceipt, cacheStatus);
    const waited = waitedHeaders(terms);
    if (isOfAll) {
      const headers = [...flow.budget.headers(viewer), ...Object.entries(waited).flat()];
      return replies.entry(exchange, served.entry, outcome, isStored, headers);
    }
    const extensions = {
      ...(isExplained && { cache: await explain(cache, question, served) }),
      ...(hasReceipt && { cost: receiptOf(flow, viewer, terms, cacheStatus) }),
    };
    const headers = { ...budgetHeaders(flow, viewer), ...waited };
    respond(response, 200, type, withExtensions(served.entry.body.toString(), extensions), headers);
  }
}
