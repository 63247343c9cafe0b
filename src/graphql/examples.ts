/** One tab of GraphiQL. */
export interface ExampleTab {
  readonly query: string;
  readonly variables?: string;
  readonly headers: string;
}

// GraphiQL reads headers as JSON with comments.
const headers = (realm: string): string => `{
  "X-Realm": "${realm}",
  // "Authorization": "Bearer <the access_token of a login>"
}`;

const LOG_IN = (realm: string): string => `# First log in, in a terminal:
#   curl http://localhost:4000/realms/${realm}/login -H 'Content-Type: application/json' \\
#     -d '{"email": "<your e-mail>", "password": "<your password>"}'
# then put the access_token of the answer into the headers below (take away the //).
`;

/** What GraphiQL opens with. A test validates each against the schema. */
export const exampleTabs: readonly [ExampleTab, ...ExampleTab[]] = [
  {
    query: `# Welcome to Reeve. This operation needs no login; the other tabs show what can be done with one.
query WhatIsThere {
  __schema {
    queryType { fields { name description } }
    mutationType { fields { name description } }
  }
}
`,
    headers: headers('demo'),
  },
  {
    query: `${LOG_IN('demo')}query WhoAmI {
  viewer {
    id
    email
    name
    groups { edges { node { name } } }
    roles { edges { node { name } } }
    sessions { edges { node { id createdAt clientAddress userAgent } } }
  }
}
`,
    headers: headers('demo'),
  },
  {
    query: `query Accounts($first: Int, $after: String) {
  accounts(first: $first, after: $after, filter: { kind: USER }, sort: { field: CREATED_AT, direction: DESC }) {
    edges {
      cursor
      node { id email name status createdAt groups(first: 3) { edges { node { id name } } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}

mutation CreateAccount($input: CreateAccountInput!) {
  createAccount(input: $input) {
    ... on Account { id email }
    ... on Error { code message }
    ... on InvalidInputError { issues { path message } }
  }
}
`,
    variables: `{
  "first": 10,
  "input": { "email": "grace@example.com", "name": "Grace" }
}
`,
    headers: headers('demo'),
  },
  {
    query: `mutation CreateGroup {
  createGroup(input: { name: "engineering" }) {
    ... on Group { id name }
    ... on Error { code message }
  }
}

mutation AddMembers($groupId: ID!, $memberIds: [ID!]!) {
  addGroupMembers(input: { groupId: $groupId, memberIds: $memberIds }) {
    ... on GroupMembersChange {
      group { name members { edges { node { ... on Account { email } ... on Group { name } } } } }
      results { memberId changed error { code message } }
    }
    ... on Error { code message }
  }
}

mutation AssignRole($roleId: ID!, $subjectId: ID!) {
  assignRole(input: { roleId: $roleId, subjectId: $subjectId }) {
    ... on Role { name assignees { edges { node { ... on Account { email } ... on Group { name } } } } }
    ... on Error { code message }
  }
}

query GroupsAndRoles {
  groups { edges { node { id name } } }
  roles { edges { node { id name builtIn } } }
}
`,
    variables: `{
  "groupId": "",
  "memberIds": [],
  "roleId": "",
  "subjectId": ""
}
`,
    headers: headers('demo'),
  },
  {
    query: `# Realms are operations of the realm system: log in there.
query Realms {
  realms {
    edges { node { id slug name createdAt } }
  }
}

mutation CreateRealm {
  createRealm(input: { slug: "acme", name: "Acme Corporation" }) {
    ... on Realm { id slug name }
    ... on Error { code message }
  }
}
`,
    headers: headers('system'),
  },
];
