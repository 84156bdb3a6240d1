// Documents made ready once: parsed, validated, compiled, and their selection worked out. A request with a document that was
// seen before costs a look-up by its text.
import {
  type DocumentNode,
  type FragmentDefinitionNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { redactKeys } from '../lib/redact.ts';
import { type Cost, costOf } from '../limits/cost.ts';
import { createWeights } from '../limits/weights.ts';
import { type CachePolicy, cachePolicyOf } from './cache-policy.ts';
import { type ReadOptions, type Refusal, readDocument } from './document.ts';
import { type Hoisted, hoist } from './hoist.ts';
import { type Selection, selectionOf } from './selection.ts';
import { type RootField, writerOf } from './writer.ts';

export interface Operation {
  readonly text: string;
  /** As the client wrote it. */
  readonly definition: OperationDefinitionNode;
  /** What the compiled operation takes, from the coerced variables. */
  readonly valuesOf: Hoisted['values'];
  readonly selection: Selection;
  readonly policy: CachePolicy;
  /** It asks for the schema, and walks through all of it in one go: what that takes its sender pays for like a document that is new. */
  readonly introspects: boolean;
  /** In points, from what the compiled operation takes. */
  readonly cost: Cost;
  /** How to write the answer straight from rows, if the query is plain. */
  readonly plain: readonly RootField[] | null;
  /** Runs the compiled operation; errors of resolvers are in the result. */
  run(
    root: unknown,
    context: unknown,
    variables: Record<string, unknown>,
  ): Promise<ExecutionOutcome> | ExecutionOutcome;
}

export interface ExecutionOutcome {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLError[];
  readonly extensions?: Record<string, unknown>;
}

/** Bytes that kept operations may take: some 1,500 documents of 200 characters. Clients with more are better served by variables. */
const mostBytes = 128 * 1024 * 1024;
const mostRefusedBytes = 8 * 1024 * 1024;
/** A line through two measured documents: 17 KB for 25 characters, 49 KB for 96. */
const bytesOf = (text: string) => 8_000 + text.length * 400;

export interface Operations {
  /** Made ready, if it was not yet. Throws LIMIT_EXCEEDED. */
  find(text: string, operationName: string | null | undefined): Operation | Refusal;
  /** If it is at hand. */
  known(text: string, operationName: string | null | undefined): Operation | Refusal | undefined;
}

export function createOperations(schema: GraphQLSchema, options: ReadOptions = {}): Operations {
  const kept = new LRUCache<string, Operation>({ maxSize: mostBytes, sizeCalculation: (_, key) => bytesOf(key) });
  // Apart: whoever sends nothing but nonsense pushes out no operation of others.
  const refused = new LRUCache<string, Refusal>({
    maxSize: mostRefusedBytes,
    sizeCalculation: (_, key) => 4_000 + 2 * key.length,
  });

  const weights = createWeights(schema);

  function prepare(text: string, operationName: string | null | undefined): Operation | Refusal {
    const document = readDocument(schema, text, options);
    if ('errors' in document) return document;
    const definition = getOperationAST(document, operationName);
    if (definition && !schema.getRootType(definition.operation)) {
      const message = `The schema has no ${definition.operation}s.`;
      return {
        errors: [new GraphQLError(message, { nodes: definition, extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } })],
      };
    }
    if (!definition) {
      const message = operationName
        ? `The document has no operation '${operationName}'.`
        : 'The document has several operations: say which with operationName.';
      return { errors: [new GraphQLError(redactKeys(message), { extensions: { code: 'BAD_REQUEST' } })] };
    }
    const hoisted = hoist(schema, document);
    const ready = getOperationAST(hoisted.document, operationName)!;
    // Rows hold leaf values in their outside form already: serialising each again is a tenth of the cost of a page.
    const compiled = compileQuery(schema, hoisted.document, ready.name?.value, {
      disableLeafSerialization: true,
      disablingCapturingStackErrors: true,
    } as never);
    if (!isCompiledQuery(compiled)) throw new Error('a valid document does not compile', { cause: compiled.errors });
    return {
      text,
      definition,
      valuesOf: hoisted.values,
      selection: selectionOf(schema, hoisted.document, ready),
      policy: cachePolicyOf(schema, document),
      introspects: /__(?:schema|type)\b/.test(text),
      cost: costOf(schema, weights, fragmentsOf(hoisted.document), ready),
      plain: writerOf(schema, hoisted.document, ready),
      run: compiled.query as Operation['run'],
    };
  }

  const byKey = (key: string) => kept.get(key) ?? refused.get(key);

  return {
    find(text, operationName) {
      const key = keyOf(text, operationName);
      const known = byKey(key);
      if (known) return known;
      const made = prepare(text, operationName);
      if ('errors' in made) refused.set(key, made);
      else kept.set(key, made);
      return made;
    },
    known: (text, operationName) => byKey(keyOf(text, operationName)),
  };
}

/** No name, or one with its length: no pair that a client makes up reads like another. */
const keyOf = (text: string, operationName: string | null | undefined): string =>
  operationName == null ? `-${text}` : `${operationName.length} ${operationName}${text}`;

function fragmentsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}
