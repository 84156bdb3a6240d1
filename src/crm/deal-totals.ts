// Deals grouped by one to three keys, counted and summed up by PostgreSQL: one statement, whatever the keys.
import sql, { raw } from 'sql-template-tag';
import type { Filter } from '../db/filter.ts';
import { isLimited, visibleSql } from '../db/rights.ts';
import type { Reader } from '../db/transaction.ts';
import { company } from './company.ts';
import { deal } from './deal.ts';
import { filtered } from './filtered.ts';
import { type GroupKey, groupKeys, monthOf, mostGroups, namedKeys, selectedKeys } from './group.ts';
import { type Amounts, countOf, type MoneyTotal, moneyTotals } from './money-total.ts';
import { stage } from './stage.ts';

const keys = {
  OWNER: { as: 'ownerId', expression: 't.owner_id', uses: ['ownerId'] },
  STAGE: { as: 'stageId', expression: 't.stage_id', uses: ['stageId'] },
  PIPELINE: { as: 'pipelineId', expression: 't.pipeline_id', uses: ['pipelineId'] },
  PRODUCT: { as: 'productId', expression: 't.product_id', uses: ['productId'] },
  COMPANY: { as: 'companyId', expression: 't.company_id', uses: ['companyId'] },
  STATUS: { as: 'status', expression: 't.status', uses: ['status'] },
  INDUSTRY: { as: 'industry', expression: 'c.industry', uses: ['companyId'] },
  CLOSE_MONTH: { as: 'month', expression: monthOf('t.close_date::timestamp'), uses: ['closeDate'] },
  OPENED_MONTH: { as: 'month', expression: monthOf('t.opened_on::timestamp'), uses: ['openedOn'] },
} as const satisfies Record<string, GroupKey>;

export type DealGroup = keyof typeof keys;

export interface DealTotals {
  readonly ownerId?: string | null;
  readonly stageId?: string;
  readonly pipelineId?: string;
  readonly productId?: string | null;
  readonly companyId?: string | null;
  readonly status?: string;
  readonly industry?: string | null;
  readonly month?: string | null;
  readonly count: number;
  readonly amounts: MoneyTotal[];
}

type Cell = Amounts & Omit<DealTotals, 'count' | 'amounts'> & { readonly rank: number };

/** The largest groups first; groups of one size by their keys. */
export async function dealTotals(
  reader: Reader,
  groupBy: readonly DealGroup[],
  filter: Filter | null | undefined,
): Promise<DealTotals[]> {
  const chosen = groupKeys<DealGroup>(keys, groupBy);
  const columns = [...chosen.flatMap((key) => key.uses), 'stageId', 'amountMinor', 'amountCurrency'];
  const { where, run } = filtered(reader, deal, filter, columns);
  reader.recorder.scan({ table: stage, uses: ['probability'] });
  const withCompany = chosen.includes(keys.INDUSTRY);
  if (withCompany) reader.recorder.scan({ table: company, uses: ['industry'] });

  const named = namedKeys(chosen);
  const places = raw([...chosen.keys(), chosen.length].map((index) => index + 1).join()); // names would mean columns of `stage` too
  const visible = visibleSql(company, 'c', isLimited(reader.rights));
  const companyOf = `left join company c on c.tenant_id = t.tenant_id and c.id = t.company_id${visible ? ` and ${visible}` : ''}`;
  const companies = raw(withCompany ? companyOf : '');
  // A group has a row for each currency; it is ranked by all of them together, so the limit never cuts through a group.
  const cells = await run<Cell>(sql`with cell as (
      select ${selectedKeys(chosen)}, t.amount_currency as currency, count(*) as count, sum(t.amount_minor) as sum,
        sum(t.amount_minor * s.probability) as hundredfold
      from deal t join stage s on s.tenant_id = t.tenant_id and s.id = t.stage_id ${companies}
      where ${where} group by ${places}
    ), sized as (select cell.*, sum(count) over (partition by ${named})::bigint as total from cell),
    ranked as (select sized.*, dense_rank() over (order by total desc, ${named})::int as rank from sized)
    select ${named}, currency, count, sum, hundredfold, rank from ranked where rank <= ${mostGroups} order by rank`);
  return groupsOf(cells, chosen);
}

/** Rows of one group stand together and have its rank, from 1. */
function groupsOf(cells: readonly Cell[], chosen: readonly GroupKey[]): DealTotals[] {
  const groups: Cell[][] = [];
  for (const cell of cells) {
    const group = groups[cell.rank - 1];
    if (group) group.push(cell);
    else groups.push([cell]);
  }
  return groups.map((group) => ({
    ...Object.fromEntries(chosen.map(({ as }) => [as, group[0]![as as keyof Cell]])),
    count: countOf(group),
    amounts: moneyTotals(group),
  }));
}
