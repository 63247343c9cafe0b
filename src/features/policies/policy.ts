/**
 * Where a policy stands:
 * - managed: has a name of its own in the realm and is attached to accounts, groups and roles
 * - inline: belongs to one account, group or role and goes with it
 * - resource: is the policy of one resource name
 * - trust: says who may assume one role
 * - guardrail: bounds the whole realm (in `system`: the guardrails of the server bound every other realm)
 */
export type PolicyScope = 'managed' | 'inline' | 'resource' | 'trust' | 'guardrail';

export const POLICY_SCOPES: readonly PolicyScope[] = ['managed', 'inline', 'resource', 'trust', 'guardrail'];

/** One version of a policy's document. Versions are never changed, only made and removed. */
export interface PolicyVersion {
  /** Counts from 1 and is never used twice. */
  readonly number: number;
  /** The document as JSON text, as it was given. */
  readonly document: string;
  /** What decides in place of it: the same, with principals of AWS translated. Absent where nothing was. */
  readonly translated?: string;
  readonly createdAt: Date;
  /** The account that wrote it; absent where the server did. */
  readonly createdBy?: string;
}

/** A named, versioned document of statements in AWS IAM's JSON grammar. */
export interface Policy {
  readonly id: string;
  readonly scope: PolicyScope;
  /** What it belongs to: a node (`group:ID`) if inline or trust, the resource's name if resource, else empty. */
  readonly owner: string;
  /** Unique for its scope and owner. */
  readonly name: string;
  readonly description?: string;
  /** True for what every realm has from the start and nobody changes. */
  readonly builtIn: boolean;
  /** The number of the version that counts. */
  readonly defaultVersion: number;
  readonly versions: readonly PolicyVersion[];
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The version that counts; undefined if the stored policy is damaged, which decisions take for a Deny of everything. */
export function defaultVersionOf(policy: Policy): PolicyVersion | undefined {
  return versionOf(policy, policy.defaultVersion);
}

/** The JSON text of a version that decides. */
export function decidingText({ document, translated }: PolicyVersion): string {
  return translated ?? document;
}

/** What the default version decides by; empty if the stored policy is damaged. */
export function countingText(policy: Pick<Policy, 'versions' | 'defaultVersion'>): string {
  const version = versionOf(policy, policy.defaultVersion);
  return version === undefined ? '' : decidingText(version);
}

/** One version by its number. */
export function versionOf(policy: Pick<Policy, 'versions'>, number: number): PolicyVersion | undefined {
  return policy.versions.find((version) => version.number === number);
}
