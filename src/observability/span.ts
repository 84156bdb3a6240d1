// Spans as the product's own code knows them, so that nothing of a tracing library is loaded where there is no tracing.
export type Attributes = Readonly<Record<string, string | number | boolean>>;

export interface Span {
  child(name: string, attributes?: Attributes, kind?: 'internal' | 'client'): Span;
  set(attributes: Attributes): void;
  /** It failed: with a code, never with the words of an error. */
  fail(code: string): void;
  end(): void;
  /** For whoever is asked next (W3C Trace Context). */
  readonly traceparent: string;
}

export interface Tracer {
  /** The first span of a request in this process; `traceparent` as it came with it. */
  begin(name: string, traceparent: string | undefined, attributes: Attributes): Span;
  /** Sends what is left. */
  stop(): Promise<void>;
}
