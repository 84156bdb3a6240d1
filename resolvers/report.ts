// Reports: totals of deals and companies, and the records that they are grouped by.
import type { GraphQLResolveInfo } from 'graphql';
import { company } from '../src/crm/company.ts';
import { companyTotals } from '../src/crm/company-totals.ts';
import { dealTotals } from '../src/crm/deal-totals.ts';
import { pipeline } from '../src/crm/pipeline.ts';
import { pipelineReport } from '../src/crm/pipeline-report.ts';
import { product } from '../src/crm/product.ts';
import { stage } from '../src/crm/stage.ts';
import { user } from '../src/crm/user.ts';
import type { Table } from '../src/db/table.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';
import type { RowIn } from './list.ts';
import type { Resolvers } from './types.generated.ts';

/** The record that a group is of; null where rows were not grouped by it, or have none. */
function record<T extends Table, Key extends string>(table: T, key: Key) {
  type Group = { readonly [K in Key]?: string | null };
  return (group: Group, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const id: string | null | undefined = group[key];
    return id == null ? null : loaders.byId<RowIn<T>>(table, id, wants(info));
  };
}

/** The record of a group that always has one, in the same snapshot. */
function always<T extends Table, Key extends string>(table: T, key: Key) {
  const find = record(table, key);
  return async (...asked: Parameters<typeof find>) => (await find(...asked))!;
}

/** The pipeline asked for, if it exists; else the first living one, if there is any. */
async function pipelineOf(
  pipelineId: string | null | undefined,
  { loaders, wants }: Context,
  info: GraphQLResolveInfo,
): Promise<string | undefined> {
  if (pipelineId != null) return (await loaders.byId(pipeline, parseId(pipelineId, 'pipelineId')))?.id;
  const page = await loaders.page(pipeline, { first: 1, orderBy: [{ field: 'POSITION' }] }, wants(info));
  return page.rows[0]?.id;
}

export const reportResolvers = {
  Query: {
    pipelineReport: async (_, { pipelineId, filter }, context, info) => {
      const id = await pipelineOf(pipelineId, context, info);
      return id === undefined ? null : pipelineReport(await context.reader(), id, filter);
    },
    dealTotals: async (_, { groupBy, filter }, { reader }) => dealTotals(await reader(), groupBy, filter),
    companyTotals: async (_, { groupBy, filter }, { reader }) => companyTotals(await reader(), groupBy, filter),
  },
  PipelineReport: { pipeline: always(pipeline, 'pipelineId') },
  StageTotals: { stage: always(stage, 'stageId') },
  DealTotals: {
    owner: record(user, 'ownerId'),
    stage: record(stage, 'stageId'),
    pipeline: record(pipeline, 'pipelineId'),
    product: record(product, 'productId'),
    company: record(company, 'companyId'),
  },
  CompanyTotals: { owner: record(user, 'ownerId') },
} satisfies Resolvers;
