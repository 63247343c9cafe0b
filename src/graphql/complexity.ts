import { GraphQLError } from 'graphql';
import { DEFAULT_PAGE_SIZE } from '../kernel/page.js';

/** The complexity of a connection: what is selected, as often as the page may have edges. */
export function connectionComplexity(args: { readonly first?: number | null | undefined }): {
  field: number;
  multiplier: number;
} {
  return { field: 1, multiplier: args.first ?? DEFAULT_PAGE_SIZE };
}

export function queryTooComplex(complexity: number, limit: number | undefined): GraphQLError {
  return new GraphQLError(
    `The operation may read ${complexity} fields; at most ${limit ?? 0} are allowed. Ask for fewer fields or smaller pages.`,
    { extensions: { code: 'QUERY_TOO_COMPLEX', http: { status: 400 } } },
  );
}
