import { z } from 'zod';
import { ACCOUNT_KINDS, ACCOUNT_STATUSES, type Account } from './account.js';
import { attributeValue } from './attributes.js';

/** An account as REST answers it; what it has not is absent. */
export const accountResponse = z.object({
  id: z.string(),
  kind: z.enum(ACCOUNT_KINDS),
  email: z.string().optional().describe('As it was typed; a SERVICE has none.'),
  externalId: z.string().optional(),
  name: z.string().optional(),
  status: z.enum(ACCOUNT_STATUSES),
  attributes: z.record(z.string(), attributeValue),
  version: z.int().describe('Raised by every change; send it as expectedVersion.'),
  createdAt: z.string().describe('RFC 3339.'),
  updatedAt: z.string().describe('RFC 3339.'),
});

export function accountJson(account: Account): z.input<typeof accountResponse> {
  const { createdAt, updatedAt, attributes, ...rest } = account;
  return {
    ...rest,
    attributes: attributes as z.input<typeof accountResponse>['attributes'],
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
  };
}

export const accountPageResponse = z.object({
  accounts: z.array(accountResponse),
  hasNextPage: z.boolean(),
  endCursor: z.string().optional().describe('Send it as `after` for the next page.'),
  totalCount: z.int().optional().describe('How many match on all pages, if asked for.'),
});

export const importResponse = z.object({
  results: z
    .array(
      z.union([
        z.object({ accountId: z.string() }),
        z.object({ code: z.string().describe('Why it was refused.'), message: z.string() }),
      ]),
    )
    .describe('One for each account, in their order.'),
});
