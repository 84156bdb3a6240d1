// What becomes of an answer: ok, refused as the scenario means it, failed, or wrong. A refusal must say what it is and when to come again.
import type { Asked, Headers, Question } from './question.ts';
import type { Outcome } from './recorder.ts';
import type { Visitor } from './visitor.ts';

export interface Received {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: string;
}

export interface Verdict {
  readonly outcome: Outcome;
  readonly isHit: boolean | null;
  readonly why: string;
}

interface Body {
  readonly data?: object | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
}

/** `refusals`: codes that the scenario means to meet. */
export function verdictOf(
  question: Question,
  asked: Asked,
  { statusCode, headers, body }: Received,
  visitor: Visitor,
  refusals: readonly string[],
): Verdict {
  const status = headers['cache-status'];
  const isHit = status === undefined ? null : /; hit\b/.test(String(status));
  const verdict = (outcome: Outcome, why: string | null = null): Verdict => ({ outcome, isHit, why: why ?? '' });
  const answer = parse(body);
  if (!answer) return verdict('failed', `${statusCode}: ${body.slice(0, 100)}`);
  const [error] = answer.errors ?? [];
  if (error) {
    const code = error.extensions?.code ?? '';
    if (!refusals.includes(code)) return verdict('failed', `${statusCode} ${code}: ${error.message}`);
    const isLater = statusCode === 429 || statusCode === 503;
    return isLater && headers['retry-after'] === undefined
      ? verdict('wrong', `${statusCode} ${code} does not say when to come again`)
      : verdict('refused', code);
  }
  const fault = answer.data ? question.fault(answer.data, asked, visitor, headers) : 'an answer without data';
  return fault === null ? verdict('ok') : verdict('wrong', fault);
}

function parse(body: string): Body | null {
  try {
    return JSON.parse(body) as Body;
  } catch {
    return null;
  }
}
