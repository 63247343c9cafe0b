import type {
  ActivePolicy,
  AuthorityReads,
  ResourcePolicyDocument,
} from '../authorization/authority-reads.js';
import { nodeRef, type NodeRef } from '../edges/edge.js';
import type { Link } from '../edges/links.js';
import type { PolicyScope } from '../policies/policy.js';
import { resourceRef } from '../resources/resource-facts.js';

/** A policy as a draft has it. */
export interface DraftPolicy {
  readonly id: string;
  readonly name: string;
  readonly scope: PolicyScope;
  readonly owner: string;
  /** JSON text; undefined: it is no more. */
  readonly document: string | undefined;
}

/** Drafts of changes over what a realm holds. Nothing is written: `reads` answer as if the changes had been made. */
export interface Overlay {
  readonly reads: AuthorityReads;
  /** What the changes touch, by the names that the change log would hold. */
  readonly touched: ReadonlySet<string>;
  /** What the changes say and what they replace: JSON texts. */
  readonly documents: ReadonlySet<string>;
  /** The groups and roles that somebody comes to hold, or holds no longer. */
  readonly held: ReadonlySet<NodeRef>;
  addLink(link: Link): void;
  removeLink(link: Link): void;
  /** Writes, replaces or (without a document) removes a policy. */
  putPolicy(policy: DraftPolicy): void;
  /** What the draft says of a policy; undefined if nothing. */
  policy(find: (policy: DraftPolicy) => boolean): DraftPolicy | undefined;
  mention(document: string): void;
}

export function createOverlay(stored: AuthorityReads): Overlay {
  const policies = new Map<string, DraftPolicy & { readonly number: number }>();
  const added = new Map<string, Link>();
  const removed = new Set<string>();
  const touched = new Set<string>();
  const documents = new Set<string>();
  const held = new Set<NodeRef>();
  /** Versions count upwards from 1; those of drafts downwards, so that no two are taken for one. */
  let lastNumber = 0;

  /** What is stored and the draft leaves alone, then what the draft has instead. */
  function over<T extends ActivePolicy>(
    found: readonly T[],
    mine: (policy: DraftPolicy) => boolean,
  ): (T | ResourcePolicyDocument)[] {
    const drafted = [...policies.values()].filter(mine);
    return [
      ...found.filter(({ id }) => !policies.has(id)),
      ...drafted.flatMap(({ id, name, number, owner, document }) =>
        document === undefined ? [] : [{ id, name, number, owner, document }],
      ),
    ];
  }

  function note({ subject, relation, object }: Link): void {
    touched.add(subject);
    if (relation !== 'attached' && relation !== 'bounded') held.add(object);
  }

  const reads: AuthorityReads = {
    ...stored,
    async policies(realm, ids, session) {
      const wanted = new Set(ids);
      const found = await stored.policies(realm, ids, session);
      return over(found, ({ id }) => wanted.has(id));
    },
    async policiesOf(realm, scope, owner, session) {
      const found = await stored.policiesOf(realm, scope, owner, session);
      return over(found, (policy) => policy.scope === scope && policy.owner === owner);
    },
    async resourcePolicies(realm, names, session) {
      const wanted = new Set(names);
      const found = await stored.resourcePolicies(realm, names, session);
      return over(found, ({ scope, owner }) => scope === 'resource' && wanted.has(owner));
    },
    async links(realm, subjects, session) {
      const wanted = new Set<NodeRef>(subjects);
      const found = await stored.links(realm, subjects, session);
      const kept = found.filter((link) => !removed.has(keyOf(link)) && !added.has(keyOf(link)));
      return [...kept, ...[...added.values()].filter(({ subject }) => wanted.has(subject))];
    },
  };

  return {
    reads,
    touched,
    documents,
    held,
    addLink(link) {
      removed.delete(keyOf(link));
      added.set(keyOf(link), link);
      note(link);
    },
    removeLink(link) {
      added.delete(keyOf(link));
      removed.add(keyOf(link));
      note(link);
    },
    putPolicy(policy) {
      lastNumber -= 1;
      policies.set(policy.id, { ...policy, number: lastNumber });
      if (policy.document !== undefined) documents.add(policy.document);
      touched.add(placeOf(policy));
    },
    policy: (find) => [...policies.values()].find(find),
    mention(document) {
      documents.add(document);
    },
  };
}

function keyOf({ subject, relation, object }: Link): string {
  return `${subject} ${relation} ${object}`;
}

function placeOf({ id, scope, owner }: DraftPolicy): string {
  if (scope === 'guardrail') return 'guardrails';
  return scope === 'resource' ? resourceRef(owner) : nodeRef('policy', id);
}
