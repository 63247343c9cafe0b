import { graphql } from './gql/gql.js';

/** The operations that tests use most, typed against schema/schema.graphql (npm run codegen). */

export const CreateRealm = graphql(/* GraphQL */ `
  mutation CreateRealm($input: CreateRealmInput!) {
    createRealm(input: $input) {
      __typename
      ... on Realm {
        id
        slug
        name
        version
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const CreateAccount = graphql(/* GraphQL */ `
  mutation CreateAccount($input: CreateAccountInput!) {
    createAccount(input: $input) {
      __typename
      ... on Account {
        id
        email
        version
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const CreateGroup = graphql(/* GraphQL */ `
  mutation CreateGroup($input: CreateGroupInput!) {
    createGroup(input: $input) {
      __typename
      ... on Group {
        id
        name
        version
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const AddGroupMembers = graphql(/* GraphQL */ `
  mutation AddGroupMembers($input: AddGroupMembersInput!) {
    addGroupMembers(input: $input) {
      __typename
      ... on GroupMembersChange {
        results {
          memberId
          changed
          error {
            code
            message
          }
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const RemoveGroupMembers = graphql(/* GraphQL */ `
  mutation RemoveGroupMembers($input: RemoveGroupMembersInput!) {
    removeGroupMembers(input: $input) {
      __typename
      ... on GroupMembersChange {
        results {
          memberId
          changed
        }
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const CreateRole = graphql(/* GraphQL */ `
  mutation CreateRole($input: CreateRoleInput!) {
    createRole(input: $input) {
      __typename
      ... on Role {
        id
        name
        version
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const AssignRole = graphql(/* GraphQL */ `
  mutation AssignRole($input: AssignRoleInput!) {
    assignRole(input: $input) {
      __typename
      ... on Role {
        id
        name
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const UnassignRole = graphql(/* GraphQL */ `
  mutation UnassignRole($input: UnassignRoleInput!) {
    unassignRole(input: $input) {
      __typename
      ... on Role {
        id
        name
      }
      ... on Error {
        code
        message
      }
    }
  }
`);

export const IncludeRole = graphql(/* GraphQL */ `
  mutation IncludeRole($input: IncludeRoleInput!) {
    includeRole(input: $input) {
      __typename
      ... on Role {
        id
        name
      }
      ... on Error {
        code
        message
      }
      ... on RoleCycleError {
        path
      }
    }
  }
`);

export const AccountsWithRelations = graphql(/* GraphQL */ `
  query AccountsWithRelations(
    $first: Int
    $after: String
    $filter: AccountFilter
    $sort: AccountSort
    $each: Int
  ) {
    accounts(first: $first, after: $after, filter: $filter, sort: $sort) {
      edges {
        cursor
        node {
          id
          email
          groups(first: $each) {
            edges {
              cursor
              node {
                id
                name
              }
            }
            pageInfo {
              hasNextPage
              endCursor
            }
          }
          roles(first: $each) {
            edges {
              node {
                id
                name
              }
            }
          }
          sessions(first: $each) {
            edges {
              node {
                id
                clientAddress
              }
            }
          }
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
`);

export const Viewer = graphql(/* GraphQL */ `
  query Viewer {
    viewer {
      id
      email
      groups {
        edges {
          node {
            name
          }
        }
      }
      roles {
        edges {
          node {
            name
          }
        }
      }
      sessions {
        edges {
          node {
            id
          }
        }
      }
    }
  }
`);
