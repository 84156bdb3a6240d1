// The bounds of what may be asked, each with its reason; docs/limits.md shows them to clients.
// Invariant: they bound work before it is done. What a valid operation then costs is another question.
import { ClientError } from '../errors.ts';

export interface DocumentLimits {
  /** UTF-16 code units. */
  readonly characters: number;
  readonly tokens: number;
  /** Open at once. */
  readonly brackets: number;
  /** Code units of one name; an alias comes back with each row. */
  readonly nameLength: number;
  readonly definitions: number;
  readonly fragments: number;
  /** Declared by one operation. */
  readonly variables: number;
  readonly directives: number;
  readonly directivesOfOne: number;
  /** The following are of one operation, with fragments in their places. */
  readonly depth: number;
  readonly fields: number;
  readonly rootFields: number;
  /** In one selection set; also of fragments that no operation uses. */
  readonly width: number;
  readonly aliases: number;
}

export const clientLimits: DocumentLimits = {
  // A screen of a large application has some 5,000, GraphiQL's introspection 2,100.
  characters: 50_000,
  // A mutation with 100 rows of 20 fields written out has 6,300. 10,000 take 3 ms to parse.
  tokens: 10_000,
  // {a{a{a… 4,000 deep exhausts the parser's stack.
  brackets: 60,
  nameLength: 200,
  definitions: 60,
  fragments: 50,
  variables: 100,
  directives: 100,
  directivesOfOne: 5,
  // GraphiQL's introspection has 15, a page of deals with companies, contacts and their owners 9.
  depth: 16,
  // 500 take 30 ms to be validated and compiled, once; GraphiQL's introspection has 250.
  fields: 500,
  rootFields: 25,
  // Those of one name are compared each with each, and so is what they select: 200 take 10 ms, 490 took 40.
  width: 200,
  aliases: 50,
};

/** Gateways put the questions of many clients into one: by aliases, and deeper by `_entities` and its fragments. */
export const gatewayLimits: DocumentLimits = {
  ...clientLimits,
  characters: 200_000,
  tokens: 20_000,
  definitions: 250,
  fragments: 200,
  directives: 500,
  depth: 30,
  fields: 2_000,
  rootFields: 200,
  width: 1_000,
  aliases: 500,
};

/** `limit` is stable, for programs. */
export function exceeded(limit: string, message: string, most: number, found?: number): ClientError {
  return new ClientError('LIMIT_EXCEEDED', message, { limit, most, ...(found !== undefined && { found }) });
}
