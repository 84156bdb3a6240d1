// The rules between deals and stages: a deal is in a stage of its pipeline and has that stage's status.
import type { Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';

interface StageOfDeal {
  readonly id: string;
  readonly pipelineId: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
}

const columns = 'id, pipeline_id as "pipelineId", status';

/** Where a deal goes that names a stage, or only a pipeline, or (when it is new) neither: the first stage of the first pipeline. */
export async function placeDeal(tx: Transaction, values: Values, current: Readonly<Values> | null): Promise<Values> {
  const { stageId, pipelineId } = values;
  if (stageId === null || pipelineId === null)
    throw badInput('A deal is always in a stage: leave the field out instead of null.', {
      field: stageId === null ? 'stageId' : 'pipelineId',
    });
  if (current && stageId === undefined && pipelineId === undefined) return values;
  const stage =
    stageId === undefined
      ? await firstStage(tx, pipelineId as string | undefined)
      : await findStage(tx, stageId as string);
  if (pipelineId !== undefined && pipelineId !== stage.pipelineId) {
    throw badInput('The stage is not one of that pipeline.', { field: 'stageId', pipelineId: stage.pipelineId });
  }
  const placed: Values = { ...values, stageId: stage.id, pipelineId: stage.pipelineId, status: stage.status };
  const isClosing = stage.status !== 'OPEN' && current?.['status'] === 'OPEN';
  const due = (values['closeDate'] ?? current?.['closeDate']) as string | null | undefined;
  // An expected day that has not come yet is not the day on which it closed.
  if (isClosing && values['closeDate'] === undefined && (!due || due > today())) placed['closeDate'] = today();
  return placed;
}

const today = () => new Date().toISOString().slice(0, 10);

async function findStage(tx: Transaction, id: string): Promise<StageOfDeal> {
  const [stage] = await tx.query<StageOfDeal>({
    text: `select ${columns} from stage where tenant_id = $1 and id = $2 and deleted_at is null for share`,
    values: [tx.tenantId, id],
  });
  if (!stage) throw new ClientError('NOT_FOUND', `There is no Stage with the id ${id}.`, { field: 'stageId', id });
  return stage;
}

async function firstStage(tx: Transaction, pipelineId: string | undefined): Promise<StageOfDeal> {
  const [stage] = await tx.query<StageOfDeal>({
    text: `select s.id, s.pipeline_id as "pipelineId", s.status from stage s join pipeline p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
      where s.tenant_id = $1 and s.deleted_at is null and p.deleted_at is null and ($2::uuid is null or p.id = $2)
      order by p.position, p.id, s.position, s.id limit 1`,
    values: [tx.tenantId, pipelineId ?? null],
  });
  if (!stage)
    throw new ClientError(
      'RULE_VIOLATED',
      pipelineId
        ? 'That pipeline has no stage: create one first.'
        : 'There is no pipeline with a stage: create one first.',
    );
  return stage;
}

/** A stage that holds deals keeps its pipeline and status: otherwise its deals would lie. */
export async function keepStageOfDeals(
  tx: Transaction,
  values: Values,
  current: Readonly<Values> | null,
): Promise<Values> {
  const field = ['pipelineId', 'status'].find((name) => name in values);
  if (current && field) {
    const [deal] = await tx.query({
      text: 'select from deal where tenant_id = $1 and stage_id = $2 limit 1',
      values: [tx.tenantId, current['id']],
    });
    if (deal)
      throw new ClientError(
        'RULE_VIOLATED',
        `\`${field}\` cannot change while deals are in the stage: move them first.`,
        { field },
      );
  }
  return values;
}

export async function refuseWhileUsed(
  tx: Transaction,
  what: string,
  column: 'pipeline_id' | 'stage_id',
  id: string,
): Promise<void> {
  const [deal] = await tx.query({
    text: `select from deal where tenant_id = $1 and ${column} = $2 and deleted_at is null limit 1`,
    values: [tx.tenantId, id],
  });
  if (deal)
    throw new ClientError('RULE_VIOLATED', `There are deals in this ${what}: move or delete them first.`, { id });
}
