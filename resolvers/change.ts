// Changes as they are told: pages of the feed, and the events of subscriptions, which src/live makes.
// Invariant: the field of a subscription is resolved from an event, never by the executor itself.
import type { GraphQLResolveInfo } from 'graphql';
import { activity } from '../src/crm/activity.ts';
import { company } from '../src/crm/company.ts';
import { contact } from '../src/crm/contact.ts';
import { deal } from '../src/crm/deal.ts';
import { tableOf } from '../src/crm/index.ts';
import type { Row } from '../src/db/column.ts';
import type { Table } from '../src/db/table.ts';
import { ClientError } from '../src/errors.ts';
import type { ChangeEvent } from '../src/live/event.ts';
import type { Context } from './context.ts';
import { named, type RowIn } from './list.ts';
import type { Resolvers } from './types.generated.ts';

/** The event stands where the root stands: one execution makes the message of one event. */
const told = {
  subscribe(): never {
    throw new ClientError('BAD_REQUEST', 'Subscriptions need `Accept: text/event-stream` or a WebSocket.');
  },
  resolve: (event: unknown) => event as ChangeEvent,
};

async function rowOf<R extends Row>(
  { table, recordId }: ChangeEvent,
  { loaders, wants }: Context,
  info: GraphQLResolveInfo,
): Promise<R | null> {
  return recordId === null ? null : loaders.byAnyId<R>(tableOf(table.name), recordId, wants(info));
}

function nodeOf<T extends Table>(_: T) {
  return {
    node: (event: ChangeEvent, _args: unknown, context: Context, info: GraphQLResolveInfo) =>
      rowOf<RowIn<T>>(event, context, info),
  };
}

const namedNode = async (event: ChangeEvent, _: unknown, context: Context, info: GraphQLResolveInfo) =>
  named(event.table, await rowOf(event, context, info));

export const changeResolvers = {
  Query: { changes: (_, args, { changes }, info) => changes(args, info) },
  Subscription: {
    changes: told,
    customerChanged: told,
    companyChanged: told,
    contactChanged: told,
    dealChanged: told,
    activityChanged: told,
  },
  RecordChange: { node: namedNode },
  // What is neither a company nor a contact never gets here: `customerChanged` tells of no other types.
  CustomerChange: { node: namedNode as never },
  CompanyChange: nodeOf(company),
  ContactChange: nodeOf(contact),
  DealChange: nodeOf(deal),
  ActivityChange: nodeOf(activity),
} satisfies Resolvers;
