import { expect, test } from '@jest/globals';
import { PolicySet } from '../../../src/decision/public.js';
import type { Account } from '../../../src/features/accounts/account.js';
import { createCompiledPolicies } from '../../../src/features/authorization/compiled-policies.js';
import {
  loadAuthorities,
  type AuthoritySources,
  type RealmMoment,
} from '../../../src/features/authorization/load-authorities.js';

test('what goes wrong with one principal is that one’s error, and not the others’', async () => {
  const good = { id: 'a', status: 'ACTIVE', kind: 'USER', attributes: {} } as unknown as Account;
  const bad = {
    ...good,
    id: 'b',
    get attributes(): never {
      throw new TypeError('unreadable');
    },
  };
  const nodes = new Map(
    ['account:a', 'account:b'].map((ref) => [ref, { name: '', links: [], policies: [] }]),
  );
  const answers = await loadAuthorities(
    {
      reads: { accounts: () => Promise.resolve([good, bad]) } as unknown as AuthoritySources['reads'],
      policies: createCompiledPolicies(10),
      selfService: new PolicySet([], 'self-service'),
    },
    {
      realm: { id: 'r', slug: 'acme', settings: { policies: { maxUnindexedStatements: 10 } } },
      revision: 1,
      server: [],
      state: {
        graphAbove: () => Promise.resolve({ nodes, policies: new Map() }),
        guardrails: () => Promise.resolve([]),
      },
    } as unknown as RealmMoment,
    ['b', 'a', 'c'].map((accountId) => ({ kind: 'account', accountId })),
  );
  expect(answers).toMatchObject([
    { message: 'unreadable' },
    { authority: { principal: 'rn:acme:iam:account/a' } },
    { code: 'NOT_FOUND' },
  ]);
});
