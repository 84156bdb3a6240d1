// The schema of the servers that are written by hand: the part of Clientele's own that P1, P2 and P3 ask for.
export const typeDefs = /* GraphQL */ `
  scalar Date

  type Query {
    company(id: ID!): Company
    companies(first: Int!): CompanyConnection!
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

  input DealFilter { status: DealStatusFilter! }
  input DealStatusFilter { eq: DealStatus! }
  enum DealStatus { OPEN WON LOST }

  type Contact {
    id: ID!
    name: String!
    email: String
    title: String
    owner: User
  }

  type Deal {
    id: ID!
    name: String!
    amount: Money
    closeDate: Date
    stage: Stage!
  }

  "Whole minor units, which may exceed 32 bits."
  type Money { minor: Float!, currency: String! }

  type Stage { id: ID!, name: String! }
  type User { id: ID!, name: String!, email: String }
`;
