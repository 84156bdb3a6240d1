// From a subscription as a client writes it to what src/live asks for: lists, a key for all who share it, and how to render an event.
// Invariant: what an event's message depends on is in the key: document, name, variables but for the cursor, and scope.
import { type FieldNode, type GraphQLSchema, getArgumentValues, Kind } from 'graphql';
import { getVariableValues } from 'graphql/execution/values.js';
import type { Viewer } from '../auth/verdicts.ts';
import { type EntityName, entities } from '../crm/index.ts';
import type { Filter } from '../db/filter.ts';
import { matcherOf } from '../db/matcher.ts';
import type { Pool } from '../db/pool.ts';
import { ClientError } from '../errors.ts';
import { checkVariables } from '../limits/document.ts';
import { type Cursor, parseCursor } from '../live/cursor.ts';
import type { LiveEngine, Subscription } from '../live/engine.ts';
import type { ChangeEvent, ChangeKind, List } from '../live/event.ts';
import type { Render, Sink } from '../live/group.ts';
import { listsOf } from '../live/pull.ts';
import { createContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import { badVariables } from './execute.ts';
import type { Operation } from './operations.ts';

export interface SubscribeRequest {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  /** The cursor that the protocol itself names, which counts before `after`: it is the later one. */
  readonly lastEventId?: string | undefined;
  readonly sink: Sink;
}

/** Throws what the client is to be told, as a ClientError or an AggregateError of GraphQL errors. */
export type Subscribe = (request: SubscribeRequest) => Subscription;

export interface SubscriptionsOptions {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly engine: Pick<LiveEngine, 'subscribe'>;
  readonly report: Report;
}

interface Args {
  readonly after?: string | null;
  readonly kinds?: readonly ChangeKind[] | null;
  readonly types?: readonly EntityName[] | null;
  readonly filter?: Filter | null;
  readonly company?: Filter | null;
  readonly contact?: Filter | null;
}

export function createSubscribe({ schema, pool, engine, report }: SubscriptionsOptions): Subscribe {
  const fields = schema.getSubscriptionType()!.getFields();

  function renderOf(operation: Operation, viewer: Viewer, variables: Record<string, unknown>): Render {
    return async (events: readonly ChangeEvent[]) => {
      const context = createContext({ pool, viewer, selection: operation.selection, variables });
      try {
        // At once, so that their records are fetched together; a transaction begins only if some are asked for.
        const outcomes = await Promise.all(events.map((event) => operation.run(event, context, variables)));
        return outcomes.map(({ data, errors }) => {
          if (!errors?.length) return JSON.stringify({ data });
          const masked = errors.map((error) => maskError(error, report));
          const passing = masked.find((error) => error.extensions['code'] === 'UNAVAILABLE');
          if (passing) throw new ClientError('UNAVAILABLE', passing.message, { retryable: true });
          return JSON.stringify({ data, errors: masked });
        });
      } finally {
        await context.end().catch(() => {}); // one that never began has failed above
      }
    };
  }

  return ({ operation, variables, viewer, lastEventId, sink }) => {
    checkVariables(variables);
    const { definition } = operation;
    const { coerced, errors } = getVariableValues(schema, definition.variableDefinitions ?? [], variables ?? {}, {
      maxErrors: 10,
    });
    if (errors) throw badVariables(errors);
    const [field, ...others] = definition.selectionSet.selections;
    if (field?.kind !== Kind.FIELD || others.length > 0 || !fields[field.name.value])
      throw new ClientError(
        'BAD_REQUEST',
        'A subscription has exactly one field, named at its top and in no fragment.',
      );
    const args = getArgumentValues(fields[field.name.value]!, field, coerced) as Args;
    const after = lastEventId || args.after;
    const from: Cursor | null = after ? parseCursor(after) : null;
    const asked = {
      key: keyOf(operation, field, coerced, viewer),
      viewer,
      lists: listsFor(field.name.value, args),
      render: renderOf(operation, viewer, operation.valuesOf(coerced)),
    };
    return engine.subscribe(asked, from, sink);
  };
}

function listsFor(field: string, args: Args): ReadonlyMap<string, List> {
  if (field === 'changes') return listsOf(args);
  const kinds = args.kinds ? new Set(args.kinds) : null;
  const filters: Partial<Record<EntityName, Filter | null | undefined>> =
    field === 'customerChanged'
      ? { company: args.company, contact: args.contact }
      : { [field.replace(/Changed$/, '')]: args.filter };
  const names = Object.keys(filters) as EntityName[];
  return new Map(names.map((name) => [name, { matches: matcherOf(entities[name], filters[name]), kinds }]));
}

/** Where each began says nothing about the events that they share. */
function keyOf(operation: Operation, field: FieldNode, coerced: Record<string, unknown>, viewer: Viewer): string {
  const { text, definition, policy } = operation;
  const after = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  const variables = { ...coerced };
  // Named where it is defined and where it is used: then nothing else depends on it.
  if (after?.kind === Kind.VARIABLE && text.match(new RegExp(`\\$${after.name.value}\\b`, 'g'))?.length === 2)
    delete variables[after.name.value];
  const who = policy.isPrivate ? viewer.subject : '';
  return JSON.stringify([viewer.scope, who, definition.name?.value ?? null, variables, text]);
}
