// The pipeline that a mapping names for its deals: made with its stages when it is not there, completed when stages lack.
import type { Table } from '../../db/table.ts';
import { tableOf } from '../../db/table.ts';
import type { Transaction } from '../../db/transaction.ts';
import { create } from '../write.ts';
import { findByKeys } from './lookup.ts';
import type { Mapping } from './mapping.ts';

const byName = { kind: 'field', field: 'name' } as const;

export async function ensurePipeline(
  tx: Transaction,
  { name, stages }: NonNullable<Mapping['pipeline']>,
): Promise<string> {
  // Two imports at once would both make it.
  await tx.query({
    text: 'select pg_advisory_xact_lock(hashtextextended($1, 2))',
    values: [`${tx.tenantId}:pipeline`],
  });
  const pipelineId = await idOf(tx, tableOf('pipeline'), { name, scope: null }, { name });
  for (const [position, { name: stageName, status = 'OPEN', probability }] of stages.entries()) {
    const chance = probability ?? (status === 'WON' ? 100 : 0);
    const input = { name: stageName, pipelineId, position, status, probability: chance };
    await idOf(tx, tableOf('stage'), { name: stageName, scope: pipelineId }, input);
  }
  return pipelineId;
}

async function idOf(
  tx: Transaction,
  table: Table,
  key: { name: string; scope: string | null },
  input: Record<string, unknown>,
): Promise<string> {
  const [[found] = []] = await findByKeys(tx, table, byName, [key]);
  return found?.id ?? (await create(tx, table, input)).id;
}
