import type { StoredChange } from './entry.js';

/** What a stream watches: a collection, a database, or everything. */
export type Scope =
  | { readonly kind: 'collection'; readonly db: string; readonly coll: string }
  | { readonly kind: 'database'; readonly db: string }
  | { readonly kind: 'cluster' };

/** Databases and collections whose changes only streams on them tell. */
const INTERNAL_DATABASES = new Set(['admin', 'config', 'local']);

export function isInScope(scope: Scope, { operationType, ns, to }: StoredChange): boolean {
  switch (scope.kind) {
    case 'collection':
      if (operationType === 'dropDatabase') return false;
      return isCollection(scope, ns) || (to !== undefined && isCollection(scope, to));
    case 'database':
      return ns.db === scope.db || to?.db === scope.db;
    case 'cluster':
      return !INTERNAL_DATABASES.has(ns.db);
  }
}

/** Whether a change can be in the scope, for all that its first fields say. */
export function mayBeInScope(
  scope: Scope,
  { operationType, ns }: { readonly operationType: string; readonly ns: StoredChange['ns'] },
): boolean {
  if (scope.kind === 'cluster' || operationType === 'rename') return true;
  return ns.db === scope.db && (scope.kind === 'database' || ns.coll === scope.coll);
}

/** Whether a stream ends with a change of its scope. */
export function invalidates(scope: Scope, { operationType, ns }: StoredChange): boolean {
  switch (scope.kind) {
    case 'collection':
      return operationType === 'drop' || operationType === 'rename';
    case 'database':
      return operationType === 'dropDatabase' && ns.db === scope.db;
    case 'cluster':
      return false;
  }
}

function isCollection(
  scope: { readonly db: string; readonly coll: string },
  ns: { readonly db: string; readonly coll?: string },
): boolean {
  return ns.db === scope.db && ns.coll === scope.coll;
}
