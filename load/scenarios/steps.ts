// Steps over HTTP: before a request the question is put into it, after it the answer is judged and noted.

import { idOf } from '../../src/persisted/id.ts';
import { documents } from './documents.ts';
import type { Asked, Question } from './question.ts';
import { type QuestionName, questions } from './questions.ts';
import { createRecorder, type Sample } from './recorder.ts';
import { type Received, verdictOf } from './verdict.ts';
import { type Context, visitorOf } from './visitor.ts';
import { readWorld } from './world.ts';

/** Of artillery; what stands below a method in a scenario comes with it. */
interface HttpRequest {
  readonly question: QuestionName;
  readonly refusals?: readonly string[];
  url: string;
  json?: object;
  headers?: Record<string, string>;
  asked?: Asked;
  atMs?: number;
  startedMs?: number;
}

export interface Events {
  emit(kind: 'counter', name: string, value: number): void;
}

let recorder: ((sample: Sample) => void) | null = null;

export function record({ vars }: Context, sample: Sample): void {
  recorder ??= createRecorder(readWorld(vars.worldFile).samplesFile);
  recorder(sample);
}

const ids = new Map(Object.values(documents).map((text) => [text, idOf(text)]));

export async function ask(request: HttpRequest, context: Context): Promise<void> {
  const visitor = visitorOf(context);
  const question: Question = questions[request.question];
  const asked = question.ask(visitor);
  const text = documents[question.document];
  if (question.isPersisted) {
    const variables = encodeURIComponent(JSON.stringify(asked.variables));
    request.url = `${visitor.node}/graphql?documentId=sha256:${ids.get(text)}&variables=${variables}`;
  } else {
    request.url = `${visitor.node}/graphql`;
    request.json = { query: text, variables: asked.variables };
  }
  request.headers = { ...request.headers, authorization: `Bearer ${visitor.key}`, ...asked.headers };
  request.asked = asked;
  request.atMs = Date.now();
  request.startedMs = performance.now();
}

export async function check(request: HttpRequest, response: Received, context: Context, events: Events): Promise<void> {
  const { asked, startedMs = 0, atMs = 0 } = request;
  if (!asked) throw new Error('`check` comes after `ask`');
  const tookMs = performance.now() - startedMs;
  const verdict = verdictOf(questions[request.question], asked, response, visitorOf(context), request.refusals ?? []);
  record(context, { atMs, tookMs, what: request.question, ...verdict });
  events.emit('counter', `clientele.${verdict.outcome}`, 1);
  if (verdict.isHit !== null) events.emit('counter', `clientele.cache.${verdict.isHit ? 'hit' : 'miss'}`, 1);
}

/** What the same node, asked in the same way at the same time, needs to say nothing: how busy the machine is shows in both. */
export async function askLivez(request: HttpRequest, context: Context): Promise<void> {
  request.url = `${visitorOf(context).node}/livez`;
  request.atMs = Date.now();
  request.startedMs = performance.now();
}

export async function checkLivez(request: HttpRequest, response: Received, context: Context): Promise<void> {
  const { startedMs = 0, atMs = 0 } = request;
  const outcome = response.statusCode === 200 ? 'ok' : 'failed';
  const why = outcome === 'ok' ? '' : String(response.statusCode);
  record(context, { atMs, tookMs: performance.now() - startedMs, outcome, isHit: null, what: 'livez', why });
}
