// What must hold of every answer, whatever was asked: its form, its agreement with what was selected, and that it tells of nothing else.
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getOperationAST,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  parse,
} from 'graphql';
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js';
import type { FuzzOperation } from './fuzz-operations.ts';

export interface FuzzAnswer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

interface Body {
  readonly data?: unknown;
  readonly errors?: readonly { message?: unknown; path?: unknown; extensions?: { code?: unknown } }[];
  readonly error?: { code?: unknown; message?: unknown };
}

/** Stacks, files, SQL, the words of the engine and of PostgreSQL. */
const inside =
  /originalError|\bat (?:async )?[\w.<>]+ \(|node_modules|node:internal|\.ts:\d|select \S+ from |insert into|violates|relation "|pg_|tenant_id|"stack"|TypeError|RangeError|is not a function|Cannot read propert|undefined/;
const codeForm = /^[A-Z][A-Z_]+$/;

export interface JudgeOptions {
  readonly schema: GraphQLSchema;
  /** Texts that no answer may have in it. */
  readonly secrets: readonly string[];
}

export function createJudge({ schema, secrets }: JudgeOptions) {
  function faultOfBody(body: Body): string | null {
    if (typeof body !== 'object' || body === null) return 'is no object';
    if (body.error)
      return codeForm.test(String(body.error.code)) && typeof body.error.message === 'string'
        ? null
        : 'has an error without a code';
    const { data, errors } = body;
    if (data === undefined && errors === undefined) return 'has neither data nor errors';
    if (errors !== undefined && (!Array.isArray(errors) || errors.length === 0))
      return 'has a list of errors that is none';
    for (const { message, path, extensions } of errors ?? []) {
      if (typeof message !== 'string' || message === '') return 'has an error without a message';
      if (!codeForm.test(String(extensions?.code))) return `has an error without a code: ${message}`;
      if (/INTERNAL|DEADLINE/.test(String(extensions?.code))) return `has the code ${extensions?.code}`;
      if (extensions?.code === 'UNAVAILABLE' && !/writing the same records/.test(message))
        return `is unavailable: ${message}`;
      if (path !== undefined && (!Array.isArray(path) || path.length === 0)) return 'has a path that is none';
    }
    return null;
  }

  /** Whether the data is of the form that was asked for. */
  function faultOfData(asked: FuzzOperation, data: unknown): string | null {
    const document = parse(asked.query);
    const operation = getOperationAST(document, asked.operationName);
    if (!operation) return 'has data of no operation';
    const fragments: Record<string, FragmentDefinitionNode> = {};
    for (const each of document.definitions)
      if (each.kind === Kind.FRAGMENT_DEFINITION) fragments[each.name.value] = each;

    function faultAt(
      type: GraphQLOutputType,
      value: unknown,
      nodes: readonly FieldNode[],
      path: string,
    ): string | null {
      if (isNonNullType(type)) return value === null ? `is null at ${path}` : faultAt(type.ofType, value, nodes, path);
      if (value === null) return null;
      if (isListType(type)) {
        if (!Array.isArray(value)) return `has no list at ${path}`;
        return first(value.map((each, at) => faultAt(type.ofType, each, nodes, `${path}.${at}`)));
      }
      if (isLeafType(type)) {
        if (isEnumType(type)) return type.getValue(String(value)) ? null : `has no ${type.name} at ${path}`;
        const kind = {
          Int: 'number',
          Float: 'number',
          MinorUnits: 'number',
          Boolean: 'boolean',
          String: 'string',
          ID: 'string',
          Date: 'string',
          DateTime: 'string',
        }[type.name];
        return kind === undefined || typeof value === kind ? null : `has no ${type.name} at ${path}`;
      }
      const typename = isAbstractType(type) ? (value as { __typename?: string }).__typename : type.name;
      const runtime = schema.getType(typename ?? '') as GraphQLObjectType | undefined;
      if (!runtime)
        return isAbstractType(type) && typename === undefined ? null : `has the type ${typename} at ${path}`;
      return faultOfObject(
        runtime,
        value,
        collectSubfields(schema, fragments, { ...asked.variables }, runtime, nodes),
        path,
      );
    }

    function faultOfObject(
      type: GraphQLObjectType,
      value: unknown,
      fields: Map<string, readonly FieldNode[]>,
      path: string,
    ): string | null {
      if (typeof value !== 'object' || value === null) return `has no object at ${path}`;
      const keys = Object.keys(value);
      const wanted = [...fields.keys()];
      // In which order is for graphql-jit to say, which takes `__typename` first.
      if (keys.sort().join() !== wanted.sort().join())
        return `has ${keys.join()} instead of ${wanted.join()} at ${path}`;
      return first(
        [...fields].map(([key, nodes]) => {
          const name = nodes[0]!.name.value;
          const each = (value as Record<string, unknown>)[key];
          if (name === '__typename') return each === type.name ? null : `is called ${each} at ${path}`;
          if (name.startsWith('__')) return null;
          return faultAt(type.getFields()[name]!.type, each, nodes, `${path}.${key}`);
        }),
      );
    }

    const root = schema.getRootType(operation.operation)!;
    return faultOfObject(
      root,
      data,
      collectFields(schema, fragments, { ...asked.variables }, root, operation.selectionSet),
      'data',
    );
  }

  /** `asked`: what was sent, if that was not tampered with. */
  return ({ status, type, text }: FuzzAnswer, asked: FuzzOperation | null): string | null => {
    if (status >= 500) return `has status ${status}`;
    const leak = secrets.find((secret) => text.includes(secret));
    if (leak !== undefined) return `tells ${leak}`;
    if (text === '') return [204, 304, 400, 405].includes(status) ? null : `is empty with status ${status}`;
    const bodies = bodiesOf(type, text);
    if (bodies === null) return 'is no JSON';
    for (const body of bodies) {
      const told = JSON.stringify([body.errors, body.error]);
      const found = inside.exec(told);
      if (found) return `tells of the inside: ${found[0]}`;
      const fault = faultOfBody(body) ?? (asked && body.data != null ? faultOfData(asked, body.data) : null);
      if (fault) return fault;
      if (asked && status === 200 && body.data === null && !body.errors) return 'is null without an error';
    }
    return null;
  };
}

function bodiesOf(type: string, text: string): Body[] | null {
  const parts = type.startsWith('text/event-stream')
    ? [...text.matchAll(/^data: ?(\{[^\n]*)$/gm)].map(([, data]) => data!)
    : type.startsWith('multipart/mixed')
      ? [...text.matchAll(/^\{[^\r\n]*\}$/gm)].map(([data]) => data)
      : [text];
  try {
    return parts.map((part) => JSON.parse(part) as Body);
  } catch {
    return null;
  }
}

const first = (faults: readonly (string | null)[]) => faults.find((fault) => fault !== null) ?? null;
