// What is known of one request on its way through a process: its id, what it asked of the database, and its spans if it is traced.
// Invariant: it is of one request, and never kept with its answer.
import type { Attributes, Span } from './span.ts';

/** Which server of the database is asked. */
type Target = 'primary' | 'replica';

export interface Trace {
  /** In every log line about it; null: it is nobody's, but done ahead of readers. */
  readonly requestId: string | null;
  /** Of the whole; null: it is not traced. */
  readonly span: Span | null;
  /** A part of it begins. Call what it answers when that has ended, with a code if it failed. Parts of parts are told one in the other. */
  enter(name: string, attributes?: Attributes): (failure?: string) => void;
  /** The same around one piece of work. */
  during<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result>;
  /** A statement is sent. Call what it answers when it was answered, with its SQLSTATE if it failed. */
  statement(text: string, target?: Target): (failure?: string) => void;
  sql(): { readonly statements: number /** With a statement under way. */; readonly ms: number };
}

const nothing = () => {};

export function createTrace(requestId: string | null, span: Span | null = null): Trace {
  let current = span;
  let statements = 0;
  let pending = 0;
  let sinceMs = 0;
  let ms = 0;

  const ended = () => {
    if (--pending === 0) ms += performance.now() - sinceMs;
  };

  function enter(name: string, attributes?: Attributes): (failure?: string) => void {
    if (!current) return nothing;
    const outer = current;
    const inner = outer.child(name, attributes);
    current = inner;
    return (failure) => {
      if (failure !== undefined) inner.fail(failure);
      inner.end();
      current = outer;
    };
  }

  return {
    requestId,
    span,
    enter,
    async during(name, work) {
      const leave = enter(name);
      try {
        return await work();
      } finally {
        leave();
      }
    },
    statement(text, target = 'primary') {
      statements++;
      if (pending++ === 0) sinceMs = performance.now();
      if (!current) return ended;
      const asked = current.child(
        nameOf(text),
        { 'db.system.name': 'postgresql', 'db.query.text': text, 'clientele.database': target },
        'client',
      );
      return (failure) => {
        ended();
        if (failure !== undefined) asked.fail(failure);
        asked.end();
      };
    },
    sql: () => ({ statements, ms }),
  };
}

/** The comment with which statements begin, `company.list`, or their first word. */
function nameOf(text: string): string {
  const [, comment, word] = /^\s*(?:\/\*\s*([\w.]+)|(\w+))/.exec(text) ?? [];
  return comment ?? word ?? 'sql';
}
