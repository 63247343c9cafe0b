/* eslint-disable */
import * as types from './graphql.js';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  mutation CreateRealm($input: CreateRealmInput!) {\n    createRealm(input: $input) {\n      __typename\n      ... on Realm {\n        id\n        slug\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateRealmDocument,
    "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      __typename\n      ... on Account {\n        id\n        email\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateAccountDocument,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      __typename\n      ... on Group {\n        id\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateGroupDocument,
    "\n  mutation AddGroupMembers($input: AddGroupMembersInput!) {\n    addGroupMembers(input: $input) {\n      __typename\n      ... on GroupMembersChange {\n        results {\n          memberId\n          changed\n          error {\n            code\n            message\n          }\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AddGroupMembersDocument,
    "\n  mutation RemoveGroupMembers($input: RemoveGroupMembersInput!) {\n    removeGroupMembers(input: $input) {\n      __typename\n      ... on GroupMembersChange {\n        results {\n          memberId\n          changed\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.RemoveGroupMembersDocument,
    "\n  mutation CreateRole($input: CreateRoleInput!) {\n    createRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.CreateRoleDocument,
    "\n  mutation AssignRole($input: AssignRoleInput!) {\n    assignRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.AssignRoleDocument,
    "\n  mutation UnassignRole($input: UnassignRoleInput!) {\n    unassignRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": typeof types.UnassignRoleDocument,
    "\n  mutation IncludeRole($input: IncludeRoleInput!) {\n    includeRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n      ... on RoleCycleError {\n        path\n      }\n    }\n  }\n": typeof types.IncludeRoleDocument,
    "\n  query AccountsWithRelations(\n    $first: Int\n    $after: String\n    $filter: AccountFilter\n    $sort: AccountSort\n    $each: Int\n  ) {\n    accounts(first: $first, after: $after, filter: $filter, sort: $sort) {\n      edges {\n        cursor\n        node {\n          id\n          email\n          groups(first: $each) {\n            edges {\n              cursor\n              node {\n                id\n                name\n              }\n            }\n            pageInfo {\n              hasNextPage\n              endCursor\n            }\n          }\n          roles(first: $each) {\n            edges {\n              node {\n                id\n                name\n              }\n            }\n          }\n          sessions(first: $each) {\n            edges {\n              node {\n                id\n                clientAddress\n              }\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      totalCount\n    }\n  }\n": typeof types.AccountsWithRelationsDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      email\n      groups {\n        edges {\n          node {\n            name\n          }\n        }\n      }\n      roles {\n        edges {\n          node {\n            name\n          }\n        }\n      }\n      sessions {\n        edges {\n          node {\n            id\n          }\n        }\n      }\n    }\n  }\n": typeof types.ViewerDocument,
};
const documents: Documents = {
    "\n  mutation CreateRealm($input: CreateRealmInput!) {\n    createRealm(input: $input) {\n      __typename\n      ... on Realm {\n        id\n        slug\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.CreateRealmDocument,
    "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      __typename\n      ... on Account {\n        id\n        email\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.CreateAccountDocument,
    "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      __typename\n      ... on Group {\n        id\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.CreateGroupDocument,
    "\n  mutation AddGroupMembers($input: AddGroupMembersInput!) {\n    addGroupMembers(input: $input) {\n      __typename\n      ... on GroupMembersChange {\n        results {\n          memberId\n          changed\n          error {\n            code\n            message\n          }\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.AddGroupMembersDocument,
    "\n  mutation RemoveGroupMembers($input: RemoveGroupMembersInput!) {\n    removeGroupMembers(input: $input) {\n      __typename\n      ... on GroupMembersChange {\n        results {\n          memberId\n          changed\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.RemoveGroupMembersDocument,
    "\n  mutation CreateRole($input: CreateRoleInput!) {\n    createRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.CreateRoleDocument,
    "\n  mutation AssignRole($input: AssignRoleInput!) {\n    assignRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.AssignRoleDocument,
    "\n  mutation UnassignRole($input: UnassignRoleInput!) {\n    unassignRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n": types.UnassignRoleDocument,
    "\n  mutation IncludeRole($input: IncludeRoleInput!) {\n    includeRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n      ... on RoleCycleError {\n        path\n      }\n    }\n  }\n": types.IncludeRoleDocument,
    "\n  query AccountsWithRelations(\n    $first: Int\n    $after: String\n    $filter: AccountFilter\n    $sort: AccountSort\n    $each: Int\n  ) {\n    accounts(first: $first, after: $after, filter: $filter, sort: $sort) {\n      edges {\n        cursor\n        node {\n          id\n          email\n          groups(first: $each) {\n            edges {\n              cursor\n              node {\n                id\n                name\n              }\n            }\n            pageInfo {\n              hasNextPage\n              endCursor\n            }\n          }\n          roles(first: $each) {\n            edges {\n              node {\n                id\n                name\n              }\n            }\n          }\n          sessions(first: $each) {\n            edges {\n              node {\n                id\n                clientAddress\n              }\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      totalCount\n    }\n  }\n": types.AccountsWithRelationsDocument,
    "\n  query Viewer {\n    viewer {\n      id\n      email\n      groups {\n        edges {\n          node {\n            name\n          }\n        }\n      }\n      roles {\n        edges {\n          node {\n            name\n          }\n        }\n      }\n      sessions {\n        edges {\n          node {\n            id\n          }\n        }\n      }\n    }\n  }\n": types.ViewerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateRealm($input: CreateRealmInput!) {\n    createRealm(input: $input) {\n      __typename\n      ... on Realm {\n        id\n        slug\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').CreateRealmDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateAccount($input: CreateAccountInput!) {\n    createAccount(input: $input) {\n      __typename\n      ... on Account {\n        id\n        email\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').CreateAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateGroup($input: CreateGroupInput!) {\n    createGroup(input: $input) {\n      __typename\n      ... on Group {\n        id\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').CreateGroupDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AddGroupMembers($input: AddGroupMembersInput!) {\n    addGroupMembers(input: $input) {\n      __typename\n      ... on GroupMembersChange {\n        results {\n          memberId\n          changed\n          error {\n            code\n            message\n          }\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').AddGroupMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation RemoveGroupMembers($input: RemoveGroupMembersInput!) {\n    removeGroupMembers(input: $input) {\n      __typename\n      ... on GroupMembersChange {\n        results {\n          memberId\n          changed\n        }\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').RemoveGroupMembersDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation CreateRole($input: CreateRoleInput!) {\n    createRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n        version\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').CreateRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation AssignRole($input: AssignRoleInput!) {\n    assignRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').AssignRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation UnassignRole($input: UnassignRoleInput!) {\n    unassignRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n    }\n  }\n"): typeof import('./graphql.js').UnassignRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation IncludeRole($input: IncludeRoleInput!) {\n    includeRole(input: $input) {\n      __typename\n      ... on Role {\n        id\n        name\n      }\n      ... on Error {\n        code\n        message\n      }\n      ... on RoleCycleError {\n        path\n      }\n    }\n  }\n"): typeof import('./graphql.js').IncludeRoleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AccountsWithRelations(\n    $first: Int\n    $after: String\n    $filter: AccountFilter\n    $sort: AccountSort\n    $each: Int\n  ) {\n    accounts(first: $first, after: $after, filter: $filter, sort: $sort) {\n      edges {\n        cursor\n        node {\n          id\n          email\n          groups(first: $each) {\n            edges {\n              cursor\n              node {\n                id\n                name\n              }\n            }\n            pageInfo {\n              hasNextPage\n              endCursor\n            }\n          }\n          roles(first: $each) {\n            edges {\n              node {\n                id\n                name\n              }\n            }\n          }\n          sessions(first: $each) {\n            edges {\n              node {\n                id\n                clientAddress\n              }\n            }\n          }\n        }\n      }\n      pageInfo {\n        hasNextPage\n        hasPreviousPage\n        startCursor\n        endCursor\n      }\n      totalCount\n    }\n  }\n"): typeof import('./graphql.js').AccountsWithRelationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Viewer {\n    viewer {\n      id\n      email\n      groups {\n        edges {\n          node {\n            name\n          }\n        }\n      }\n      roles {\n        edges {\n          node {\n            name\n          }\n        }\n      }\n      sessions {\n        edges {\n          node {\n            id\n          }\n        }\n      }\n    }\n  }\n"): typeof import('./graphql.js').ViewerDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
