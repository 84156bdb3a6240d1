// The scenarios in which the protocol is tried, and the mistakes that they must not let pass.
import { createModel } from './coherence-model.ts';
import { type Exploration, explore } from './model-explore.ts';
import type { Fault, Scenario } from './model-state.ts';
import { createVariant, type Edit } from './model-table.ts';

/** Small enough that three transactions make a hash table grow, a log turn round and a tag crowded. */
export const smallLimits: readonly Edit[] = [
  ['const firstSlots = 1024', 'const firstSlots = 2'],
  ['const mostNotes = 65_536', 'const mostNotes = 2'],
  ['const mostXids = 32', 'const mostXids = 2'],
];

const here = { question: 0, node: 0 };
const there = { question: 0, node: 1 };
const other = { question: 1, node: 0 };

/** Everything that can happen in these, in every order: some 200,000 states. */
export const scenarios: readonly Scenario[] = [
  { name: 'fills', transactions: [1, 6], questions: [1], reads: [here, here], polls: [3], times: { abort: 1 } },
  { name: 'prune', transactions: [1, 2], questions: [1], reads: [here], polls: [3], times: { prune: 2 } },
  {
    name: 'late prune',
    transactions: [1, 6],
    questions: [1],
    reads: [here],
    polls: [3],
    times: { prune: 3 },
    keptFor: 1,
  },
  { name: 'pressure', transactions: [1, 6], questions: [1], reads: [here], polls: [3], times: {}, mostTags: 2 },
  {
    name: 'spares',
    transactions: [1, 1, 6],
    spared: [1],
    questions: [1],
    reads: [here],
    polls: [3],
    times: {},
  },
  {
    name: 'stream',
    transactions: [1],
    questions: [1],
    reads: [here],
    polls: [3],
    onTheWay: 2,
    times: { duplicate: 1, lose: 1 },
  },
  { name: 'floors', transactions: [1, 1, 1], questions: [1], reads: [here], polls: [2], times: { reset: 1 } },
  { name: 'crash', transactions: [1, 1], questions: [1], reads: [here], polls: [2], times: { abort: 1, crash: 1 } },
  { name: 'failover', transactions: [1, 1], questions: [1], reads: [here], polls: [3], times: { failover: 1 } },
  {
    name: 'bump',
    transactions: [1],
    questions: [1],
    reads: [here, here],
    polls: [2],
    times: { bump: 1, restart: 1 },
    isShared: true,
  },
  {
    name: 'shared',
    transactions: [1, 1],
    questions: [1],
    reads: [here, there],
    polls: [1, 1],
    times: { fetch: 1 },
    isShared: true,
  },
  {
    name: 'shared crash',
    transactions: [1, 1],
    questions: [1],
    reads: [here],
    polls: [1, 1],
    times: { abort: 1, crash: 1 },
    isShared: true,
  },
  {
    name: 'shared failover',
    transactions: [1, 1],
    questions: [1],
    reads: [here],
    polls: [1, 1],
    times: { failover: 1 },
    isShared: true,
  },
  { name: 'drop', transactions: [1, 1], questions: [1], reads: [here, here], polls: [3], times: { drop: 1 } },
  { name: 'crowd', transactions: [1, 1, 1], questions: [1], reads: [here], polls: [3], times: {}, isCrowded: true },
];

/** More of the same, and several things at once: millions of states, which take minutes. */
export const longScenarios: readonly Scenario[] = [
  {
    name: 'three writers',
    transactions: [1, 1, 6],
    questions: [1],
    reads: [here, here],
    polls: [3],
    times: { abort: 1 },
  },
  {
    name: 'two questions',
    transactions: [1, 2],
    questions: [1, 3],
    reads: [here, other],
    polls: [3],
    times: { abort: 1, prune: 1, reset: 1 },
  },
  {
    name: 'wild stream',
    transactions: [1, 2],
    questions: [1],
    reads: [here],
    polls: [3],
    onTheWay: 2,
    times: { duplicate: 1, lose: 1 },
  },
  {
    name: 'late stream',
    transactions: [1, 2],
    questions: [1],
    reads: [here],
    polls: [4],
    onTheWay: 2,
    times: { failover: 1 },
  },
  {
    name: 'crash of three writers',
    transactions: [1, 1, 1],
    questions: [1],
    reads: [here, here],
    polls: [2],
    times: { abort: 1, crash: 1 },
  },
  {
    name: 'two nodes',
    transactions: [1, 1],
    questions: [1],
    reads: [here, there],
    polls: [2, 2],
    times: { fetch: 1, prune: 1 },
    isShared: true,
  },
  {
    name: 'two nodes, crash and restart',
    transactions: [1, 1],
    questions: [1],
    reads: [here],
    polls: [2, 2],
    times: { crash: 1, restart: 1, fetch: 1 },
    isShared: true,
  },
  {
    name: 'two nodes and a bump',
    transactions: [1],
    questions: [1],
    reads: [here, there],
    polls: [2, 2],
    times: { bump: 1, restart: 1, fetch: 1 },
    isShared: true,
  },
  {
    name: 'old changes are dropped while a transaction runs',
    transactions: [1, 1, 2],
    questions: [1],
    reads: [here],
    polls: [3],
    times: { drop: 2, reset: 1 },
  },
  {
    name: 'crowd and prune',
    transactions: [1, 1, 1, 1],
    questions: [1],
    reads: [here],
    polls: [3],
    times: { prune: 1 },
    isCrowded: true,
  },
];

export interface Mutant {
  readonly name: string;
  readonly in: string;
  readonly edit?: Edit;
  readonly fault?: Fault;
}

const fault = (name: Fault, place: string): Mutant => ({ name, in: place, fault: name });

export const mutants: readonly Mutant[] = [
  fault('entries are deleted, not judged', 'fills'),
  fault('who waits for an execution takes what it read', 'fills'),
  fault('a token is the highest id', 'fills'),
  fault('a token is good in any epoch', 'failover'),
  fault('an answer of any history is kept', 'shared failover'),
  fault('a shared entry is good in any epoch', 'shared crash'),
  fault('frames leave out what ran at the last poll', 'fills'),
  fault('what was dropped is not missed', 'drop'),
  fault('floors leave out what runs', 'floors'),
  fault('floors go below what began the epoch', 'bump'),
  fault('the position is asked for after the reads', 'fills'),
  fault('reads are done on a standby', 'fills'),
  {
    name: 'xmax alone says what is seen',
    in: 'fills',
    edit: ['return xid < xmin || (xid < xmax && !xip.includes(xid));', 'return xid < xmax;'],
  },
  {
    name: 'a position covers another if its xmax is not lower',
    in: 'floors',
    edit: ['return later.xmax >= earlier.xmax && later', 'return later.xmax >= earlier.xmax || later'],
  },
  { name: 'the floor is not asked', in: 'prune', edit: [' || !isSince(stamp, oldest())', ''] },
  {
    name: 'an entry that was ever checked is above the floor',
    in: 'prune',
    edit: ['return stamp.verified >= before || covers', 'return stamp.verified >= 0 || covers'],
  },
  { name: 'a frame is taken wherever it begins', in: 'stream', edit: [' || !isSame(frame.prev, position)', ''] },
  { name: 'a frame is taken of any epoch', in: 'late stream', edit: ['frame.epoch !== epoch || ', ''] },
  {
    name: 'an entry is moved to where the table stands before it is judged',
    in: 'fills',
    edit: ['if (stamp.verified !== sequence) {', 'stamp.position = position; {'],
  },
  {
    name: 'an entry that was refused counts as judged',
    in: 'fills',
    edit: ['if (stamp.verified !== sequence) {', 'if (stamp.verified !== sequence) { stamp.verified = sequence;'],
  },
  { name: 'the history is not asked', in: 'crash', edit: ['stamp.identity !== identity || ', ''] },
  { name: 'a step is not counted', in: 'fills', edit: ['sequence++;\n        note(frame', 'note(frame'] },
  { name: 'the log is read from one step too late', in: 'fills', edit: [']! > verified;', ']! > verified + 1;'] },
  {
    name: 'the log is believed beyond its end',
    in: 'fills',
    edit: ['if (!isKept(end) && end !== -1) return null;', ''],
  },
  { name: 'a crowd forgets those before it', in: 'crowd', edit: ['noted.seen = position;', ''] },
  {
    name: 'a second transaction takes the place of the first',
    in: 'crowd',
    edit: ['xids: [known, xid]', 'xids: [xid]'],
  },
  {
    name: 'only the youngest notes are looked at',
    in: 'late prune',
    edit: ['if (isSince(stamp, generation)) break;', 'break;'],
  },
  {
    name: 'prune forgets more than the floor says',
    in: 'prune',
    edit: ['generations.pop();', 'const { from } = oldest(); generations.pop(); Object.assign(oldest(), { from });'],
  },
  { name: 'a reset does not note what it brings', in: 'floors', edit: ['note(reset.invalidations);', ''] },
  {
    name: 'what the log no longer tells is spared',
    in: 'spares',
    edit: ['mostCompared) === true', 'mostCompared) !== false'],
  },
  {
    name: 'what is spared is told by the last change',
    in: 'spares',
    edit: ['causes[index])) continue;', 'causes[last % mostNotes])) continue;'],
  },
];

export function tryScenario(scenario: Scenario, mutant?: Mutant, mostStates?: number): Exploration {
  const variant = createVariant([...smallLimits, ...(mutant?.edit ? [mutant.edit] : [])]);
  return explore(createModel(scenario, variant, mutant?.fault), mostStates);
}

export function tryMutant(mutant: Mutant, mostStates?: number): Exploration {
  return tryScenario([...scenarios, ...longScenarios].find(({ name }) => name === mutant.in)!, mutant, mostStates);
}
