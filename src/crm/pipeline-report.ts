// The pipeline report: deals of one pipeline by stage, in the pipeline's order. A deleted stage shows while deals are left in it.
import sql from 'sql-template-tag';
import { compileFilter, type Filter } from '../db/filter.ts';
import { whereKnown } from '../db/known-keys.ts';
import { isLimited } from '../db/rights.ts';
import type { Reader } from '../db/transaction.ts';
import { deal } from './deal.ts';
import { type Amounts, countOf, type MoneyTotal, moneyTotals } from './money-total.ts';
import { stage } from './stage.ts';

export interface StageTotals {
  readonly stageId: string;
  readonly count: number;
  readonly amounts: MoneyTotal[];
}

export interface PipelineReport {
  readonly pipelineId: string;
  readonly stages: StageTotals[];
  readonly count: number;
  readonly amounts: MoneyTotal[];
}

interface StageRow extends Omit<Amounts, 'count'> {
  readonly stageId: string;
  /** Null for a stage without deals. */
  readonly count: number | null;
}

/** One statement. The pipeline's id is taken as given: one that does not exist has no stages. */
export async function pipelineReport(
  reader: Reader,
  pipelineId: string,
  filter: Filter | null | undefined,
): Promise<PipelineReport> {
  const only = { pipelineId: { eq: pipelineId } };
  const {
    where,
    uses,
    partition,
    scans,
    tests,
    keys: keyed,
  } = compileFilter(deal, filter ? { and: [only, filter] } : only, isLimited(reader.rights));
  const columns = [...uses, 'stageId', 'amountMinor', 'amountCurrency'];
  reader.recorder.scan({ table: deal, uses: columns, bounds: { tests }, ...(partition ? { partition } : {}) });
  reader.recorder.scan({
    table: stage,
    partition: { column: 'pipelineId', values: [pipelineId] },
    uses: ['pipelineId', 'position', 'probability', 'deletedAt'],
  });
  for (const scan of scans) reader.recorder.scan(scan);

  const { text, values } =
    sql`select s.id as "stageId", d.currency, d.count, d.sum, d.sum * s.probability as hundredfold
    from stage s left join (
      select t.stage_id, t.amount_currency as currency, count(*) as count, sum(t.amount_minor) as sum
      from deal t where t.tenant_id = ${reader.tenantId} and ${where!}
      group by t.stage_id, t.amount_currency
    ) d on d.stage_id = s.id
    where s.tenant_id = ${reader.tenantId} and s.pipeline_id = ${pipelineId} and (s.deleted_at is null or d.stage_id is not null)
    order by s.position, s.id`;
  const rows = await whereKnown(reader, keyed, reader.query<StageRow>({ text, values }));

  const byStage = new Map<string, Amounts[]>();
  for (const { stageId, count, ...amounts } of rows) {
    const cells = byStage.get(stageId) ?? [];
    if (count !== null) cells.push({ count, ...amounts });
    byStage.set(stageId, cells);
  }
  const all = [...byStage.values()].flat();
  const stages = [...byStage].map(([stageId, cells]) => ({
    stageId,
    count: countOf(cells),
    amounts: moneyTotals(cells),
  }));
  return { pipelineId, stages, count: countOf(all), amounts: moneyTotals(all) };
}
