import { describe, expect, test } from '@jest/globals';
import {
  authorize,
  isAllowed,
  type ActionDefinition,
} from '../../../src/features/authorization/authorize.js';
import { anonymous, type Actor } from '../../../src/kernel/actor.js';
import { ForbiddenError, UnauthenticatedError } from '../../../src/kernel/errors.js';
import type { RealmHandle } from '../../../src/realms/realm.js';
import type { RequestContext } from '../../../src/realms/request-context.js';
import { accountActorDouble } from '../../support/authority-double.js';

const readSelf: ActionDefinition = { name: 'iam:GetAccount', description: '', self: true };
const create: ActionDefinition = { name: 'iam:CreateAccount', description: '', self: false };

function account(realmSlug: string, administrator: boolean, accountId = 'ada'): Actor {
  return accountActorDouble(realmSlug, accountId, administrator ? 'administrator' : []);
}

function at(realm: string, actor: Actor): RequestContext {
  return { realm: { slug: realm } as RealmHandle, actor, requestId: 'r', clientAddress: '' };
}

const mine = { kind: 'account', id: 'ada', ownerAccountId: 'ada' } as const;
const anothers = { kind: 'account', id: 'bob', ownerAccountId: 'bob' } as const;

describe('who may do what', () => {
  test.each([
    ['an administrator in the own realm', at('acme', account('acme', true)), create, anothers, true],
    ['an administrator of system in any realm', at('acme', account('system', true)), create, anothers, true],
    ['an administrator of another realm', at('acme', account('globex', true)), create, anothers, false],
    [
      'an account on itself, where the action is for oneself',
      at('acme', account('acme', false)),
      readSelf,
      mine,
      true,
    ],
    ['an account on itself, where it is not', at('acme', account('acme', false)), create, mine, false],
    ['an account on another', at('acme', account('acme', false)), readSelf, anothers, false],
    [
      'an account of system with the id of one here',
      at('acme', account('system', false)),
      readSelf,
      mine,
      false,
    ],
    [
      'an account on what belongs to nobody',
      at('acme', account('acme', false)),
      readSelf,
      { kind: 'account', id: '*' },
      false,
    ],
    ['the server itself', at('acme', { kind: 'internal', name: 'cli' }), create, anothers, true],
    ['nobody', at('acme', anonymous), readSelf, mine, false],
  ] as const)('%s', (_who, ctx, action, resource, allowed) => {
    expect(isAllowed(ctx, action, resource)).toBe(allowed);
  });

  test('refusals tell nobody to log in, and somebody which action is missing', () => {
    expect(() => authorize(at('acme', anonymous), create, anothers)).toThrow(UnauthenticatedError);
    expect(() => authorize(at('acme', account('acme', false)), create, anothers)).toThrow(ForbiddenError);
    expect(() => authorize(at('acme', account('acme', false)), create, anothers)).toThrow(
      'iam:CreateAccount',
    );
  });
});
