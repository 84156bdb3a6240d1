// Companies grouped by one to three keys and counted, in one statement.
import sql from 'sql-template-tag';
import type { Filter } from '../db/filter.ts';
import type { Reader } from '../db/transaction.ts';
import { company } from './company.ts';
import { filtered } from './filtered.ts';
import { type GroupKey, groupKeys, monthOf, mostGroups, namedKeys, selectedKeys } from './group.ts';
import { safe } from './money-total.ts';

const keys = {
  OWNER: { as: 'ownerId', expression: 't.owner_id', uses: ['ownerId'] },
  INDUSTRY: { as: 'industry', expression: 't.industry', uses: ['industry'] },
  COUNTRY: { as: 'country', expression: 't.country', uses: ['country'] },
  CREATED_MONTH: { as: 'month', expression: monthOf(`t.created_at at time zone 'UTC'`), uses: ['createdAt'] },
} as const satisfies Record<string, GroupKey>;

export type CompanyGroup = keyof typeof keys;

export interface CompanyTotals {
  readonly ownerId?: string | null;
  readonly industry?: string | null;
  readonly country?: string | null;
  readonly month?: string;
  readonly count: number;
  readonly employees: number;
}

/** GraphQL's Int has 32 bits. */
const mostEmployees = 2 ** 31 - 1;

/** The largest groups first; groups of one size by their keys. */
export async function companyTotals(
  reader: Reader,
  groupBy: readonly CompanyGroup[],
  filter: Filter | null | undefined,
): Promise<CompanyTotals[]> {
  const chosen = groupKeys<CompanyGroup>(keys, groupBy);
  const { where, run } = filtered(reader, company, filter, [...chosen.flatMap((key) => key.uses), 'employees']);
  const rows = await run<Omit<CompanyTotals, 'employees'> & { employees: string }>(sql`with cell as (
      select ${selectedKeys(chosen)}, t.employees from company t where ${where}
    )
    select ${namedKeys(chosen)}, count(*) as count, coalesce(sum(employees), 0)::text as employees
    from cell group by ${namedKeys(chosen)} order by count desc, ${namedKeys(chosen)} limit ${mostGroups}`);
  return rows.map((row) => ({ ...row, employees: safe(BigInt(row.employees), 'The sum of employees', mostEmployees) }));
}
