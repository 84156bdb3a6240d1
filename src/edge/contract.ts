// What another subgraph says of its answers and of its writes (docs/subgraphs.md), from JSON to what the tag table takes.
// Invariant: what does not have the form is refused as a whole, in a sentence that its author understands.
import { z } from 'zod';
import { type Position, parsePosition } from '../cache/position.ts';
import { hashTag } from '../cache/tag-hash.ts';
import type { Invalidation } from '../cache/tag-table.ts';
import type { Message } from '../cache/wire.ts';

const mostTags = 100_000;
const longestLineBytes = 64 * 1024 * 1024;

const version = z.int().nonnegative();
const name = z.string().min(1).max(200);
const tag = z.union([z.string().max(256), version]);
const position = z.string().transform((text, context): Position => {
  try {
    return parsePosition(text);
  } catch {
    context.addIssue('expected `xmin:xmax:xip,…`');
    return z.NEVER;
  }
});

/** Of no tenant: what is shared by all. */
const shared = '';

const invalidation = z
  .object({ tenantId: z.string().max(200).default(shared), version, tags: z.array(tag).max(mostTags) })
  .transform(
    ({ tenantId, version: xid, tags }): Invalidation => ({
      tenantId,
      xid,
      tags: numbersOf(tenantId, tags),
      cause: null,
    }),
  );
const step = { epoch: name, next: position, invalidations: z.array(invalidation) };
const frame = z.object({ kind: z.literal('frame'), ...step, prev: position });
const reset = z.object({ kind: z.literal('reset'), ...step, identity: name, floor: position });

/** Of a stream. */
const message = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('hello'), buildId: z.string().max(200).default('') }),
  frame,
  reset,
  z.object({ kind: z.literal('idle') }),
]);

export const standing = z.object({ epoch: name, position, buildId: z.string().max(200).default('') });

/** A signed post. */
export const post = z.object({
  challenge: z.string().max(100).nullish(),
  buildId: z.string().max(200).optional(),
  messages: z.array(z.discriminatedUnion('kind', [frame, reset])).max(10_000),
});

/** `extensions.cache` of a query. */
export const description = z.object({
  v: z.literal(1),
  identity: name,
  position,
  tags: z.array(tag).max(mostTags),
  maxAge: z.number().nonnegative().default(86_400),
  age: z.number().nonnegative().default(0),
  scope: z.enum(['PUBLIC', 'PRIVATE']),
  isShared: z.boolean().default(false),
  isExecuted: z.boolean().default(true),
  build: z.string().max(200).optional(),
  /** What the subgraph takes for the rights of the viewer; ours says it. */
  viewer: z.string().max(200).optional(),
});

export type Description = z.output<typeof description>;

/** `extensions.cache` of a mutation. */
export const writing = z.object({ v: z.literal(1), epoch: name, committed: z.array(version).max(10_000) });

/** Sorted, as the tag table searches them. */
export function numbersOf(tenantId: string, tags: readonly (string | number)[]): Float64Array {
  return Float64Array.from(tags, (each) => (typeof each === 'number' ? each : hashTag(tenantId, each))).sort();
}

export const tenantOf = ({ isShared }: Description, tenantId: string): string => (isShared ? shared : tenantId);

/** Throws an error that says what is wrong. */
export function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, 3).map(({ path, message: text }) => `${path.join('.')}: ${text}`);
  throw new RangeError(`${what} does not have the form: ${problems.join('; ')}`);
}

/** Takes bytes as they come, and calls back for each line. Throws for what is no message. */
export function createLineReader(onMessage: (message: Message) => void): (chunk: Buffer) => void {
  let waiting: Buffer[] = [];
  let length = 0;
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...waiting, chunk.subarray(from, end)]).toString();
      [waiting, length, from] = [[], 0, end + 1];
      if (line.trim() !== '') onMessage(parse(message, JSON.parse(line), 'a line of the stream'));
    }
    if (from < chunk.length) waiting.push(chunk.subarray(from));
    length += chunk.length - from;
    if (length > longestLineBytes) throw new RangeError('a line of the stream is too long');
  };
}
