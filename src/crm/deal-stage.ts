// The rules between deals and stages: a deal is in a stage of its pipeline and has that stage's status.
import type { Values } from '../db/table.ts';
import type { Transaction } from '../db/transaction.ts';
import { badInput, ClientError } from '../errors.ts';

interface StageOfDeal {
  readonly id: string;
  readonly pipelineId: string;
  readonly status: 'OPEN' | 'WON' | 'LOST';
}

/** Stages that deals may be in, shared-locked: neither stage nor pipeline changes or goes before the deal is committed. */
const livingStages = `select s.id, s.pipeline_id as "pipelineId", s.status from stage s
  join pipeline p on p.tenant_id = s.tenant_id and p.id = s.pipeline_id
  where s.tenant_id = $1 and s.deleted_at is null and p.deleted_at is null`;

/** Where a deal goes that names a stage, or only a pipeline, or (when it is new) neither: the first stage of the first pipeline. */
export async function placeDeal(tx: Transaction, values: Values, current: Readonly<Values> | null): Promise<Values> {
  const { stageId, pipelineId } = values;
  if (stageId === null || pipelineId === null)
    throw badInput('A deal is always in a stage: leave the field out instead of null.', {
      field: stageId === null ? 'stageId' : 'pipelineId',
    });
  if (current && 'deletedAt' in values) await refuseDeadStage(tx, current);
  const isOther = (name: string) => values[name] !== undefined && values[name] !== current?.[name];
  if (current && !isOther('stageId') && !isOther('pipelineId')) return values;
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
    text: `${livingStages} and s.id = $2 for share`,
    values: [tx.tenantId, id],
  });
  if (!stage) throw new ClientError('NOT_FOUND', `There is no Stage with the id ${id}.`, { field: 'stageId', id });
  return stage;
}

async function firstStage(tx: Transaction, pipelineId: string | undefined): Promise<StageOfDeal> {
  const [stage] = await tx.query<StageOfDeal>({
    text: `${livingStages} and ($2::uuid is null or p.id = $2) order by p.position, p.id, s.position, s.id limit 1 for share`,
    values: [tx.tenantId, pipelineId ?? null],
  });
  if (stage) return stage;
  if (!pipelineId) throw new ClientError('RULE_VIOLATED', 'There is no pipeline with a stage: create one first.');
  const [pipeline] = await tx.query({
    text: 'select from pipeline where tenant_id = $1 and id = $2 and deleted_at is null',
    values: [tx.tenantId, pipelineId],
  });
  const details = { field: 'pipelineId', id: pipelineId };
  if (!pipeline) throw new ClientError('NOT_FOUND', `There is no Pipeline with the id ${pipelineId}.`, details);
  throw new ClientError('RULE_VIOLATED', 'That pipeline has no stage: create one first.', details);
}

/** A deal that is restored must find its stage alive. */
async function refuseDeadStage(tx: Transaction, { stageId }: Readonly<Values>): Promise<void> {
  const [stage] = await tx.query({ text: `${livingStages} and s.id = $2 for share`, values: [tx.tenantId, stageId] });
  if (!stage)
    throw new ClientError('RULE_VIOLATED', 'The stage of this deal is deleted: restore the stage first.', { stageId });
}

/** A stage that holds deals keeps its pipeline and status: otherwise its deals would lie. */
export async function keepStageOfDeals(
  tx: Transaction,
  values: Values,
  current: Readonly<Values> | null,
): Promise<Values> {
  const field = ['pipelineId', 'status'].find((name) => name in values && values[name] !== current?.[name]);
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
