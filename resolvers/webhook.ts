// Webhook endpoints and the log of their deliveries.
import { parseId } from '../src/lib/text.ts';
import type { EndpointValues } from '../src/webhooks/input.ts';
import type {
  RecordType,
  Resolvers,
  UpdateWebhookEndpointInput,
  WebhookCause,
  WebhookDeliveryState,
  WebhookState,
} from './types.generated.ts';

const noRecord = '00000000-0000-0000-0000-000000000000';

/** What is null, or left out, stays as it is; but for the fields, where null means all of them. */
function valuesOf({ changedFields, ...given }: UpdateWebhookEndpointInput): Partial<EndpointValues> {
  const values = Object.fromEntries(Object.entries(given).filter(([, value]) => value != null));
  return changedFields === undefined ? values : { ...values, changedFields };
}

export const webhookResolvers = {
  Query: {
    webhookEndpoints: (_, __, { webhooks }) => webhooks.list(),
    webhookDeliveries: (_, { endpointId, state, first, after }, { webhooks }) =>
      webhooks.deliveries({
        endpointId: parseId(endpointId, 'endpointId'),
        state: (state?.toLowerCase() ?? null) as Lowercase<WebhookDeliveryState> | null,
        first,
        after: after == null ? null : parseId(after, 'after'),
      }),
  },
  Mutation: {
    createWebhookEndpoint: (_, { input }, { webhooks }) => webhooks.create({ ...valuesOf(input), url: input.url }),
    updateWebhookEndpoint: (_, { id, input }, { webhooks }) => webhooks.update(parseId(id, 'id'), valuesOf(input)),
    rotateWebhookSecret: (_, { id, keepOldFor }, { webhooks }) => webhooks.rotate(parseId(id, 'id'), keepOldFor),
    pauseWebhookEndpoint: (_, { id }, { webhooks }) => webhooks.pause(parseId(id, 'id')),
    enableWebhookEndpoint: (_, { id }, { webhooks }) => webhooks.enable(parseId(id, 'id')),
    takeWebhookEndpoint: (_, { id }, { webhooks }) => webhooks.take(parseId(id, 'id')),
    deleteWebhookEndpoint: (_, { id }, { webhooks }) => webhooks.delete(parseId(id, 'id')),
    testWebhookEndpoint: (_, { id }, { webhooks }) => webhooks.test(parseId(id, 'id')),
    resendWebhookDelivery: (_, { id }, { webhooks }) => webhooks.resend(parseId(id, 'id')),
    replayWebhookEvents: (_, { id, after, until }, { webhooks }) =>
      webhooks.replay(parseId(id, 'id'), after, until ?? null),
  },
  WebhookEndpoint: {
    state: ({ state }) => state.toUpperCase() as WebhookState,
    variables: ({ variables }) => JSON.parse(variables),
    health: (endpoint) => endpoint,
  },
  WebhookDelivery: {
    cause: ({ cause }) => cause.toUpperCase() as WebhookCause,
    state: ({ state }) => state.toUpperCase() as WebhookDeliveryState,
    type: ({ recordType }) => (recordType?.toUpperCase() ?? null) as Uppercase<RecordType> | null,
    recordId: ({ recordType, recordId }) => (recordType === null || recordId === noRecord ? null : recordId),
    attempts: ({ log }) => log,
  },
  WebhookDeliveryConnection: {
    edges: ({ nodes }) => nodes.map((node) => ({ cursor: node.id, node })),
    pageInfo: ({ nodes, hasMore }) => ({
      hasNextPage: hasMore,
      hasPreviousPage: false,
      startCursor: nodes[0]?.id ?? null,
      endCursor: nodes.at(-1)?.id ?? null,
    }),
  },
} satisfies Resolvers;
