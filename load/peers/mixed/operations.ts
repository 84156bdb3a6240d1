// The 1,000 questions of the mixed load, hottest first: cards, pages, lists and totals of the same hot companies, people and deals,
// with every kind at all temperatures. What hot cards show is what hot lists hold, and what the trace writes.
import type { RecordType, Scene, SceneRow, Value } from './scene.ts';

/** A list in an answer: where it stands, and what belongs to it. */
export interface ListView {
  readonly path: readonly string[];
  readonly type: RecordType;
  readonly where: Readonly<Record<string, Value>>;
  /** Largest amount first; otherwise by id. */
  readonly byAmount: boolean;
  readonly first: number;
}

export interface Operation {
  readonly kind: Kind;
  readonly document: string;
  readonly variables: Readonly<Record<string, string>>;
  /** The record that was asked for by id, and where it stands. */
  readonly record?: { readonly path: readonly string[]; readonly type: RecordType; readonly id: string };
  readonly lists: readonly ListView[];
  /** Whose deals are counted for each stage. */
  readonly totalsOf?: string;
}

export type Kind = keyof typeof documents;

const documents = {
  company:
    'query Company($id: ID!) { company(id: $id) { id name industry country employees owner { id name email } } }',
  companyPage: `query CompanyPage($id: ID!) { company(id: $id) { id name employees owner { id name }
    contacts(first: 10) { nodes { id name email title } }
    deals(first: 10, filter: { status: { eq: OPEN } }) { nodes { id name amount { minor currency } stage { id name } } } } }`,
  contact: `query Contact($id: ID!) { contact(id: $id) {
    id name email title company { id name employees } owner { id name } } }`,
  deal: `query Deal($id: ID!) { deal(id: $id) {
    id name amount { minor currency } closeDate stage { id name } owner { id name } company { id name } } }`,
  companyContacts: `query CompanyContacts($id: ID!) { contacts(first: 20, filter: { companyId: { eq: $id } }) {
    nodes { id name email title owner { id name } } } }`,
  stage: `query Stage($stageId: ID!) {
    deals(first: 20, filter: { stageId: { eq: $stageId } }, orderBy: [{ field: AMOUNT, direction: DESC }]) {
      nodes { id name amount { minor currency } owner { id name } company { id name } } } }`,
  ownStage: `query OwnStage($stageId: ID!, $ownerId: ID!) {
    deals(first: 20, filter: { stageId: { eq: $stageId }, ownerId: { eq: $ownerId } }, orderBy: [{ field: AMOUNT, direction: DESC }]) {
      nodes { id name amount { minor currency } company { id name } } } }`,
  ownDeals: `query OwnDeals($ownerId: ID!) { deals(first: 20, filter: { ownerId: { eq: $ownerId }, status: { eq: OPEN } }) {
    nodes { id name amount { minor currency } stage { id name } owner { id } } } }`,
  ownTopDeals: `query OwnTopDeals($ownerId: ID!) {
    deals(first: 20, filter: { ownerId: { eq: $ownerId }, status: { eq: OPEN } }, orderBy: [{ field: AMOUNT, direction: DESC }]) {
      nodes { id name amount { minor currency } stage { id name } company { id name } } } }`,
  ownCompanies: `query OwnCompanies($ownerId: ID!) { companies(first: 20, filter: { ownerId: { eq: $ownerId } }) {
    nodes { id name industry employees owner { id name } } } }`,
  totals: `query Totals($ownerId: ID!) {
    dealTotals(filter: { ownerId: { eq: $ownerId } }, groupBy: [STAGE]) { count stage { id name } } }`,
} as const;

export function createOperations(scene: Scene): Operation[] {
  const contactsOf = Map.groupBy(scene.contact, ({ values }) => values['companyId']);
  const openDealsOf = Map.groupBy(
    scene.deal.filter(({ values }) => values['status'] === 'OPEN'),
    ({ values }) => values['companyId'],
  );
  const companies = scene.company.filter(
    ({ id }) => (contactsOf.get(id)?.length ?? 0) >= 3 && (openDealsOf.get(id)?.length ?? 0) >= 1,
  );
  const inTurn = (children: Map<Value | undefined, SceneRow[]>): SceneRow[] =>
    Array.from({ length: 3 }, (_, at) =>
      companies.slice(0, 200).flatMap(({ id }) => children.get(id)?.[at] ?? []),
    ).flat();
  const open = scene.stages.filter(({ status }) => status === 'OPEN');
  const ownStages = scene.userIds.flatMap((ownerId) => open.map((stage) => ({ stageId: stage.id, ownerId })));

  const { stages, userIds } = scene;
  return interleave([
    companies.slice(0, 200).map(({ id }) => ofRecord('company', 'company', id, [])),
    userIds.slice(0, 20).map((ownerId) => ofList('ownDeals', { ownerId }, 'deal', { ownerId, status: 'OPEN' })),
    companies.slice(0, 200).map(({ id }) => ofRecord('companyPage', 'company', id, listsOfPage(id))),
    stages.slice(0, 10).map((stage) => ofList('stage', { stageId: stage.id }, 'deal', { stageId: stage.id })),
    inTurn(openDealsOf)
      .slice(0, 200)
      .map(({ id }) => ofRecord('deal', 'deal', id, [])),
    inTurn(contactsOf)
      .slice(0, 150)
      .map(({ id }) => ofRecord('contact', 'contact', id, [])),
    userIds.slice(0, 20).map((ownerId) => ofList('ownTopDeals', { ownerId }, 'deal', { ownerId, status: 'OPEN' })),
    ownStages.slice(0, 100).map((both) => ofList('ownStage', both, 'deal', both)),
    companies.slice(0, 70).map(({ id }) => ofList('companyContacts', { id }, 'contact', { companyId: id })),
    userIds.slice(0, 20).map((ownerId) => ofList('ownCompanies', { ownerId }, 'company', { ownerId })),
    userIds.slice(0, 10).map((ownerId) => ofTotals(ownerId)),
  ]);
}

function ofRecord(kind: Kind, type: RecordType, id: string, lists: readonly ListView[]): Operation {
  return { kind, document: documents[kind], variables: { id }, record: { path: [type], type, id }, lists };
}

function listsOfPage(companyId: string): ListView[] {
  const list = { byAmount: false, first: 10 };
  return [
    { path: ['company', 'contacts'], type: 'contact', where: { companyId }, ...list },
    { path: ['company', 'deals'], type: 'deal', where: { companyId, status: 'OPEN' }, ...list },
  ];
}

function ofTotals(ownerId: string): Operation {
  return { kind: 'totals', document: documents.totals, variables: { ownerId }, lists: [], totalsOf: ownerId };
}

const roots = { company: 'companies', contact: 'contacts', deal: 'deals' } as const;

function ofList(kind: Kind, variables: Operation['variables'], type: RecordType, where: ListView['where']): Operation {
  const byAmount = documents[kind].includes('AMOUNT');
  const list = { path: [roots[type]], type, where, byAmount, first: 20 };
  return { kind, document: documents[kind], variables, lists: [list] };
}

/** Each kind spread evenly over all ranks, in its own order: the hottest of each come first. */
function interleave(kinds: readonly (readonly Operation[])[]): Operation[] {
  return kinds
    .flatMap((operations) => operations.map((operation, at) => ({ operation, place: at / operations.length })))
    .sort((a, b) => a.place - b.place)
    .map(({ operation }) => operation);
}
