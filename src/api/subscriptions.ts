// From a subscription as a client writes it to what src/live asks for: lists, a key for all who share it, and how to render an event.
// Invariant: what an event's message depends on is in the key: document, name, variables but for the cursor, and scope.
import { type FieldNode, type GraphQLSchema, getArgumentValues, Kind } from 'graphql';
import { rightsOf } from '../auth/rights.ts';
import type { Viewer } from '../auth/verdicts.ts';
import { type EntityName, entities } from '../crm/index.ts';
import type { Filter } from '../db/filter.ts';
import { requireKnown } from '../db/known-keys.ts';
import type { Pool } from '../db/pool.ts';
import { mayRead, type Rights } from '../db/rights.ts';
import { read } from '../db/transaction.ts';
import { ClientError } from '../errors.ts';
import { createTally } from '../limits/tally.ts';
import type { LiveCounts } from '../live/counts.ts';
import { type Cursor, parseCursor, snapshotCursor } from '../live/cursor.ts';
import type { LiveEngine, Subscription } from '../live/engine.ts';
import type { ChangeEvent, ChangeKind, Lists } from '../live/event.ts';
import type { Asked, Render, Sink } from '../live/group.ts';
import { comparedKeys, listsFor } from '../live/rights.ts';
import type { Toll } from '../live/toll.ts';
import { createContext } from './context.ts';
import { maskError, type Report } from './errors.ts';
import type { LimitsOf } from './estimate.ts';
import type { Flow } from './flow.ts';
import type { Operation } from './operations.ts';
import { coercedValues, type Values } from './values.ts';

export interface SubscribeRequest {
  readonly operation: Operation;
  readonly variables: Readonly<Record<string, unknown>> | null | undefined;
  readonly viewer: Viewer;
  /** The cursor that the protocol itself names, which counts before `after`: it is the later one. */
  readonly lastEventId?: string | undefined;
}

/** A subscription that may begin. */
export interface Ready {
  /** Rejects with RATE_LIMITED or COST_EXCEEDED, and with BAD_USER_INPUT for a filter by a custom field that there is not. */
  pay(): Promise<void>;
  /** Of several changes of a record that wait for a client that is slow, only the newest is told. */
  readonly isCoalescing: boolean;
  begin(sink: Sink): Subscription;
}

/** Throws what the client is to be told, as a ClientError or an AggregateError of GraphQL errors. */
export type Subscribe = (request: SubscribeRequest) => Ready;

/** A subscription as src/live and webhooks take it. */
export interface SubscriptionPlan {
  readonly asked: Asked;
  /** From where on; null: from now on. */
  readonly after: Cursor | null;
  readonly values: Values;
  /** Those who are slow would rather be told several changes of a record as one. */
  readonly isCoalescing: boolean;
}

export type PlanSubscription = (request: SubscribeRequest) => SubscriptionPlan;

export interface PlanningOptions {
  readonly schema: GraphQLSchema;
  readonly pool: Pool;
  readonly counts: Pick<LiveCounts, 'events'>;
  readonly report: Report;
  /** What resolvers are told about limits. */
  readonly limitsOf: LimitsOf;
  readonly flow: Pick<Flow, 'open' | 'pay' | 'sizesOf' | 'ceiling'>;
  /** Whether errors may name what comes near to what was sent. */
  readonly hasSuggestions: boolean;
}

export interface SubscriptionsOptions extends PlanningOptions {
  readonly engine: Pick<LiveEngine, 'subscribe'>;
}

/** Points: 12 µs for the write to the socket, by load/subscribers.ts. */
const deliveryPoints = 3;
/** Who has spent its points is told later, and if it takes longer, no more. */
const mostWaitMs = 8_000;

interface Args {
  readonly coalesce?: boolean;
  readonly snapshot?: boolean;
  readonly after?: string | null;
  readonly kinds?: readonly ChangeKind[] | null;
  readonly types?: readonly EntityName[] | null;
  readonly filter?: Filter | null;
  readonly company?: Filter | null;
  readonly contact?: Filter | null;
}

export function createSubscribe({ engine, ...options }: SubscriptionsOptions): Subscribe {
  const plan = createPlanning(options);
  return (request) => {
    const { asked, after, values, isCoalescing } = plan(request);
    const { operation, viewer } = request;
    return {
      isCoalescing,
      async pay() {
        await options.flow.open({ operation, values, viewer });
        const keys = comparedKeys(asked.lists);
        if (keys.length === 0) return;
        await read(options.pool, viewer.tenantId, (reader) => requireKnown(reader, keys), rightsOf(viewer));
      },
      begin: (sink) => engine.subscribe(asked, after, sink),
    };
  };
}

/** Throws what the client is to be told, as a ClientError or an AggregateError of GraphQL errors. */
export function createPlanning({
  schema,
  pool,
  counts,
  report,
  limitsOf,
  flow,
  hasSuggestions,
}: PlanningOptions): PlanSubscription {
  const fields = schema.getSubscriptionType()!.getFields();

  function renderOf(operation: Operation, viewer: Viewer, values: Values): Render {
    return async (events: readonly ChangeEvent[]) => {
      const context = createContext({
        pool,
        viewer,
        pepper: null, // nothing is written
        selection: operation.selection,
        variables: values,
        tally: createTally(flow.ceiling * events.length),
        limits: () => limitsOf(viewer),
        patience: {},
      });
      try {
        // At once, so that their records are fetched together; a transaction begins only if some are asked for.
        counts.events += events.length;
        const outcomes = await Promise.all(events.map((event) => operation.run(event, context, values)));
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

  function tollOf({ cost, definition }: Operation, values: Values, { tenantId }: Viewer): Toll {
    const opening = cost.of(values, flow.sizesOf(tenantId));
    const ofEvent = Math.max(0, opening - cost.weight);
    return {
      ofDelivery: deliveryPoints,
      // What is read is read for all of them in one transaction, at the price of a query.
      ofEvents: (count) => cost.weight + count * ofEvent,
      pay: (viewer, points, mayWait) => flow.pay(viewer, definition.name?.value, points, mayWait ? mostWaitMs : 0),
    };
  }

  return ({ operation, variables, viewer, lastEventId }) => {
    const values = coercedValues(schema, operation, variables, hasSuggestions);
    const [field, ...others] = operation.definition.selectionSet.selections;
    if (field?.kind !== Kind.FIELD || others.length > 0 || !fields[field.name.value])
      throw new ClientError(
        'BAD_REQUEST',
        'A subscription has exactly one field, named at its top and in no fragment.',
      );
    const args = getArgumentValues(fields[field.name.value]!, field, values) as Args;
    const after = lastEventId || args.after;
    const hasSnapshot = args.snapshot === true;
    const isNew = !after || (hasSnapshot && after === snapshotCursor);
    const from: Cursor | null = isNew ? null : parseCursor(after);
    const asked = {
      key: keyOf(operation, field, values, viewer),
      viewer,
      lists: listsOf(rightsOf(viewer), field.name.value, args),
      hasSnapshot,
      render: renderOf(operation, viewer, values),
      toll: tollOf(operation, values, viewer),
    };
    return { asked, after: from, values, isCoalescing: args.coalesce === true };
  };
}

function listsOf(rights: Rights, field: string, args: Args): Lists {
  const { kinds = null, types = null } = args;
  if (field === 'changes') return listsFor(rights, { types, kinds, filters: {} });
  if (field !== 'customerChanged') {
    const name = field.replace(/Changed$/, '') as EntityName;
    return listsFor(rights, { types: [name], kinds, filters: { [name]: args.filter } });
  }
  const { company, contact } = args;
  const filters = { company, contact };
  // As for `changes`: what was not named and may not be read is left out. But not everything.
  const named = (['company', 'contact'] as const).filter((name) => filters[name] || mayRead(rights, entities[name]));
  return listsFor(rights, { types: named.length > 0 ? named : ['company'], kinds, filters });
}

/** Where each began says nothing about the events that they share. */
function keyOf(operation: Operation, field: FieldNode, values: Values, viewer: Viewer): string {
  const { text, definition, policy } = operation;
  const after = field.arguments?.find(({ name }) => name.value === 'after')?.value;
  const variables = { ...values };
  // Named where it is defined and where it is used: then nothing else depends on it.
  if (after?.kind === Kind.VARIABLE && text.match(new RegExp(`\\$${after.name.value}\\b`, 'g'))?.length === 2)
    delete variables[after.name.value];
  const who = policy.isPrivate ? viewer.subject : '';
  return JSON.stringify([viewer.scope, who, definition.name?.value ?? null, variables, text]);
}
