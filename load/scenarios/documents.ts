// The documents that scenarios ask. Their names are the names of the operations; a test validates each against schema.graphql.
export const documents = {
  Company: `query Company($id: ID!) { company(id: $id) { id name version description owner { id name } } }`,

  CompanyDeals: `query CompanyDeals($id: ID!) { company(id: $id) { id name
    deals(first: 10, filter: { status: { eq: OPEN } }) { nodes { id name amount { minor currency } stage { id name } } } } }`,

  // The condition makes each question another one, which no cache has an answer to.
  Companies: `query Companies($not: String!) { companies(first: 20, filter: { name: { ne: $not } }) { nodes { id name owner { name }
    contacts(first: 5) { nodes { id firstName lastName } } deals(first: 5) { nodes { id name stage { name } } } } } }`,

  Contacts: `query Contacts($not: String!, $after: String) { contacts(first: 25, after: $after, filter: { lastName: { ne: $not } }) {
    nodes { id lastName company { id name } } pageInfo { endCursor hasNextPage } } }`,

  ContactByEmail: `query ContactByEmail($id: ID!, $email: String!) { company(id: $id) { id
    contacts(first: 5, filter: { email: { eq: $email } }) { nodes { id email } } } }`,

  UpdateCompany: `mutation UpdateCompany($id: ID!, $description: String!) {
    updateCompany(id: $id, input: { description: $description }) { id version description } }`,

  CreateContact: `mutation CreateContact($companyId: ID!, $email: String!) {
    createContact(input: { companyId: $companyId, email: $email, lastName: "Written under load" }) { id email } }`,

  // 2,035 rows; what it costs is in docs/limits.md.
  Wide: `query Wide($not: String!) { companies(first: 100, filter: { name: { ne: $not } }) { nodes { id name
    contacts(first: 10) { nodes { id owner { id name } } } } } }`,

  // Above COST_CEILING before anything is known of the tenant's lists.
  TooWide: `query TooWide($not: String!) { companies(first: 100, filter: { name: { ne: $not } }) { nodes { id
    contacts(first: 100) { nodes { id activities(first: 100) { nodes { id } } } } } } }`,

  CompanyChanged: `subscription CompanyChanged { companyChanged { id kind recordId after } }`,
} as const;

export type DocumentName = keyof typeof documents;
