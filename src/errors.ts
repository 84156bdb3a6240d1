// Every error that a client can see: a stable code, an HTTP status for the whole request, one sentence that teaches.
// Anything else that is thrown reaches the client as INTERNAL with a request id, never with its own text.

/** Codes are stable: clients may branch on them. The status is used only when the whole request is refused. */
const codes = {
  /** The request is not what GraphQL over HTTP asks for. */
  BAD_REQUEST: 400,
  /** The method cannot do what is asked. */
  METHOD_NOT_ALLOWED: 405,
  /** Nobody can answer in a media type that the client takes. */
  NOT_ACCEPTABLE: 406,
  /** The request took too long to come. */
  REQUEST_TIMEOUT: 408,
  /** The body is too long. */
  PAYLOAD_TOO_LARGE: 413,
  /** The body is no JSON in UTF-8, or is compressed. */
  UNSUPPORTED_MEDIA_TYPE: 415,
  /** All headers together are too long. */
  HEADERS_TOO_LARGE: 431,
  /** The document does not parse. */
  GRAPHQL_PARSE_FAILED: 400,
  /** The document does not fit the schema. */
  GRAPHQL_VALIDATION_FAILED: 400,
  /** The document or its variables are larger than any may be. */
  LIMIT_EXCEEDED: 400,
  /** The operation costs more than any may. */
  COST_EXCEEDED: 400,
  /** No persisted operation has the id. */
  PERSISTED_OPERATION_NOT_FOUND: 404,
  /** Only registered operations run here, and this is none. */
  OPERATION_NOT_REGISTERED: 403,
  /** Apollo's word for a hash that is not known yet: the client sends the text along. */
  PERSISTED_QUERY_NOT_FOUND: 404,
  /** And for a server on which clients register nothing. */
  PERSISTED_QUERY_NOT_SUPPORTED: 400,
  /** A value is of the wrong form or out of range. */
  BAD_USER_INPUT: 400,
  /** A cursor was not made by this list with this filter and order. */
  BAD_CURSOR: 400,
  /** The changes after the cursor are not all there any more: take `oldestCursor`, or a snapshot and its cursor. */
  RESUME_EXPIRED: 410,
  /** More connections or subscriptions than one key or connection may have. */
  TOO_MANY_SUBSCRIPTIONS: 429,
  /** No key, or a key that is unknown, expired or revoked. */
  UNAUTHENTICATED: 401,
  /** The key may not do this. */
  FORBIDDEN: 403,
  /** No such record in this tenant. */
  NOT_FOUND: 404,
  /** A record with the same unique value exists already. */
  ALREADY_EXISTS: 409,
  /** Somebody changed the same fields since the version that the caller had seen. */
  CONFLICT: 409,
  /** A request with the same Idempotency-Key is still running. */
  IDEMPOTENCY_IN_PROGRESS: 409,
  /** The Idempotency-Key was used for another request. */
  IDEMPOTENCY_MISMATCH: 422,
  /** A business rule refuses the write. */
  RULE_VIOLATED: 422,
  /** The key, or its tenant, has spent its points: `retryAfterMs` tells when there will be enough. */
  RATE_LIMITED: 429,
  /** More is asked of this process than it can do; try again. */
  OVERLOADED: 503,
  /** The answer took longer than it may. */
  DEADLINE_EXCEEDED: 504,
  /** The service cannot answer now; try again. */
  UNAVAILABLE: 503,
  /** A defect of ours: quote the request id. */
  INTERNAL: 500,
} as const;

export type ErrorCode = keyof typeof codes;

export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(codes, code);

/** An error for the client. `details` go into `extensions` beside the code: the field, both values of a conflict, what to do. */
export class ClientError extends Error {
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ClientError';
    this.code = code;
    this.details = details;
  }
}

/** The HTTP status of a request that is refused as a whole with this code. */
export function statusOf(code: ErrorCode): number {
  return codes[code];
}

/** Shorthand for the most frequent one: the input, what is wrong with it, where. */
export function badInput(message: string, details: Record<string, unknown> = {}): ClientError {
  return new ClientError('BAD_USER_INPUT', message, details);
}
