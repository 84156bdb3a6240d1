// The mutations of the trace: what each writes, what it answers (the record and what was changed, as a client needs it), and after
// which questions it comes how often.
import type { Random } from '../../../test/support/random.ts';
import type { Operation } from './operations.ts';
import type { RecordType, Value } from './scene.ts';

export interface Write {
  readonly type: RecordType;
  /** Null for a new record. */
  readonly id: string | null;
  readonly values: Readonly<Record<string, Value>>;
  readonly mutation: MutationName;
  /** The mutation field. */
  readonly field: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

const mutations = {
  employees: ['updateCompany', '$id: ID!, $employees: Int', 'id: $id, input: { employees: $employees }', 'employees'],
  companyOwner: [
    'updateCompany',
    '$id: ID!, $ownerId: ID',
    'id: $id, input: { ownerId: $ownerId }',
    'owner { id name }',
  ],
  title: ['updateContact', '$id: ID!, $title: String', 'id: $id, input: { title: $title }', 'title'],
  employer: [
    'updateContact',
    '$id: ID!, $companyId: ID',
    'id: $id, input: { companyId: $companyId }',
    'company { id name }',
  ],
  amount: [
    'updateDeal',
    '$id: ID!, $amount: MoneyInput',
    'id: $id, input: { amount: $amount }',
    'amount { minor currency }',
  ],
  dealOwner: ['updateDeal', '$id: ID!, $ownerId: ID', 'id: $id, input: { ownerId: $ownerId }', 'owner { id name }'],
  stage: ['moveDeal', '$id: ID!, $stageId: ID!', 'id: $id, stageId: $stageId', 'stage { id name }'],
  newContact: ['createContact', '$input: CreateContactInput!', 'input: $input', 'name title company { id name }'],
  newDeal: [
    'createDeal',
    '$input: CreateDealInput!',
    'input: $input',
    'name amount { minor currency } stage { id name } owner { id name } company { id name }',
  ],
} as const;

/** How often each mutation follows from each kind of question, in percent. */
const habits: Readonly<Record<Operation['kind'], Partial<Record<MutationName, number>>>> = {
  company: { employees: 80, companyOwner: 20 },
  companyPage: { title: 35, employer: 15, newContact: 15, amount: 15, stage: 20 },
  contact: { title: 70, employer: 30 },
  deal: { amount: 50, stage: 30, dealOwner: 20 },
  companyContacts: { title: 40, employer: 30, newContact: 30 },
  stage: { stage: 40, amount: 30, newDeal: 30 },
  ownStage: { stage: 40, amount: 30, newDeal: 30 },
  ownDeals: { dealOwner: 30, stage: 20, amount: 25, newDeal: 25 },
  ownTopDeals: { dealOwner: 30, stage: 20, amount: 25, newDeal: 25 },
  ownCompanies: { employees: 60, companyOwner: 40 },
  totals: { stage: 50, newDeal: 50 },
};

export type MutationName = keyof typeof mutations;

export function writeOf(
  name: MutationName,
  type: RecordType,
  id: string | null,
  values: Write['values'],
  variables: Write['variables'],
): Write {
  const [field, definitions, call, selection] = mutations[name];
  const document = `mutation ${name[0]!.toUpperCase()}${name.slice(1)}(${definitions}) { ${field}(${call}) { id ${selection} } }`;
  return { type, id, values, mutation: name, field, document, variables };
}

export function drawMutation(kind: Operation['kind'], random: Random): MutationName {
  let left = random.below(100);
  for (const [name, share] of Object.entries(habits[kind]) as [MutationName, number][]) {
    left -= share;
    if (left < 0) return name;
  }
  throw new Error('The shares are less than 100.');
}
