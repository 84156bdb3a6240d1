import type { GraphQLResolveInfo } from 'graphql';
import { company } from '../src/crm/company.ts';
import { type CompanyGroup, companyTotals } from '../src/crm/company-totals.ts';
import { type DealGroup, dealTotals } from '../src/crm/deal-totals.ts';
import { pipeline } from '../src/crm/pipeline.ts';
import { pipelineReport } from '../src/crm/pipeline-report.ts';
import { product } from '../src/crm/product.ts';
import { stage } from '../src/crm/stage.ts';
import { user } from '../src/crm/user.ts';
import type { Filter } from '../src/db/filter.ts';
import type { Table } from '../src/db/table.ts';
import { parseId } from '../src/lib/text.ts';
import type { Context } from './context.ts';

/** The record that a group is of; null where rows were not grouped by it, or have none. */
function record(table: Table, key: string) {
  return (totals: object, _: unknown, { loaders, wants }: Context, info: GraphQLResolveInfo) => {
    const id = (totals as Record<string, string | null | undefined>)[key];
    return id == null ? null : loaders.byId(table, id, wants(info));
  };
}

interface PipelineReportArgs {
  readonly pipelineId?: string | null;
  readonly filter?: Filter | null;
}

interface TotalsArgs<Group> {
  readonly groupBy: readonly Group[];
  readonly filter?: Filter | null;
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
    pipelineReport: async (
      _: unknown,
      { pipelineId, filter }: PipelineReportArgs,
      context: Context,
      info: GraphQLResolveInfo,
    ) => {
      const id = await pipelineOf(pipelineId, context, info);
      return id === undefined ? null : pipelineReport(await context.reader(), id, filter);
    },
    dealTotals: async (_: unknown, { groupBy, filter }: TotalsArgs<DealGroup>, { reader }: Context) =>
      dealTotals(await reader(), groupBy, filter),
    companyTotals: async (_: unknown, { groupBy, filter }: TotalsArgs<CompanyGroup>, { reader }: Context) =>
      companyTotals(await reader(), groupBy, filter),
  },
  PipelineReport: { pipeline: record(pipeline, 'pipelineId') },
  StageTotals: { stage: record(stage, 'stageId') },
  DealTotals: {
    owner: record(user, 'ownerId'),
    stage: record(stage, 'stageId'),
    pipeline: record(pipeline, 'pipelineId'),
    product: record(product, 'productId'),
    company: record(company, 'companyId'),
  },
  CompanyTotals: { owner: record(user, 'ownerId') },
};
