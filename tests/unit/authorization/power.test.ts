import { expect, jest, test } from '@jest/globals';
import type { ClientSession } from 'mongoose';
import { coverage } from '../../../src/decision/public.js';
import { NOBODY } from '../../../src/features/authorization/caller.js';
import { passedBy } from '../../../src/features/authorization/passing.js';
import { createPower, type PowerDeps } from '../../../src/features/authorization/power.js';
import { authorityDouble } from '../../support/authority-double.js';
import { realmDouble } from '../../support/token-doubles.js';

test('a policy is read once, for however many items of one operation', async () => {
  const key = 'aws:resourcetag/team';
  const Condition = { StringEquals: { [key]: 'a' } };
  const Statement = { Effect: 'Allow', Action: 'a:Open', Resource: '*', Condition } as const;
  const document = JSON.stringify({ Version: '2012-10-17', Statement });
  const policy = {
    id: 'p',
    name: 'p',
    number: 1,
    document,
    scope: 'inline',
    owner: 'group:g',
    mentions: [key],
  };
  const refuse = (): never => {
    throw new Error('Nothing else is read here.');
  };
  const reads = new Proxy(
    { mentioning: () => Promise.resolve([policy]) },
    {
      get: (known, name) => (name === 'mentioning' ? known.mentioning : refuse()),
    },
  ) as unknown as PowerDeps['reads'];
  const power = createPower(
    { reads, policies: { compiled: refuse, set: refuse } },
    realmDouble('acme'),
    {} as ClientSession,
    NOBODY,
  );
  const holds = coverage(
    authorityDouble('acme', 'a', [
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'a:*', Resource: '*' } },
    ]),
  );
  const parse = jest.spyOn(JSON, 'parse');
  let passed = 0;
  for (let item = 0; item < 1000; item += 1) {
    const policies = await power.swayed([key]);
    for (const { gives } of passedBy(policies, new Set([key, `${key}${item}`]), `item/${item}`, power)) {
      expect(holds(await gives())).toBe(true);
      passed += 1;
    }
  }
  expect(passed).toBe(2000);
  expect(parse).toHaveBeenCalledTimes(1);
  parse.mockRestore();
});
