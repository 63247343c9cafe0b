import { canonicalKey } from '../../decision/public.js';
import type { Passed } from '../authorization/grant.js';
import { passedBy } from '../authorization/passing.js';
import type { Power } from '../authorization/power.js';
import { resourceOwnerKey, resourceTagKey } from './resource-keys.js';
import type { Resource } from './resource.js';

/** What conditions see otherwise of one resource from now on. */
export interface FactsChange {
  readonly name: string;
  /** Context keys, canonical. */
  readonly keys: ReadonlySet<string>;
}

type Facts = Pick<Resource, 'name' | 'tags' | 'owner'>;

/** The changes from `before` to `after`; a resource that is not named has neither tags nor owner. */
export function changedFacts(before: readonly Facts[], after: readonly Facts[]): readonly FactsChange[] {
  const earlier = new Map(before.map((one) => [one.name, one]));
  const later = new Map(after.map((one) => [one.name, one]));
  return [...new Set([...earlier.keys(), ...later.keys()])]
    .map((name) => ({ name, keys: changedKeysOf(earlier.get(name), later.get(name)) }))
    .filter(({ keys }) => keys.size > 0);
}

/** What each change passes on, read at once for all of them. */
export async function passedByChanges(
  power: Power,
  changes: readonly FactsChange[],
): Promise<(change: FactsChange) => readonly Passed[]> {
  const policies = await power.swayed([...new Set(changes.flatMap(({ keys }) => [...keys]))]);
  return ({ name, keys }) => passedBy(policies, keys, name, power);
}

function changedKeysOf(before: Facts | undefined, after: Facts | undefined): ReadonlySet<string> {
  const [from, to] = [before?.tags ?? {}, after?.tags ?? {}];
  const tags = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter(
    (tag) => from[tag] !== to[tag],
  );
  const keys = tags.map((tag) => canonicalKey(resourceTagKey(tag)));
  if (before?.owner !== after?.owner) keys.push(canonicalKey(resourceOwnerKey));
  return new Set(keys);
}
