// The schema of the servers that are written by hand: the part of Clientele's own that the benches ask for.
export const typeDefs = /* GraphQL */ `
  scalar Date

  type Query {
    company(id: ID!): Company
    companies(first: Int!, filter: CompanyFilter): CompanyConnection!
    contact(id: ID!): Contact
    contacts(first: Int!, filter: ContactFilter!): ContactConnection!
    deal(id: ID!): Deal
    deals(first: Int!, filter: DealFilter!, orderBy: [DealOrder!]): DealConnection!
    dealTotals(filter: DealFilter!, groupBy: [DealGroup!]!): [DealTotals!]!
  }

  type Mutation {
    updateCompany(id: ID!, input: UpdateCompanyInput!): Company
    updateContact(id: ID!, input: UpdateContactInput!): Contact
    updateDeal(id: ID!, input: UpdateDealInput!): Deal
    moveDeal(id: ID!, stageId: ID!): Deal
    createContact(input: CreateContactInput!): Contact
    createDeal(input: CreateDealInput!): Deal
  }

  type CompanyConnection { nodes: [Company!]! }
  type ContactConnection { nodes: [Contact!]! }
  type DealConnection { nodes: [Deal!]! }

  type Company {
    id: ID!
    name: String!
    industry: String
    country: String
    employees: Int
    owner: User
    contacts(first: Int!): ContactConnection!
    deals(first: Int!, filter: DealFilter!): DealConnection!
  }

  input CompanyFilter { ownerId: IDFilter }
  input ContactFilter { companyId: IDFilter! }
  input DealFilter { ownerId: IDFilter, stageId: IDFilter, status: DealStatusFilter }
  input DealStatusFilter { eq: DealStatus! }
  input IDFilter { eq: ID! }
  input DealOrder { field: DealOrderField!, direction: OrderDirection! }
  enum DealOrderField { AMOUNT }
  enum OrderDirection { DESC }
  enum DealStatus { OPEN WON LOST }
  enum DealGroup { STAGE }

  type Contact {
    id: ID!
    name: String!
    email: String
    title: String
    owner: User
    company: Company
  }

  type Deal {
    id: ID!
    name: String!
    amount: Money
    closeDate: Date
    stage: Stage!
    owner: User
    company: Company
  }

  type DealTotals { stage: Stage, count: Int! }

  "Whole minor units, which may exceed 32 bits."
  type Money { minor: Float!, currency: String! }
  input MoneyInput { minor: Float!, currency: String! }

  type Stage { id: ID!, name: String! }
  type User { id: ID!, name: String!, email: String }

  input UpdateCompanyInput { employees: Int, ownerId: ID }
  input UpdateContactInput { title: String, companyId: ID }
  input UpdateDealInput { amount: MoneyInput, ownerId: ID }
  input CreateContactInput { firstName: String, lastName: String, title: String, companyId: ID }
  input CreateDealInput { name: String!, amount: MoneyInput, stageId: ID!, ownerId: ID, companyId: ID }
`;
