import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertAccount } from '../../src/features/accounts/account.store.js';
import { newAccountRecord } from '../../src/features/accounts/create-account.js';
import { existingAccounts } from '../../src/features/accounts/find-account.js';
import { requireGrantOfTags } from '../../src/features/authorization/session-tags.js';
import { createPolicyModule } from '../../src/features/policies/policy.module.js';
import type { PolicyServices } from '../../src/features/policies/policy-services.js';
import { systemClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { changeRecords } from '../../src/realms/changes.js';
import type { RequestContext } from '../../src/realms/request-context.js';
import { twoProcesses, type ProcessInRealm, type TwoProcesses } from '../support/two-processes.js';

type Process = ProcessInRealm & PolicyServices;

let processes: TwoProcesses;
let here: Process;
/** Another process, which has to learn of what is done here. */
let there: Process;
beforeAll(async () => {
  processes = await twoProcesses();
  const [first, second] = await processes.realm();
  const whole = (one: ProcessInRealm): Process => ({
    ...one,
    ...createPolicyModule({ clock: systemClock, existingAccounts, grants: one.grants }),
  });
  [here, there] = [whole(first), whole(second)];
});
afterAll(() => processes.close());

const documentOf = (Action: string | readonly string[], extra: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource: '*', ...extra }],
});

async function account(): Promise<string> {
  const email = `${newId()}@example.com`;
  const record = newAccountRecord({ kind: 'USER', email }, new Date());
  await insertAccount(here.realm, record);
  return record._id;
}
const group = async (): Promise<string> => (await here.groups.create(here.ctx, { name: newId() })).id;
const policy = async (document: object): Promise<string> =>
  (await here.policies.create(here.ctx, { name: newId(), document })).id;

/** A request of an account, as it may do things at this moment. */
async function requestOf({ realm, ctx, authorities }: Process, accountId: string): Promise<RequestContext> {
  const authority = await authorities.of(realm, { kind: 'account', accountId });
  const token = { sessionId: 'test', issuedAt: new Date(), realmSlug: realm.slug } as const;
  return { ...ctx, actor: { kind: 'account', accountId, accountKind: 'USER', ...token, authority } };
}

/** A delegate who attaches policies, and holds what a group of his gives. */
async function delegate() {
  const [id, groupId, targetId] = [await account(), await group(), await account()];
  const own = documentOf(['iam:AttachPolicy', 'iam:PutInlinePolicy']);
  await here.ownedPolicies.putInline(here.ctx, { targetId: id, name: 'own', document: own });
  const power = await policy(documentOf('vault:Open'));
  await here.attachments.attach(here.ctx, { policyId: power, targetId: groupId });
  await here.groups.addMembers(here.ctx, { groupId, memberIds: [id] });
  return { id, groupId, targetId, power };
}

const refused = { code: 'GRANT_REQUIRED' };

describe('what is decided about is what the write sees', () => {
  test('power that was lost since the request began is not passed on', async () => {
    const { id, groupId, targetId, power } = await delegate();
    const begun = await requestOf(here, id);
    await there.groups.removeMembers(there.ctx, { groupId, memberIds: [id] });
    await expect(here.attachments.attach(begun, { policyId: power, targetId })).rejects.toMatchObject(
      refused,
    );
  });

  test('power that was won since the request began is', async () => {
    const { id, groupId, targetId, power } = await delegate();
    await here.groups.removeMembers(here.ctx, { groupId, memberIds: [id] });
    const begun = await requestOf(here, id);
    await there.groups.addMembers(there.ctx, { groupId, memberIds: [id] });
    await here.attachments.attach(begun, { policyId: power, targetId });
  });

  test('an administrator who is none any more passes nothing on', async () => {
    const id = await account();
    const everything = documentOf('*');
    await here.ownedPolicies.putInline(here.ctx, { targetId: id, name: 'own', document: everything });
    const begun = await requestOf(here, id);
    expect(begun.actor).toMatchObject({ authority: { unrestricted: true } });
    await there.ownedPolicies.deleteInline(there.ctx, { targetId: id, name: 'own' });
    const input = { targetId: await account(), name: 'own', document: everything };
    await expect(here.ownedPolicies.putInline(begun, input)).rejects.toMatchObject(refused);
  });

  test('a policy that says more since the request began is passed on as it is now', async () => {
    const { id, targetId, power } = await delegate();
    const begun = await requestOf(here, id);
    const version = { policyId: power, document: documentOf('*'), setAsDefault: true };
    await there.policies.createVersion(there.ctx, version);
    // The delegate has it as well by now, and passes on what he has.
    await here.attachments.attach(begun, { policyId: power, targetId });
    const other = await policy(documentOf('vault:Open'));
    await there.policies.createVersion(there.ctx, {
      ...version,
      policyId: other,
      document: documentOf('iam:*'),
    });
    const lesser = await delegate();
    const request = await requestOf(here, lesser.id);
    await expect(here.attachments.attach(request, { policyId: other, targetId })).rejects.toMatchObject(
      refused,
    );
  });

  test('of two at once, the one that would pass on what the other takes away is done first, or not at all', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, groupId, targetId, power } = await delegate();
      const begun = await requestOf(here, id);
      const attach = here.attachments.attach(begun, { policyId: power, targetId });
      const remove = there.groups.removeMembers(there.ctx, { groupId, memberIds: [id] });
      const [attached] = await Promise.allSettled([attach, remove]);
      await remove;
      if (attached.status === 'rejected') {
        expect(attached.reason).toMatchObject(refused);
        continue;
      }
      const changes = await here.realm
        .model(changeRecords)
        .find({})
        .sort({ _id: 1 })
        .lean<{ touched: string[] }[]>();
      const at = (ref: string): number => changes.findLastIndex(({ touched }) => touched.includes(ref));
      expect(at(`account:${targetId}`)).toBeLessThan(at(`account:${id}`));
    }
  });
});

test('tags of a session need a grant of the policies that look at them', async () => {
  const policyId = await policy(
    documentOf('vault:Open', { Condition: { StringEquals: { 'aws:PrincipalTag/crew': 'a' } } }),
  );
  const id = await account();
  const request = await requestOf(here, id);
  await requireGrantOfTags(here.grants, request, ['colour']);
  await expect(requireGrantOfTags(here.grants, request, ['Crew'])).rejects.toMatchObject(refused);
  const document = documentOf('iam:Grant', { Resource: `rn:${here.realm.slug}:iam:policy/${policyId}` });
  await here.ownedPolicies.putInline(here.ctx, { targetId: id, name: 'own', document });
  await requireGrantOfTags(here.grants, request, ['Crew']);
});
