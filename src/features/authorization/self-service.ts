import { compilePolicy, PolicySet } from '../../decision/public.js';
import type { ActionDefinition } from './authorize.js';

/** The name under which answers speak of what everybody may do to what is his. */
export const SELF_SERVICE = 'SelfService';

/**
 * The built-in policy that every account has: the catalogue's `self` actions on what belongs to it. Like any other it
 * yields to a Deny, a boundary and a guardrail.
 */
export function selfServicePolicies(actions: readonly ActionDefinition[]): PolicySet {
  const document = {
    Version: '2012-10-17',
    Statement: {
      Sid: 'OnOneself',
      Effect: 'Allow',
      Action: actions.filter(({ self }) => self).map(({ name }) => name),
      Resource: '*',
      Condition: { StringEquals: { 'iam:OwnerId': '${aws:userid}' } },
    },
  };
  return new PolicySet([compilePolicy({ name: SELF_SERVICE, document })], 'everybody');
}
