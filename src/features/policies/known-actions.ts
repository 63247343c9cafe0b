import { compilePolicy } from '../../decision/public.js';
import { catalogue } from '../authorization/catalogue.js';

const names: readonly string[] = [
  ...catalogue.map(({ name }) => name.toLowerCase()),
  // Asked of decisions rather than of one operation.
  'iam:evaluate',
  'iam:supplycontext',
];

/**
 * Whether an action pattern can name anything: what services other than `iam` have is not known here, so only a pattern
 * that begins with `iam:` can be one that no service has.
 */
export function isKnownAction(pattern: string): boolean {
  if (!/^iam:/i.test(pattern)) return true;
  const document = { Statement: { Effect: 'Allow', Action: pattern, Resource: '*' } };
  const { statements } = compilePolicy({ name: 'action', document });
  return names.some((name) => statements[0]?.actions[0]?.matches(name) === true);
}
