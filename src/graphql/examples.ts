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
    query: `# A policy: what its holders may do, in the grammar of AWS IAM.
mutation CreatePolicy($policy: CreatePolicyInput!) {
  createPolicy(input: $policy) {
    ... on Policy { id name }
    ... on InvalidPolicyError { issues { pointer message } }
    ... on Error { code message }
  }
}

mutation AttachPolicy($policyId: ID!, $targetId: ID!) {
  attachPolicy(input: { policyId: $policyId, targetId: $targetId }) {
    ... on Policy { name attachments { edges { node { ... on Account { email } ... on Group { name } ... on Role { name } } } } }
    ... on Error { code message }
  }
}

query MayI($question: AuthorizationInput!) {
  isAuthorized(input: $question) { allowed decision matched { policy statement effect } missing { layer reason } }
}

query Why($question: AuthorizationInput!) {
  explain(input: $question) {
    answer { allowed decision }
    paths { origin nodes { node name } }
    layers {
      layer
      says
      policies {
        policy
        origin
        statements { sid effect applies action resource conditions { operator key wanted seen holds } }
      }
    }
  }
}
`,
    variables: `{
  "policy": {
    "name": "read-orders",
    "document": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "orders:Read", "Resource": "rn:demo:orders:order/*" }] }
  },
  "policyId": "",
  "targetId": "",
  "question": { "action": "orders:Read", "resource": "rn:demo:orders:order/7" }
}
`,
    headers: headers('demo'),
  },
  {
    query: `# What could be: nothing here changes anything.
query WhoMayDeleteAccounts {
  whoCan(action: "iam:DeleteAccount", resource: "rn:demo:iam:account/*") {
    edges { node { account { email } } }
    pageInfo { hasNextPage endCursor }
    cut
  }
}

query WhatMayIDo {
  whatCan {
    patterns {
      actions { patterns except }
      resources { patterns except }
      conditions { operator key values }
      by { policy origin }
      within { layer policy }
    }
  }
}

query WhatIf($draft: DraftInput!) {
  whatIf(draft: $draft) {
    ... on AccessChangeConnection {
      edges { node { account { email } resource gained lost } }
      pageInfo { hasNextPage endCursor }
      comparedActions
      uncomparedPatterns
    }
    ... on Error { code message }
  }
}

query Simulate($input: SimulateInput!) {
  simulate(input: $input) {
    ... on Simulation {
      decisions { action resource allowed matched { policy statement effect } missing { reason } }
    }
    ... on InvalidPolicyError { issues { pointer message } }
    ... on Error { code message }
  }
}
`,
    variables: `{
  "draft": {
    "changes": [{ "addGroupMembers": { "groupId": "", "memberIds": [""] } }]
  },
  "input": {
    "identityPolicies": [{
      "document": { "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "orders:Read", "Resource": "*" }] }
    }],
    "actions": ["orders:Read", "orders:Delete"],
    "resources": ["rn:demo:orders:order/7"]
  }
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
