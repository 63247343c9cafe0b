import { describe, expect, jest, test } from '@jest/globals';
import type { ClientSession } from 'mongoose';
import { compilePolicy, type PolicyDocument } from '../../../src/decision/public.js';
import type { PlacedPolicy } from '../../../src/features/authorization/authority-reads.js';
import { createGrants, type Passing } from '../../../src/features/authorization/grant.js';
import type { RequestContext } from '../../../src/realms/request-context.js';
import { accountActorDouble, authorityDouble } from '../../support/authority-double.js';
import { realmDouble } from '../../support/token-doubles.js';

const realm = realmDouble('acme');
const session = {} as ClientSession;
const refuse = (): never => {
  throw new Error('Nothing is read here.');
};
const compiled = (document: PolicyDocument) => compilePolicy({ name: 'p', document });
const allow = (Action: string, Resource = '*'): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource },
});

/** A caller who came with one set of policies, and has another one by the time that the transaction reads. */
function callers(
  then: readonly PolicyDocument[] | 'administrator',
  now: typeof then = then,
  naming: readonly PlacedPolicy[] = [],
) {
  const within = jest.fn(() => Promise.resolve(authorityDouble('acme', 'a', now)));
  const known = { naming: () => Promise.resolve(naming) };
  const reads = new Proxy(known, {
    get: (_known, name) => (name === 'naming' ? known.naming : refuse()),
  }) as unknown as Parameters<typeof createGrants>[0]['reads'];
  const policies = { compiled: refuse, set: refuse };
  const grants = createGrants({ authorities: { within }, reads, policies, systemRealm: refuse });
  const actor = accountActorDouble('acme', 'a', then);
  const ctx: RequestContext = { realm, actor, requestId: 'r', clientAddress: '' };
  return { grants, ctx, within };
}

const gives = jest.fn(() => Promise.resolve([compiled(allow('vault:Open'))]));
const content: Passing = () => [{ gives }];
const group: Passing = () => [{ name: { kind: 'group', id: 'g' }, gives }];

describe('the passing on of power', () => {
  test('costs an administrator nothing but being read again', async () => {
    const { grants, ctx, within } = callers('administrator');
    const passing = jest.fn(content);
    await (await grants.within(ctx, session)).require(passing);
    expect(within).toHaveBeenCalledTimes(1);
    expect(passing).not.toHaveBeenCalled();
  });

  test('by a grant does not read what it is about', async () => {
    gives.mockClear();
    const { grants, ctx } = callers([allow('iam:Grant', 'rn:acme:iam:group/g')]);
    await (await grants.within(ctx, session)).require(group);
    expect(gives).not.toHaveBeenCalled();
  });

  test.each<[string, readonly PolicyDocument[], Passing, boolean]>([
    ['content, by containment', [allow('vault:*')], content, true],
    ['content, by a grant on every policy', [allow('iam:Grant', 'rn:acme:iam:policy/*')], content, true],
    ['content, by a grant on one policy', [allow('iam:Grant', 'rn:acme:iam:policy/1')], content, false],
    ['a group, by a grant on another', [allow('iam:Grant', 'rn:acme:iam:group/h')], group, false],
    ['a group, by a grant on every policy', [allow('iam:Grant', 'rn:acme:iam:policy/*')], group, true],
    ['a group, by a grant of another realm', [allow('iam:Grant', 'rn:other:iam:group/g')], group, false],
    ['anything, by nothing', [], content, false],
  ])('%s', async (_what, documents, passing, expected) => {
    const { grants, ctx } = callers(documents);
    const refusal = await (await grants.within(ctx, session)).refusal(passing);
    expect(refusal === undefined).toBe(expected);
    if (refusal !== undefined) expect(refusal.code).toBe('GRANT_REQUIRED');
  });

  test('is judged by what the caller has now, not by what he came with', async () => {
    const lost = callers('administrator', []);
    const refusal = await (await lost.grants.within(lost.ctx, session)).refusal(content);
    expect(refusal?.code).toBe('GRANT_REQUIRED');
    expect(refusal?.message).toContain('iam:Grant on rn:acme:iam:policy/*');
    const won = callers([], [allow('vault:Open')]);
    await (await won.grants.within(won.ctx, session)).require(content);
  });

  test('is refused where too many policies of resources deny somebody', async () => {
    const policy = (at: number): PlacedPolicy => ({
      id: `${at}`,
      name: 'ResourcePolicy',
      number: 1,
      document: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Deny', NotPrincipal: { Reeve: 'rn:acme:iam:account/a' }, Action: '*' },
      }),
      scope: 'resource',
      owner: `door/${at}`,
      mentions: [],
    });
    const policies = Array.from({ length: 501 }, (_, at) => policy(at));
    const few = callers([allow('vault:*')], undefined, policies.slice(1));
    await (await few.grants.within(few.ctx, session)).require(content);
    const many = callers([allow('vault:*')], undefined, policies);
    const asked = (await many.grants.within(many.ctx, session)).require(content);
    await expect(asked).rejects.toMatchObject({ code: 'GRANT_REQUIRED' });
  });

  test('by the server itself is not asked about, and by nobody never allowed', async () => {
    const { grants, ctx } = callers([]);
    const server = { ...ctx, actor: { kind: 'internal', name: 'cli' } } as const;
    await (await grants.within(server, session)).require(content);
    const nobody = { ...ctx, actor: { kind: 'anonymous' } } as const;
    const refusal = await (await grants.within(nobody, session)).refusal(content);
    expect(refusal?.code).toBe('GRANT_REQUIRED');
  });
});
