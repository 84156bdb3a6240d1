// The three operations that are measured, in the two dialects of the servers that speak GraphQL, and the one shape all answers must have.
export type OperationName = 'P1' | 'P2' | 'P3';
export const operationNames: readonly OperationName[] = ['P1', 'P2', 'P3'];

export const titles: Readonly<Record<OperationName, string>> = {
  P1: 'a company with its owner',
  P2: '20 companies × owner, 5 contacts, open deals with their stage',
  P3: '100 companies × 10 contacts × owner',
};

/** As Clientele is asked; Yoga and Mercurius serve the same fields. */
export const clienteleDocuments: Readonly<Record<OperationName, string>> = {
  P1: 'query P1($id: ID!) { company(id: $id) { id name industry country employees owner { id name email } } }',
  P2: `query P2 { companies(first: 20) { nodes {
    id name owner { id name }
    contacts(first: 5) { nodes { id name email title } }
    deals(first: 10, filter: { status: { eq: OPEN } }) { nodes { id name amount { minor currency } closeDate stage { id name } } }
  } } }`,
  P3: 'query P3 { companies(first: 100) { nodes { id name contacts(first: 10) { nodes { id name email owner { id name } } } } } }',
};

/** As PostGraphile names the same: ids are row ids, relations carry the tenant column, deleted rows are left out by condition. */
export const postgraphileDocuments: Readonly<Record<OperationName, string>> = {
  P1: `query P1($tenantId: UUID!, $id: UUID!) { company(tenantId: $tenantId, rowId: $id) {
    id: rowId name industry country employees owner: tenantOwner { id: rowId name email }
  } }`,
  P2: `query P2($tenantId: UUID!) { companies(first: 20, condition: { tenantId: $tenantId, deletedAt: null }) { nodes {
    id: rowId name owner: tenantOwner { id: rowId name }
    contacts: contactsByTenantIdAndCompanyId(first: 5, condition: { deletedAt: null }) { nodes { id: rowId name email title } }
    deals: dealsByTenantIdAndCompanyId(first: 10, condition: { status: "OPEN", deletedAt: null }) {
      nodes { id: rowId name amountMinor amountCurrency closeDate stage: tenantPipelineStage { id: rowId name } }
    }
  } } }`,
  P3: `query P3($tenantId: UUID!) { companies(first: 100, condition: { tenantId: $tenantId, deletedAt: null }) { nodes {
    id: rowId name
    contacts: contactsByTenantIdAndCompanyId(first: 10, condition: { deletedAt: null }) {
      nodes { id: rowId name email owner: tenantOwner { id: rowId name } }
    }
  } } }`,
};

// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever a server sent until it has been compared.
type Json = any;

const list = (connection: Json, node: (value: Json) => Json): Json => connection.nodes.map(node);
const named = (value: Json): Json => value && { id: value.id, name: value.name };

function deal(value: Json): Json {
  const minor = value.amount ? value.amount.minor : value.amountMinor;
  return {
    id: value.id,
    name: value.name,
    // A 64-bit number travels as a number or as text, and the currency beside it or in it.
    amount: minor == null ? null : { minor: String(minor), currency: value.amount?.currency ?? value.amountCurrency },
    closeDate: value.closeDate,
    stage: named(value.stage),
  };
}

/** The `data` of an answer in the common shape, so that equal answers are equal text. */
export const normalise: Readonly<Record<OperationName, (data: Json) => Json>> = {
  P1: ({ company }) => ({
    id: company.id,
    name: company.name,
    industry: company.industry,
    country: company.country,
    employees: company.employees,
    owner: company.owner && { ...named(company.owner), email: company.owner.email },
  }),
  P2: ({ companies }) =>
    list(companies, (company) => ({
      ...named(company),
      owner: named(company.owner),
      contacts: list(company.contacts, (contact) => ({
        ...named(contact),
        email: contact.email,
        title: contact.title,
      })),
      deals: list(company.deals, deal),
    })),
  P3: ({ companies }) =>
    list(companies, (company) => ({
      ...named(company),
      contacts: list(company.contacts, (contact) => ({
        ...named(contact),
        email: contact.email,
        owner: named(contact.owner),
      })),
    })),
};
