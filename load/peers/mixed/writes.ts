// What is written: values that cards and lists show, moves from list to list, and new records in lists. The writer knows what each
// record would be if all writes ran one after the other, so that moves really move.
import type { Random } from '../../../test/support/random.ts';
import { drawMutation, type MutationName, type Write, writeOf } from './mutations.ts';
import type { ListView, Operation } from './operations.ts';
import type { RecordType, Scene, Value } from './scene.ts';

interface Current {
  readonly id: string;
  readonly values: Record<string, Value>;
}

/** Null if there is nothing in the answer to the operation that could be written. */
export function createWriter(scene: Scene, operations: readonly Operation[], random: Random) {
  const current: Readonly<Record<RecordType, Map<string, Current>>> = {
    company: copyOf(scene.company),
    contact: copyOf(scene.contact),
    deal: copyOf(scene.deal),
  };
  const companyIds = operations.flatMap(({ kind, record }) => (kind === 'company' && record ? [record.id] : []));
  const other = (ids: readonly string[], id: Value | undefined): string => {
    const others = ids.filter((one) => one !== id);
    return others[Math.min(random.below(others.length), random.below(others.length))]!; // hot ones more often
  };
  let made = 0;

  function shown({ type, where, byAmount, first }: ListView): Current[] {
    const amount = ({ values }: Current) => (values['amount'] as number | null) ?? -1;
    return [...current[type].values()]
      .filter(({ values }) => Object.entries(where).every(([name, value]) => values[name] === value))
      .sort((a, b) => (byAmount ? amount(b) - amount(a) : 0) || (a.id < b.id === byAmount ? 1 : -1))
      .slice(0, first);
  }

  function target(operation: Operation, type: RecordType): Current | undefined {
    const { record } = operation;
    if (record?.type === type) return current[type].get(record.id);
    if (operation.kind === 'totals') {
      const ownerId = operation.variables['ownerId']!;
      return pickOf(shown({ path: [], type, where: { ownerId, status: 'OPEN' }, byAmount: false, first: 20 }));
    }
    return pickOf(operation.lists.filter((list) => list.type === type).flatMap(shown));
  }

  const pickOf = (rows: readonly Current[]) => (rows.length > 0 ? random.pick(rows) : undefined);

  function change(
    name: MutationName,
    type: RecordType,
    row: Current | undefined,
    values: Current['values'],
    variables: object = values,
  ) {
    if (!row) return null;
    Object.assign(row.values, values);
    return writeOf(name, type, row.id, values, { id: row.id, ...variables });
  }

  function move(deal: Current | undefined): Write | null {
    const from = scene.stages.find(({ id }) => id === deal?.values['stageId']);
    if (from?.status !== 'OPEN') return null; // closing and opening again would change more than the stage
    const open = scene.stages.filter(({ status, pipelineId }) => status === 'OPEN' && pipelineId === from.pipelineId);
    return change('stage', 'deal', deal, {
      stageId: other(
        open.map(({ id }) => id),
        from.id,
      ),
    });
  }

  function newDeal({ variables }: Operation): Write | null {
    const open = scene.stages.filter(({ status }) => status === 'OPEN');
    const stage = variables['stageId'] ? open.find(({ id }) => id === variables['stageId']) : random.pick(open);
    if (!stage) return null;
    const ownerId = variables['ownerId'] ?? random.pick(scene.userIds);
    const companyId = random.pick(companyIds);
    const amount = amountOf(random);
    const values = { amount, currency: 'USD', stageId: stage.id, ownerId, companyId, status: 'OPEN' };
    const money = { minor: amount, currency: 'USD' };
    const input = { name: `New deal ${made}`, amount: money, stageId: stage.id, ownerId, companyId };
    return writeOf('newDeal', 'deal', null, values, { input });
  }

  function newContact(companyId: string): Write {
    const title = `Newcomer ${made}`;
    const input = { firstName: 'New', lastName: `Contact ${made}`, title, companyId };
    return writeOf('newContact', 'contact', null, { title, companyId }, { input });
  }

  return (operation: Operation): Write | null => {
    made++;
    switch (drawMutation(operation.kind, random)) {
      case 'employees':
        return change('employees', 'company', target(operation, 'company'), { employees: 100_000 + made });
      case 'companyOwner': {
        const company = target(operation, 'company');
        return change('companyOwner', 'company', company, {
          ownerId: other(scene.userIds, company?.values['ownerId']),
        });
      }
      case 'title':
        return change('title', 'contact', target(operation, 'contact'), { title: `Title ${made}` });
      case 'employer': {
        const contact = target(operation, 'contact');
        return change('employer', 'contact', contact, { companyId: other(companyIds, contact?.values['companyId']) });
      }
      case 'amount': {
        const deal = target(operation, 'deal');
        const minor = amountOf(random);
        const currency = (deal?.values['currency'] as string | null | undefined) ?? 'USD';
        return change('amount', 'deal', deal, { amount: minor, currency }, { amount: { minor, currency } });
      }
      case 'dealOwner': {
        const deal = target(operation, 'deal');
        return change('dealOwner', 'deal', deal, { ownerId: other(scene.userIds, deal?.values['ownerId']) });
      }
      case 'stage':
        return move(target(operation, 'deal'));
      case 'newContact':
        return newContact(operation.variables['id']!);
      case 'newDeal':
        return newDeal(operation);
    }
  };
}

function copyOf(rows: Scene[RecordType]): Map<string, Current> {
  return new Map(rows.map(({ id, values }) => [id, { id, values: { ...values } }]));
}

function amountOf(random: Random): number {
  return 50_000 + random.below(14_400_000);
}
