import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { compileStored } from '../../src/features/authorization/compiled-policies.js';
import { deriveAgain } from '../../src/features/policies/derive-again.js';
import { pageOfPolicies } from '../../src/features/policies/policy-list.js';
import type { PolicyScope } from '../../src/features/policies/policy.js';
import {
  activeDocuments,
  activeDocumentsOf,
  changePolicy,
  insertPolicy,
  policyRecords,
  type PolicyRecord,
} from '../../src/features/policies/policy.store.js';
import { newId } from '../../src/kernel/ids.js';
import { runInRealm } from '../../src/realms/current-realm.js';
import { realmUnderTest, type RealmUnderTest } from '../support/realm-under-test.js';

let under: RealmUnderTest;
beforeAll(async () => {
  under = await realmUnderTest();
});
afterAll(() => under.close());

const ALLOW = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
let made = 0;

async function stored(change: Partial<PolicyRecord> = {}): Promise<PolicyRecord> {
  const now = new Date();
  const record: PolicyRecord = {
    _id: newId(),
    scope: 'managed',
    owner: '',
    name: `p${(made += 1)}`,
    defaultVersion: 2,
    lastVersion: 2,
    versions: [
      { number: 1, document: '{}', createdAt: now },
      { number: 2, document: ALLOW, createdAt: now },
    ],
    mentions: [],
    principals: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...change,
  };
  const { realm } = under;
  await realm.transaction(['revision'], (session) => insertPolicy(realm, record, session));
  return record;
}

const effectsOf = (name: string, document: string): string[] =>
  compileStored(name, document).statements.map(({ effect }) => effect);

describe('the document that counts', () => {
  test('is that of the default version', async () => {
    const { _id } = await stored();
    const [active] = await activeDocuments(under.realm, [_id, newId()]);
    expect(active).toMatchObject({ id: _id, number: 2, document: ALLOW });
    expect(effectsOf('p', active?.document ?? '')).toEqual(['Allow']);
  });

  test.each([
    ['missing', { defaultVersion: 3 }],
    ['without any version', { versions: [] }],
    ['no JSON', { versions: [{ number: 2, document: '{"Statement":', createdAt: new Date() }] }],
    ['no policy', { versions: [{ number: 2, document: '{"Statement":{}}', createdAt: new Date() }] }],
  ])('denies everything where the default version is %s', async (_what, change) => {
    const { _id } = await stored(change);
    const [active] = await activeDocuments(under.realm, [_id]);
    expect(active?.id).toBe(_id);
    expect(effectsOf('p', active?.document ?? ALLOW)).toEqual(['Deny']);
  });

  test('is found by scope and owner', async () => {
    const owner = `role:${newId()}`;
    const { _id } = await stored({ scope: 'trust', owner });
    const found = await activeDocumentsOf(under.realm, 'trust', owner);
    expect(found.map(({ id }) => id)).toEqual([_id]);
  });
});

test('policies that belong to something are listed by owner and name, none left out', async () => {
  const owners = ['a', 'b', 'c'];
  for (const owner of owners) {
    for (const name of ['2', '1']) await stored({ scope: 'inline', owner, name });
  }
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const page = await pageOfPolicies(under.realm, { scope: 'inline' }, { first: 4, after });
    seen.push(...page.items.map(({ owner, name }) => owner + name));
    after = page.hasNextPage ? page.cursors.at(-1) : undefined;
  } while (after !== undefined);
  expect(seen).toEqual(['a1', 'a2', 'b1', 'b2', 'c1', 'c2']);
  await expect(
    pageOfPolicies(under.realm, { scope: 'inline' }, { first: 4, after: 'nonsense' }),
  ).rejects.toThrow(/cursor of an earlier page/);
});

test('a change keeps what it does not name', async () => {
  const { _id, name } = await stored({ description: 'D' });
  const { realm } = under;
  const { result } = await realm.transaction(['revision'], (session) =>
    changePolicy(realm, _id, { mentions: ['aws:username'] }, new Date(), session),
  );
  expect(result).toMatchObject({ name, description: 'D', mentions: ['aws:username'], version: 2 });
});

test('the store is asked by an index', async () => {
  const scopes: PolicyScope[] = ['managed', 'inline'];
  for (const scope of scopes) {
    const plan = await runInRealm(under.realm, () =>
      under.realm
        .model(policyRecords)
        .find({ scope, owner: { $gte: '' } })
        .sort({ scope: 1, owner: 1, name: 1 })
        .explain('queryPlanner'),
    );
    expect(JSON.stringify(plan)).not.toMatch(/COLLSCAN|"SORT"/);
  }
});

test('what an older version did not keep beside a document is made out again', async () => {
  const document = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Principal: '*',
      Action: 'a:Read',
      Condition: { StringEquals: { 'reeve:Groups': 'a' } },
    },
  });
  const { realm } = under;
  const versions = [{ number: 1, document, createdAt: new Date() }];
  const fields = { scope: 'resource', owner: 'r', defaultVersion: 1, lastVersion: 1, versions } as const;
  const old = await stored(fields);
  const { collection } = realm.model(policyRecords);
  await collection.updateOne({ _id: old._id } as object, { $unset: { principals: 1, mentions: 1 } });
  await runInRealm(realm, () => deriveAgain(realm));
  const record = await runInRealm(realm, () =>
    realm.model(policyRecords).findById(old._id).lean<PolicyRecord>(),
  );
  expect(record).toMatchObject({ principals: ['*'], mentions: ['aws:groups'], version: 1 });
});
