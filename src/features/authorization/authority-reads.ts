import type { ClientSession } from 'mongoose';
import type { NamedThing } from '../../kernel/authority.js';
import type { RealmHandle } from '../../realms/realm.js';
import type { Account } from '../accounts/account.js';
import type { NodeRef } from '../edges/edge.js';
import type { Link } from '../edges/links.js';
import type { PolicyScope } from '../policies/policy.js';

/** The version of a policy that counts. */
export interface ActivePolicy {
  readonly id: string;
  readonly name: string;
  readonly number: number;
  /** JSON text; empty where the version is missing. */
  readonly document: string;
}

/** The policy of one resource. */
export interface ResourcePolicyDocument extends ActivePolicy {
  /** The name of the resource. */
  readonly owner: string;
}

/** A policy and where it stands. */
export interface PlacedPolicy extends ActivePolicy {
  readonly scope: PolicyScope;
  /** A node if inline or trust, the resource's name if resource, else empty. */
  readonly owner: string;
  readonly mentions: readonly string[];
}

type ReadByIds<T> = (
  realm: RealmHandle,
  ids: readonly string[],
  session: ClientSession,
) => Promise<readonly T[]>;

/** What an Authority is made of, as other features read it: inside a snapshot, so that all is of one revision. */
export interface AuthorityReads {
  readonly accounts: ReadByIds<Account>;
  readonly groups: ReadByIds<NamedThing>;
  readonly roles: ReadByIds<NamedThing>;
  readonly policies: ReadByIds<ActivePolicy>;
  /** Every edge that starts at one of `subjects`. */
  readonly links: (
    realm: RealmHandle,
    subjects: readonly NodeRef[],
    session: ClientSession,
  ) => Promise<readonly Link[]>;
  /** The policies of the resources with these names; most have none. */
  readonly resourcePolicies: ReadByIds<ResourcePolicyDocument>;
  /** All of one scope and owner. */
  readonly policiesOf: (
    realm: RealmHandle,
    scope: PolicyScope,
    owner: string,
    session: ClientSession,
  ) => Promise<readonly ActivePolicy[]>;
}

/** What is asked beside that where power is passed on. */
export interface PowerStore {
  /** The policies of some scopes that mention one of these context keys (canonical), at most `limit`. */
  readonly mentioning: (
    realm: RealmHandle,
    keys: readonly string[],
    options: { readonly scopes: readonly PolicyScope[]; readonly limit: number },
    session: ClientSession,
  ) => Promise<readonly PlacedPolicy[]>;
  /** The resource and trust policies that name a principal (or one whose name begins so, with a slash at its end). */
  readonly naming: (
    realm: RealmHandle,
    principals: readonly string[],
    options: { readonly limit: number },
    session: ClientSession,
  ) => Promise<readonly PlacedPolicy[]>;
  /** All trust policies, at most `limit`. */
  readonly trusting: (
    realm: RealmHandle,
    options: { readonly limit: number },
    session: ClientSession,
  ) => Promise<readonly PlacedPolicy[]>;
}
