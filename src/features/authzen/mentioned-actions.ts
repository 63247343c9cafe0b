import { PolicySet, type DecisionInput } from '../../decision/public.js';

/**
 * The actions that start with `prefix` and that some Allow, for or against which a decision weighs, names without a
 * wildcard: in order, each once. Case does not matter in actions; the first spelling stands for all.
 */
export function mentionedActions(
  { identityPolicies, resourcePolicy }: Pick<DecisionInput, 'identityPolicies' | 'resourcePolicy'>,
  prefix: string,
): string[] {
  const lower = prefix.toLowerCase();
  const names = new Map<string, string>();
  for (const source of [...(identityPolicies ?? []), resourcePolicy]) {
    if (!(source instanceof PolicySet)) continue;
    for (const { statements } of source.policies) {
      for (const { actions, notAction } of statements) {
        if (notAction) continue;
        for (const { text, exact } of actions) {
          const key = text.toLowerCase();
          if (exact && key.startsWith(lower) && !names.has(key))
            names.set(key, prefix + text.slice(prefix.length));
        }
      }
    }
  }
  return [...names.values()].sort();
}
