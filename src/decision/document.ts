/** The grammar of policy documents: AWS IAM's. See policy-schema.ts for the same as JSON Schema. */
export type Effect = 'Allow' | 'Deny';

export type OneOrMany<T> = T | readonly T[];

/** `*` is everybody. `Reeve` names accounts, roles, role sessions and realms, as `AWS` may too. */
export type PrincipalElement =
  | string
  | Readonly<Partial<Record<'AWS' | 'Reeve' | 'Service' | 'Federated' | 'CanonicalUser', OneOrMany<string>>>>;

export type ConditionElement = Readonly<
  Record<string, Readonly<Record<string, OneOrMany<string | number | boolean>>>>
>;

export interface StatementElement {
  readonly Sid?: string;
  readonly Effect: Effect;
  readonly Principal?: PrincipalElement;
  readonly NotPrincipal?: PrincipalElement;
  readonly Action?: OneOrMany<string>;
  readonly NotAction?: OneOrMany<string>;
  readonly Resource?: OneOrMany<string>;
  readonly NotResource?: OneOrMany<string>;
  readonly Condition?: ConditionElement;
}

export interface PolicyDocument {
  readonly Version?: '2008-10-17' | '2012-10-17';
  readonly Id?: string;
  readonly Statement: OneOrMany<StatementElement>;
}

/** A statement whose shape has been checked: lists are lists, values are strings. */
export interface ParsedStatement {
  readonly index: number;
  readonly pointer: string;
  readonly sid: string | undefined;
  readonly effect: Effect;
  readonly action: ParsedList;
  /** Undefined where a resource or trust policy leaves it out: the resource that it is attached to. */
  readonly resource: ParsedList | undefined;
  readonly principal: ParsedPrincipal | undefined;
  readonly conditions: readonly ParsedCondition[];
}

export interface ParsedList {
  /** NotAction or NotResource. */
  readonly negated: boolean;
  readonly values: readonly string[];
  readonly pointer: string;
  /** Written as an array. */
  readonly many: boolean;
}

export interface ParsedPrincipal {
  /** NotPrincipal. */
  readonly negated: boolean;
  readonly entries: readonly { readonly type: string; readonly value: string; readonly pointer: string }[];
  readonly pointer: string;
}

export interface ParsedCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly pointer: string;
}

export interface ParsedDocument {
  /** Version 2012-10-17: `${...}` means something. */
  readonly variables: boolean;
  readonly statements: readonly ParsedStatement[];
}

/** A document with the name by which answers speak of it. */
export interface NamedDocument {
  readonly name: string;
  readonly document: unknown;
}
