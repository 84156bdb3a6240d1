// The pipeline report: deals of one pipeline by stage, in the pipeline's order. A deleted stage shows while deals are left in it.
import sql from 'sql-template-tag';
import type { Filter } from '../db/filter.ts';
import type { Reader } from '../db/transaction.ts';
import { deal } from './deal.ts';
import { filtered } from './filtered.ts';
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
  const columns = ['stageId', 'amountMinor', 'amountCurrency'];
  const { where, run } = filtered(reader, deal, filter ? { and: [only, filter] } : only, columns);
  reader.recorder.scan({
    table: stage,
    partition: { column: 'pipelineId', values: [pipelineId] },
    uses: ['pipelineId', 'position', 'probability', 'deletedAt'],
  });
  const rows =
    await run<StageRow>(sql`select s.id as "stageId", d.currency, d.count, d.sum, d.sum * s.probability as hundredfold
    from stage s left join (
      select t.stage_id, t.amount_currency as currency, count(*) as count, sum(t.amount_minor) as sum
      from deal t where ${where}
      group by t.stage_id, t.amount_currency
    ) d on d.stage_id = s.id
    where s.tenant_id = ${reader.tenantId} and s.pipeline_id = ${pipelineId} and (s.deleted_at is null or d.stage_id is not null)
    order by s.position, s.id`);

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
