import type { StatementElement } from '../../../src/decision/document.js';
import type { RequestContext } from '../../../src/realms/request-context.js';
import { STRONG_PASSWORD } from '../passwords.js';
import type { Services } from './services.js';
import { allow, BACK_DOOR, deny, documentOf, FRONT_DOOR, type Six } from './world.js';

/** One mutation with its input. */
export interface Move {
  readonly name: string;
  run(ctx: RequestContext, services: Services): Promise<unknown>;
  /** The account that whoever makes the move can be from then on. */
  readonly takesOver?: string;
}

/** Everything that can be done to the six, of what may pass power on. */
export function movesOn(six: Six): readonly Move[] {
  const { dora, xavier, guards, keeper, clerk, opens } = six;
  const holders = Object.entries({ dora, xavier, guards, keeper, clerk });
  const accounts = Object.entries({ dora, xavier });
  const roles = Object.entries({ keeper, clerk });
  return [
    ...holders.flatMap(([name, targetId]) => policyMoves(name, targetId, opens)),
    ...holders
      .filter(([name]) => name !== 'guards')
      .flatMap(([name, targetId]) => boundaryMoves(name, targetId, opens)),
    ...accounts.flatMap(([name, id]) => accountMoves(name, id, guards)),
    ...roles.flatMap(([name, id]) => roleMoves(name, id, six)),
    ...versionMoves(opens),
    ...groupMoves(guards),
    ...resourceMoves(dora),
    {
      name: 'keeper includes clerk',
      run: (ctx, { roles: service }) => service.include(ctx, { roleId: keeper, includedRoleId: clerk }),
    },
    {
      name: 'clerk includes keeper',
      run: (ctx, { roles: service }) => service.include(ctx, { roleId: clerk, includedRoleId: keeper }),
    },
    {
      name: 'another guardrail',
      run: (ctx, { guardrails }) => guardrails.create(ctx, { name: 'all', document: documentOf(allow('*')) }),
    },
    {
      name: 'no guardrail',
      run: withGuardrail((ctx, services, id) => services.guardrails.delete(ctx, { id })),
    },
    {
      name: 'a guardrail without its Deny',
      run: withGuardrail((ctx, { guardrails }, id) =>
        guardrails.update(ctx, { id, document: documentOf(allow('*')) }),
      ),
    },
  ];
}

function policyMoves(name: string, targetId: string, policyId: string): Move[] {
  const put = (what: string, ...statements: StatementElement[]): Move => ({
    name: `inline ${what} at ${name}`,
    run: (ctx, { ownedPolicies }) =>
      ownedPolicies.putInline(ctx, { targetId, name: 'mine', document: documentOf(...statements) }),
  });
  const remove = (policy: string): Move => ({
    name: `no inline ${policy} at ${name}`,
    run: (ctx, { ownedPolicies }) => ownedPolicies.deleteInline(ctx, { targetId, name: policy }),
  });
  return [
    {
      name: `attach to ${name}`,
      run: (ctx, { attachments }) => attachments.attach(ctx, { policyId, targetId }),
    },
    {
      name: `detach from ${name}`,
      run: (ctx, { attachments }) => attachments.detach(ctx, { policyId, targetId }),
    },
    put('everything', allow('*')),
    put('grant', allow('iam:Grant')),
    put('open', allow('vault:Open', FRONT_DOOR)),
    put('deny', deny('vault:Open')),
    remove('mine'),
    remove('no-fire'),
    remove('own'),
  ];
}

function boundaryMoves(name: string, targetId: string, policyId: string): Move[] {
  return [
    {
      name: `bound ${name}`,
      run: (ctx, { attachments }) => attachments.setBoundary(ctx, { policyId, targetId }),
    },
    { name: `unbound ${name}`, run: (ctx, { attachments }) => attachments.removeBoundary(ctx, { targetId }) },
  ];
}

function accountMoves(name: string, id: string, groupId: string): Move[] {
  const member = { groupId, memberIds: [id] };
  return [
    { name: `${name} joins`, run: (ctx, { groups }) => groups.addMembers(ctx, member) },
    { name: `${name} leaves`, run: (ctx, { groups }) => groups.removeMembers(ctx, member) },
    {
      name: `${name} is red`,
      run: (ctx, { accounts }) => accounts.update(ctx, { id, attributes: { team: 'red' } }),
    },
    {
      name: `${name} gets another address`,
      run: (ctx, { accounts }) => accounts.update(ctx, { id, email: `new-${name}@example.com` }),
      takesOver: id,
    },
    {
      name: `${name} gets an external id`,
      run: (ctx, { accounts }) => accounts.update(ctx, { id, externalId: 'mallory' }),
      takesOver: id,
    },
    {
      name: `${name} gets a password`,
      run: (ctx, { credentials }) =>
        credentials.resetPassword(ctx, { accountId: id, password: STRONG_PASSWORD }),
      takesOver: id,
    },
    { name: `${name} is disabled`, run: (ctx, { accounts }) => accounts.disable(ctx, { id }) },
    { name: `${name} is enabled`, run: (ctx, { accounts }) => accounts.enable(ctx, { id }) },
  ];
}

function roleMoves(name: string, roleId: string, { dora, xavier, guards }: Six): Move[] {
  const subjects = Object.entries({ dora, xavier, guards });
  const trust = {
    Effect: 'Allow',
    Principal: { Reeve: `rn:acme:iam:account/${dora}` },
    Action: 'sts:AssumeRole',
  } as const;
  return [
    ...subjects.flatMap(([subject, subjectId]): Move[] => [
      { name: `${subject} gets ${name}`, run: (ctx, { roles }) => roles.assign(ctx, { roleId, subjectId }) },
      {
        name: `${subject} loses ${name}`,
        run: (ctx, { roles }) => roles.unassign(ctx, { roleId, subjectId }),
      },
    ]),
    {
      name: `${name} trusts dora`,
      run: (ctx, { ownedPolicies }) => ownedPolicies.setTrust(ctx, { roleId, document: documentOf(trust) }),
    },
    { name: `no ${name}`, run: (ctx, { roles }) => roles.delete(ctx, { id: roleId }) },
  ];
}

function versionMoves(policyId: string): Move[] {
  const version = (number: number): Move => ({
    name: `version ${number}`,
    run: (ctx, { policies }) => policies.setDefaultVersion(ctx, { policyId, number }),
  });
  return [
    version(1),
    version(2),
    {
      name: 'a version that gives everything',
      run: (ctx, { policies }) =>
        policies.createVersion(ctx, { policyId, document: documentOf(allow('*')), setAsDefault: true }),
    },
    {
      name: 'a version that gives nothing',
      run: (ctx, { policies }) =>
        policies.createVersion(ctx, { policyId, document: documentOf(deny('no:Thing')), setAsDefault: true }),
    },
  ];
}

function groupMoves(id: string): Move[] {
  return [
    { name: 'rename the group', run: (ctx, { groups }) => groups.update(ctx, { id, name: 'officers' }) },
    { name: 'no group', run: (ctx, { groups }) => groups.delete(ctx, { id }) },
  ];
}

function resourceMoves(dora: string): Move[] {
  const Principal = { Reeve: `rn:acme:iam:account/${dora}` };
  return [
    {
      name: 'the back door is Dora’s',
      run: (ctx, { resources }) =>
        resources.register(ctx, [{ type: 'vault/door', id: BACK_DOOR, tags: { owner: 'dora' } }]),
    },
    { name: 'the back door is unknown', run: (ctx, { resources }) => resources.deregister(ctx, [BACK_DOOR]) },
    {
      name: 'a policy of the back door',
      run: (ctx, { ownedPolicies }) =>
        ownedPolicies.setResource(ctx, {
          resource: BACK_DOOR,
          document: documentOf({ ...allow('vault:Open'), Principal }),
        }),
    },
    {
      name: 'no policy of the front door',
      run: (ctx, { ownedPolicies }) => ownedPolicies.removeResource(ctx, { resource: FRONT_DOOR }),
    },
  ];
}

/** A use case on the first guardrail that there is. */
function withGuardrail(
  work: (ctx: RequestContext, services: Services, id: string) => Promise<unknown>,
): Move['run'] {
  return async (ctx, services) => {
    const everything = { ...ctx, actor: { kind: 'internal', name: 'test' } } as const;
    const { items } = await services.guardrails.list(everything, { first: 1 });
    return work(ctx, services, items[0]?.id ?? 'none');
  };
}
