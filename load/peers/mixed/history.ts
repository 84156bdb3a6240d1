// Decides for every single read whether its answer may be: each value shown must have been written by a write that could be the last
// one while the read was under way, and each list must hold what certainly belonged to it then. It judges the servers by the
// acknowledgements that the bench itself got, and never accuses an answer that some order of the overlapping writes explains.

import type { Write } from './mutations.ts';
import type { ListView, Operation } from './operations.ts';
import { createRecords, type HistoryRecord, type Window } from './records.ts';
import type { RecordType, Scene, Value } from './scene.ts';

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever a server sent until it has been judged.
type Json = any;

export interface History {
  /** A write that was acknowledged: when it was sent, when it was answered, and the id of the record. */
  wrote(write: Write, window: Window, id: string): void;
  /** What is wrong with the `data` of an answer; null if nothing is. */
  judge(operation: Operation, data: Json, window: Window): string | null;
  /** At rest: what can no longer be the answer to any read is forgotten. */
  settle(now: number): void;
}

export function createHistory(scene: Scene): History {
  const records = createRecords(scene);

  function judgeNode(type: RecordType, node: Json, window: Window): string | null {
    const record = records.get(type, node.id);
    if (!record) return `${type} ${node.id} is unknown`;
    for (const [name, value] of shownValues(type, node)) {
      const possible = record.possible(name, window);
      if (!possible.includes(value))
        return `${type} ${node.id} shows ${name} ${value} where it can only be ${possible.join(' or ')}`;
    }
    return node.company ? judgeNode('company', node.company, window) : null;
  }

  function judgeList(list: ListView, nodes: readonly Json[], window: Window): string | null {
    for (const node of nodes) {
      const wrong = judgeNode(list.type, node, window);
      if (wrong) return wrong;
      if (records.get(list.type, node.id)!.belongs(list.where, window) === 'no')
        return `${list.type} ${node.id} is in a list that it has left`;
    }
    const shown = new Set(nodes.map(({ id }) => id));
    const last = nodes.length < list.first ? null : nodes.at(-1);
    for (const record of records.candidates(list)) {
      if (shown.has(record.id) || record.belongs(list.where, window) !== 'yes') continue;
      if (last === null || isBefore(list, record, last, window))
        return `${list.type} ${record.id} is missing in a list that it belongs to`;
    }
    return null;
  }

  /** The count of each stage lies between the deals that are certainly in it and those that may be. */
  function judgeTotals(ownerId: string, totals: readonly Json[], window: Window): string | null {
    const deals = [...new Set(records.candidates({ type: 'deal', where: { ownerId } }))];
    for (const { id: stageId } of scene.stages) {
      const counts = { yes: 0, perhaps: 0, no: 0 };
      for (const deal of deals) counts[deal.belongs({ ownerId, stageId }, window)]++;
      const shown = totals.find(({ stage }) => stage.id === stageId)?.count ?? 0;
      if (shown < counts.yes || shown > counts.yes + counts.perhaps)
        return `stage ${stageId} has ${counts.yes} deals, or up to ${counts.perhaps} more, and not ${shown}`;
    }
    return null;
  }

  return {
    wrote: records.wrote,
    settle: records.settle,
    judge(operation, data, window) {
      const { record, lists, totalsOf } = operation;
      if (record) {
        const node = data[record.path[0]!];
        if (node?.id !== record.id) return `${record.type} ${record.id} is not what was answered`;
        const wrong = judgeNode(record.type, node, window);
        if (wrong) return wrong;
      }
      for (const list of lists) {
        const connection = list.path.reduce((value, name) => value[name], data);
        const wrong = judgeList(list, connection.nodes, window);
        if (wrong) return wrong;
      }
      return totalsOf === undefined ? null : judgeTotals(totalsOf, data.dealTotals, window);
    },
  };
}

/** What a node shows of the values that are written. */
function shownValues(type: RecordType, node: Json): [string, Value][] {
  const values: [string, Value][] = [];
  const link = (name: string) => {
    if (node[name] !== undefined) values.push([`${name}Id`, node[name]?.id ?? null]);
  };
  if (node.employees !== undefined) values.push(['employees', node.employees]);
  if (node.title !== undefined) values.push(['title', node.title]);
  // A 64-bit number may travel as text.
  if (node.amount !== undefined) values.push(['amount', node.amount === null ? null : Number(node.amount.minor)]);
  link('stage');
  link('company');
  if (type !== 'contact') link('owner'); // the owner of a contact is never written
  return values;
}

/** Whether a record certainly stands before the last one shown. */
function isBefore({ byAmount }: ListView, record: HistoryRecord, last: Json, window: Window): boolean {
  if (!byAmount) return record.id < last.id;
  const shown = last.amount === null ? -1 : Number(last.amount.minor);
  return record
    .possible('amount', window)
    .map((amount) => (amount as number | null) ?? -1)
    .every((amount) => amount > shown || (amount === shown && record.id > last.id));
}
