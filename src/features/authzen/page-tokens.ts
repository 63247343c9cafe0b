import { createHash } from 'node:crypto';
import { InvalidInputError } from '../../kernel/errors.js';

/** The tokens between the pages of one search. They give no more than the search does, so nobody signs them. */
export interface PageTokens {
  /** The token of the page behind a key; an empty key is before the first. */
  behind(key: string): string;
  /**
   * The key behind which a token's page begins; undefined for the first page.
   *
   * @throws InvalidInputError for what is no token, and for one of another search (AuthZEN 1.0, 8.2)
   */
  keyOf(token: string): string | undefined;
}

const MARK_LENGTH = 12;

export function pageTokens(query: unknown): PageTokens {
  const mark = createHash('sha256')
    .update(JSON.stringify(query, inOrder))
    .digest('base64url')
    .slice(0, MARK_LENGTH);
  const behind = (key: string): string => Buffer.from(mark + key).toString('base64url');
  return {
    behind,
    keyOf(token) {
      if (token === '') return undefined;
      const text = Buffer.from(token, 'base64url').toString();
      const key = text.slice(MARK_LENGTH);
      if (text.startsWith(mark) && behind(key) === token) return key === '' ? undefined : key;
      const message = 'must be the next_token of an earlier page of the same search';
      throw new InvalidInputError([{ path: ['page', 'token'], message }]);
    },
  };
}

/** The same question is the same in whichever order its members come. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
