// What webhook endpoints are told, from the text of a subscription: by the same preparation as for sockets and streams, within the
// same limits of documents and cost.
import type { GraphQLSchema } from 'graphql';
import { badInput } from '../errors.ts';
import { checkVariables } from '../limits/variables.ts';
import type { Tell } from '../webhooks/telling.ts';
import { createOperations } from './operations.ts';
import { createPlanning, type PlanningOptions } from './subscriptions.ts';
import { tooDear } from './too-dear.ts';

export interface TellingOptions extends Omit<PlanningOptions, 'counts' | 'schema' | 'limitsOf' | 'hasSuggestions'> {
  /** That of clients. */
  readonly schema: GraphQLSchema;
}

/** No event leads to the viewer. */
const limitsOf = () => {
  throw new Error('events know no limits');
};

const refuse = (message: string) => badInput(message, { field: 'subscription' });

export function createTell(options: TellingOptions): Tell {
  const operations = createOperations(options.schema);
  const plan = createPlanning({ ...options, counts: { events: 0 }, limitsOf, hasSuggestions: false });
  const { ceiling, sizesOf } = options.flow;

  /** Of several errors the first. */
  function planned(request: Parameters<typeof plan>[0]): ReturnType<typeof plan> {
    try {
      return plan(request);
    } catch (error) {
      if (!(error instanceof AggregateError)) throw error;
      throw badInput(String(error.errors[0].message), { field: 'variables' });
    }
  }

  return (text, variables, viewer) => {
    checkVariables(variables);
    const operation = operations.find(text, null);
    if ('errors' in operation) throw refuse(`The subscription cannot run: ${operation.errors[0]!.message}`);
    if (operation.definition.operation !== 'subscription')
      throw refuse(`\`subscription\` holds a ${operation.definition.operation}, and no subscription.`);
    const { asked, after, values } = planned({ operation, variables, viewer });
    if (after) throw refuse('`after` is for subscribers who come back: to have events again, use replayWebhookEvents.');
    if (asked.hasSnapshot) throw refuse('`snapshot` is for subscribers: an endpoint is told what changes.');
    const { cost } = operation;
    const sizeOf = sizesOf(viewer.tenantId);
    const requested = cost.of(values, sizeOf);
    if (requested > ceiling) throw tooDear({ cost, values, sizeOf, ceiling, requested });
    return asked;
  };
}
