// What GraphiQL shows first: operations to run as they are on the demo data.
export const exampleOperations = `# Welcome to Clientele. Put the cursor into an operation and press Ctrl-Enter.

query Companies {
  companies(first: 5, orderBy: [{ field: ANNUAL_REVENUE, direction: DESC }]) {
    totalCount
    nodes {
      name
      industry
      annualRevenue { minor currency }
      owner { name team { name } }
      contacts(first: 3) { nodes { name title email } }
      deals(first: 3, filter: { status: { eq: OPEN } }) {
        nodes { name amount { minor currency } stage { name } closeDate }
      }
    }
    pageInfo { hasNextPage endCursor }
  }
}

query Pipeline {
  pipelineReport {
    pipeline { name }
    count
    stages {
      stage { name status probability }
      count
      amounts { currency sum weighted }
    }
  }
}

query Search {
  search(text: "north", first: 10) {
    score
    record { __typename id ... on Company { name } ... on Contact { name email } ... on Deal { name } }
  }
}

mutation NewContact {
  createContact(input: { firstName: "Ada", lastName: "Lovelace", email: "ada@example.com" }) {
    id
    name
    version
  }
}
`;
