// The document that bench:graphql sends to both servers.
export const ACCOUNTS_QUERY = /* GraphQL */ `
  query AccountsWithGroups {
    accounts(first: 50) {
      edges {
        cursor
        node {
          id
          email
          name
          status
          groups(first: 10) {
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
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`;
