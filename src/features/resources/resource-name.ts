import { InvalidInputError } from '../../kernel/errors.js';

/** `order`, or `orders/order`: a kind of a service. */
export const RESOURCE_TYPE = /^[A-Za-z0-9_-]+(?:\/[A-Za-z0-9_-]+)?$/;

/** `rn:realm:service:path`; the path may hold colons. */
const RN = /^rn:([^:]*):[^:]*:./su;

/** What names of resources of one type begin with: `rn:acme:order:`, `rn:acme:orders:order/`. */
export function namePrefix(realmSlug: string, type: string): string {
  const slash = type.indexOf('/');
  return slash === -1
    ? `rn:${realmSlug}:${type}:`
    : `rn:${realmSlug}:${type.slice(0, slash)}:${type.slice(slash + 1)}/`;
}

/**
 * The name, in policies, of what an application calls `id`. An id that is a name already (`rn:...`, `arn:...`) is
 * taken as it is.
 *
 * @throws InvalidInputError for an `rn:` that is none, or one of another realm
 */
export function resourceNameOf(realmSlug: string, type: string, id: string): string {
  if (id.startsWith('arn:')) return id;
  if (!id.startsWith('rn:')) return namePrefix(realmSlug, type) + id;
  if (RN.exec(id)?.[1] !== realmSlug) {
    const message = `must be a name of this realm, such as "rn:${realmSlug}:orders:order/42"`;
    throw new InvalidInputError([{ path: ['resource', 'id'], message }]);
  }
  return id;
}

/**
 * Reeve's operations on its own things ask the policies of the caller and nothing else: what a resource policy or a tag
 * said of one of them would count in answers only, and be a promise that nothing keeps.
 *
 * @throws InvalidInputError for the name of one of them
 */
export function refuseOwnThing(realmSlug: string, name: string, path: readonly string[]): void {
  if (!name.startsWith(`rn:${realmSlug}:iam:`)) return;
  const message =
    'is one of the things of Reeve itself: policies of accounts, groups and roles speak about them';
  throw new InvalidInputError([{ path, message }]);
}

/** What an application calls the resource of that name: its id where the name is one of the type, else the name. */
export function resourceIdOf(realmSlug: string, type: string, name: string): string {
  const prefix = namePrefix(realmSlug, type);
  return name.startsWith(prefix) ? name.slice(prefix.length) : name;
}

/** The action, in policies, of what an application calls `name` on a type of resources; one with a colon is one already. */
export function actionNameOf(type: string, name: string): string {
  return name.includes(':') ? name : actionPrefix(type) + name;
}

/** What the actions of a type begin with: `order:`, `orders:`. */
export function actionPrefix(type: string): string {
  const slash = type.indexOf('/');
  return `${slash === -1 ? type : type.slice(0, slash)}:`;
}
