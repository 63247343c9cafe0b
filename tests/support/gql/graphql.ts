/* eslint-disable */
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
export type Maybe<T> = T | null;
export type InputMaybe<T> = T | null | undefined;
export type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type MakeOptional<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]?: Maybe<T[SubKey]> };
export type MakeMaybe<T, K extends keyof T> = Omit<T, K> & { [SubKey in K]: Maybe<T[SubKey]> };
export type MakeEmpty<T extends { [key: string]: unknown }, K extends keyof T> = { [_ in K]?: never };
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** Attributes by key, as a JSON object. A value is a text, a number, a boolean or a list of texts: `{ department: "sales", level: 3, tags: ["a", "b"] }`. */
  Attributes: { input: Record<string, string | number | boolean | string[]>; output: Record<string, string | number | boolean | string[]>; }
  /** A point in time in UTC as RFC 3339 writes it: `2026-11-23T19:30:00.000Z`. */
  DateTime: { input: string; output: string; }
  /** A policy document in AWS IAM's grammar, as a JSON object or as JSON text. Answers hold the object. `/policy-schema.json` is its JSON Schema. */
  PolicyDocument: { input: unknown; output: unknown; }
};

/** What one account would gain and lose on one resource. */
export type AccessChange = {
  __typename?: 'AccessChange';
  /** The account itself; null if the caller may not see it. */
  account?: Maybe<Account>;
  /** Actions that would be allowed and are not. */
  gained: Array<Scalars['String']['output']>;
  /** Actions that are allowed and would not be. */
  lost: Array<Scalars['String']['output']>;
  /** The account. */
  principalId: Scalars['ID']['output'];
  /** The name of the resource. */
  resource: Scalars['String']['output'];
};

/** A page of what a draft would change, by account and resource. A page may be short or even empty and still have a next one: see `cut`. */
export type AccessChangeConnection = {
  __typename?: 'AccessChangeConnection';
  /** The actions that were compared; of all others nothing is said. */
  comparedActions: Array<Scalars['String']['output']>;
  /** True if there were more than are compared at once: name the actions that you mean. */
  comparedActionsCut: Scalars['Boolean']['output'];
  /** True if this page stopped because it had looked at enough, not because it was full: go on behind `pageInfo.endCursor`. */
  cut: Scalars['Boolean']['output'];
  /** The page, in order. */
  edges: Array<AccessChangeEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** True if every account of the realm is looked at: guardrails and policies of resources speak about all. */
  reachesEverybody: Scalars['Boolean']['output'];
  /** The revision of the realm over which the draft was laid. Pages may differ in it. */
  revision: Scalars['Int']['output'];
  /** Patterns of actions in the documents of the draft that no compared action fits: name the actions that you mean by them. */
  uncomparedPatterns: Array<Scalars['String']['output']>;
};

/** One of the changes of a page, and where it stands. */
export type AccessChangeEdge = {
  __typename?: 'AccessChangeEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: AccessChange;
};

/** What the policies of an account may allow: nothing outside these patterns is allowed, but conditions and Denies may take away what is inside. What only the policy of a resource gives is not in it. */
export type AccessOfPrincipal = {
  __typename?: 'AccessOfPrincipal';
  /** True if there are more than 500 Allow statements, or more than one answer tells: what the others give is not told. */
  cut: Scalars['Boolean']['output'];
  /** One or more for each Allow. */
  patterns: Array<AccessPattern>;
  /** The name of the account in policies. */
  principal: Scalars['String']['output'];
  /** The revision of the realm to which this belongs. */
  revision: Scalars['Int']['output'];
};

/** Something that may be allowed. */
export type AccessPattern = {
  __typename?: 'AccessPattern';
  /** Which actions. */
  actions: PatternSet;
  /** The Allow. */
  by: StatementReference;
  /** It is allowed only where all of these hold. */
  conditions: Array<PatternCondition>;
  /** What can take something out of it, and is not subtracted here. */
  denies: Array<PossibleDeny>;
  /** On which resources. */
  resources: PatternSet;
  /** What narrows it: Allows of boundaries, session policy and guardrails. */
  within: Array<StatementReference>;
};

/** A person or a service that can authenticate. */
export type Account = Node & {
  __typename?: 'Account';
  /** What the realm keeps about it. */
  attributes: Scalars['Attributes']['output'];
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The login name of a USER, as it was typed; unique in its realm in whatever spelling. */
  email?: Maybe<Scalars['String']['output']>;
  /** What another system calls it; unique in its realm. */
  externalId?: Maybe<Scalars['String']['output']>;
  /** The groups to which the account belongs. */
  groups: GroupConnection;
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** Person or program. */
  kind: AccountKind;
  /** What people call it. */
  name?: Maybe<Scalars['String']['output']>;
  /** The policy beyond which nothing allows the account anything; null if it has none. */
  permissionsBoundary?: Maybe<Policy>;
  /** The policies attached to the account directly, its inline policies too. */
  policies: PolicyConnection;
  /** The roles that the account has. */
  roles: RoleConnection;
  /** The sessions of the account, newest first. */
  sessions: SessionConnection;
  /** Whether it can log in. */
  status: AccountStatus;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Raised by every change; compared with `expectedVersion`. */
  version: Scalars['Int']['output'];
};


/** A person or a service that can authenticate. */
export type AccountGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};


/** A person or a service that can authenticate. */
export type AccountPoliciesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A person or a service that can authenticate. */
export type AccountRolesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};


/** A person or a service that can authenticate. */
export type AccountSessionsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of accounts. */
export type AccountConnection = {
  __typename?: 'AccountConnection';
  /** The page, in order. */
  edges: Array<AccountEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** How many accounts match, on all pages. Counted only when asked for. */
  totalCount?: Maybe<Scalars['Int']['output']>;
};

/** One of the accounts of a page, and where it stands. */
export type AccountEdge = {
  __typename?: 'AccountEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Account;
};

/** Which accounts a list holds. Conditions add up; prefixes are compared without regard to case. */
export type AccountFilter = {
  /** E-mail addresses that start with this. */
  emailPrefix?: InputMaybe<Scalars['String']['input']>;
  /** Accounts of this kind. */
  kind?: InputMaybe<AccountKind>;
  /** Names that start with this. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** Accounts of this status. */
  status?: InputMaybe<AccountStatus>;
};

/** USER is a person, who logs in with e-mail and password; SERVICE is a program, which uses secrets. */
export type AccountKind =
  /** A program. */
  | 'SERVICE'
  /** A person. */
  | 'USER';

/** What was asked is for the other kind of account: passwords are for a USER, secrets for a SERVICE. */
export type AccountKindMismatchError = Error & {
  __typename?: 'AccountKindMismatchError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** A secret of a SERVICE, without its value: nobody can read that again. */
export type AccountSecret = {
  __typename?: 'AccountSecret';
  /** Whose it is. */
  account: Account;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** A UUID. */
  id: Scalars['ID']['output'];
};

/** How accounts are ordered. */
export type AccountSort = {
  /** In which direction. */
  direction?: SortDirection;
  /** By what. */
  field?: AccountSortField;
};

/** What accounts are ordered by. */
export type AccountSortField =
  /** When they were created. */
  | 'CREATED_AT'
  /** Their e-mail address in its normalised form; accounts without one come first. */
  | 'EMAIL'
  /** Their name without regard to case; accounts without one come first. */
  | 'NAME';

/** Whether an account can log in. */
export type AccountStatus =
  /** It can log in. */
  | 'ACTIVE'
  /** It cannot log in, and none of its tokens is good. */
  | 'DISABLED';

/** What became of an import. */
export type AccountsImport = {
  __typename?: 'AccountsImport';
  /** How many accounts were created. */
  importedCount: Scalars['Int']['output'];
  /** One answer for each account, in the order of the input. */
  results: Array<ImportedAccount>;
};

/** Whom to add to which group. */
export type AddGroupMembersInput = {
  /** The group. */
  groupId: Scalars['ID']['input'];
  /** Accounts and groups, at most 1000. */
  memberIds: Array<Scalars['ID']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type AddGroupMembersResult = ForbiddenError | GroupMembersChange | InvalidInputError | NotFoundError;

/** Which role to assign to whom. */
export type AssignRoleInput = {
  /** The role. */
  roleId: Scalars['ID']['input'];
  /** An account or a group. */
  subjectId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type AssignRoleResult = ForbiddenError | InvalidInputError | NotFoundError | Role;

/** Which role to assume, and how. */
export type AssumeRoleInput = {
  /** From 900 to the realm's maximum, 3600 if left out; a role session begins others of at most 3600. */
  durationSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** What the trust policy asks for as `sts:ExternalId`. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** A session policy: the session has nothing that it does not allow. Up to 2048 characters. */
  policy?: InputMaybe<Scalars['PolicyDocument']['input']>;
  /** The role. Its trust policy must allow `sts:AssumeRole`. */
  roleId: Scalars['ID']['input'];
  /** Tells sessions apart: 2 to 64 of letters, digits, `_+=,.@-`. */
  sessionName: Scalars['String']['input'];
  /** Up to 50 tags. The trust policy must allow `sts:TagSession` too. */
  tags?: InputMaybe<Array<SessionTagInput>>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type AssumeRoleResult = AssumedRole | ForbiddenError | InvalidInputError | InvalidPolicyError | NotFoundError | RoleSessionTooLargeError;

/** A role session that has begun. */
export type AssumedRole = {
  __typename?: 'AssumedRole';
  /** Speaks for the role session. Shown this once. */
  accessToken: Scalars['String']['output'];
  /** Life of the token, in seconds. */
  expiresIn: Scalars['Int']['output'];
  /** The session. */
  session: RoleSession;
};

/** Which policy to attach to what. */
export type AttachPolicyInput = {
  /** A managed policy. */
  policyId: Scalars['ID']['input'];
  /** An account, a group or a role. */
  targetId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type AttachPolicyResult = BuiltInRoleError | ForbiddenError | InvalidInputError | NotFoundError | Policy | PolicyLimitError;

/** The answer to "may they?". */
export type AuthorizationAnswer = {
  __typename?: 'AuthorizationAnswer';
  /** The answer. */
  allowed: Scalars['Boolean']['output'];
  /** How it came to be. */
  decision: Verdict;
  /** Every statement that applies. */
  matched: Array<MatchedStatement>;
  /** What would have to allow it, too; empty if it is allowed. */
  missing: Array<MissingAllow>;
  /** The revision of the realm that was asked. */
  revision: Scalars['Int']['output'];
};

/** Up to 100 questions about one principal. */
export type AuthorizationBatchInput = {
  /** A revision: the answers are at least as new. */
  atLeast?: InputMaybe<Scalars['Int']['input']>;
  /** Context for all of them. */
  context?: InputMaybe<Scalars['Attributes']['input']>;
  /** The account; oneself if left out. */
  principalId?: InputMaybe<Scalars['ID']['input']>;
  /** The questions. */
  questions: Array<AuthorizationQuestionInput>;
};

/** "May they?" */
export type AuthorizationInput = {
  /** For example `orders:Read`. */
  action: Scalars['String']['input'];
  /** A revision, as a mutation has it in `extensions.revision`: the answer is at least as new. */
  atLeast?: InputMaybe<Scalars['Int']['input']>;
  /** Context keys and their values: `{"orders:Region": "eu"}`. Needs `iam:SupplyContext`. */
  context?: InputMaybe<Scalars['Attributes']['input']>;
  /** The account; oneself if left out. */
  principalId?: InputMaybe<Scalars['ID']['input']>;
  /** Any name: `rn:demo:orders:order/7`, an ARN, a path. */
  resource: Scalars['String']['input'];
};

/** One of several questions about one principal. */
export type AuthorizationQuestionInput = {
  /** For example `orders:Read`. */
  action: Scalars['String']['input'];
  /** The name of the resource. */
  resource: Scalars['String']['input'];
};

/** A policy that Reeve made can be attached, but not changed. */
export type BuiltInPolicyError = Error & {
  __typename?: 'BuiltInPolicyError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** A role that Reeve made can be assigned, but not changed. */
export type BuiltInRoleError = Error & {
  __typename?: 'BuiltInRoleError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** A new password for the caller's own account. */
export type ChangePasswordInput = {
  /** The caller's own account; it need not be named. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
  /** The password until now. */
  currentPassword: Scalars['String']['input'];
  /** The password from now on, by the realm's rules. */
  newPassword: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type ChangePasswordResult = Account | ForbiddenError | InvalidCredentialsError | InvalidInputError | NotFoundError | PasswordPolicyError | RateLimitedError;

/** One condition of a statement, and what it saw. */
export type ConditionTrace = {
  __typename?: 'ConditionTrace';
  /** The same with variables replaced, as `seen` is compared with them; null where a variable has no value, so that nothing fits. */
  compared: Array<Maybe<Scalars['String']['output']>>;
  /** Whether it holds. */
  holds: Scalars['Boolean']['output'];
  /** The context key. */
  key: Scalars['String']['output'];
  /** `StringEquals` and so on. */
  operator: Scalars['String']['output'];
  /** The values in the context; null if it has none. */
  seen?: Maybe<Array<Scalars['String']['output']>>;
  /** The values in the policy, as written. */
  wanted: Array<Scalars['String']['output']>;
};

/** `confirm` does not repeat the slug. */
export type ConfirmationMismatchError = Error & {
  __typename?: 'ConfirmationMismatchError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** A new account. A USER needs an e-mail; a SERVICE has neither e-mail nor password. */
export type CreateAccountInput = {
  /** What the realm keeps about it. */
  attributes?: InputMaybe<Scalars['Attributes']['input']>;
  /** The login name of a USER. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** What another system calls it; may look like neither a UUID nor an e-mail address. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Person or program. */
  kind?: AccountKind;
  /** True if the first login must choose another password. */
  mustChangePassword?: InputMaybe<Scalars['Boolean']['input']>;
  /** What people call it, up to 256 characters. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** The password, by the realm's rules; none if left out. */
  password?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateAccountResult = Account | EmailTakenError | ExternalIdTakenError | ForbiddenError | InvalidInputError | PasswordPolicyError;

/** Whose secret to make. */
export type CreateAccountSecretInput = {
  /** A SERVICE. */
  accountId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateAccountSecretResult = AccountKindMismatchError | ForbiddenError | InvalidInputError | NewAccountSecret | NotFoundError | TooManySecretsError;

/** A new gateway route: with an action and a resource, or public. */
export type CreateGatewayRouteInput = {
  /** What a request must be allowed, without wildcards: `orders:Read`. */
  action?: InputMaybe<Scalars['String']['input']>;
  /** What it is for, up to 1000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** `shop.example.com` or `*.example.com`, in lower case without a port; null for hosts that no route names. */
  host?: InputMaybe<Scalars['String']['input']>;
  /** In capitals; null for methods that no route of the same host and path names. */
  methods?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Segments as they are after decoding; `{id}` takes one, at the end `{rest...}` takes one or more, `**` any or none. */
  path: Scalars['String']['input'];
  /** True if such requests need no token. */
  public?: InputMaybe<Scalars['Boolean']['input']>;
  /** A name of this realm, or an ARN, with variables of the path in its last part: `rn:acme:orders:order/{id}`. */
  resource?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateGatewayRouteResult = ForbiddenError | GatewayRoute | InvalidInputError | RouteLimitError | RouteTakenError;

/** A new group. */
export type CreateGroupInput = {
  /** What it is for, up to 1000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Unique in its realm, up to 128 characters. */
  name: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateGroupResult = ForbiddenError | Group | GroupNameTakenError | InvalidInputError;

/** A new guardrail. */
export type CreateGuardrailInput = {
  /** What it is for. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** What remains allowed, and what is denied. */
  document: Scalars['PolicyDocument']['input'];
  /** Unique among the guardrails of the realm. */
  name: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateGuardrailResult = ForbiddenError | InvalidInputError | InvalidPolicyError | Policy | PolicyLimitError | PolicyNameTakenError;

/** A new managed policy. */
export type CreatePolicyInput = {
  /** What it is for, up to 1000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Its first version. */
  document: Scalars['PolicyDocument']['input'];
  /** Unique in its realm, up to 128 characters. */
  name: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreatePolicyResult = ForbiddenError | InvalidInputError | InvalidPolicyError | Policy | PolicyLimitError | PolicyNameTakenError;

/** A new version of a managed policy. */
export type CreatePolicyVersionInput = {
  /** The document. */
  document: Scalars['PolicyDocument']['input'];
  /** Do it only if this is the version of the policy (not of its document). */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The policy. */
  policyId: Scalars['ID']['input'];
  /** Whether it counts from now on. */
  setAsDefault?: Scalars['Boolean']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreatePolicyVersionResult = BuiltInPolicyError | ForbiddenError | InvalidInputError | InvalidPolicyError | NotFoundError | Policy | PolicyLimitError | VersionConflictError;

/** A new realm. */
export type CreateRealmInput = {
  /** What people call it, up to 128 characters. */
  name: Scalars['String']['input'];
  /** Settings other than the defaults. */
  settings?: InputMaybe<RealmSettingsInput>;
  /** What X-Realm and paths name it by: 1 to 32 lower-case letters, digits and hyphens, beginning with a letter. It never changes. */
  slug: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateRealmResult = ForbiddenError | InvalidInputError | Realm | RealmSlugTakenError;

/** A new role. */
export type CreateRoleInput = {
  /** What it is for, up to 1000 characters. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Unique in its realm, up to 128 characters. */
  name: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type CreateRoleResult = ForbiddenError | InvalidInputError | Role | RoleNameTakenError;

/** The default version cannot be deleted. */
export type DefaultVersionError = Error & {
  __typename?: 'DefaultVersionError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Which account to delete. */
export type DeleteAccountInput = {
  /** Do it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The account. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteAccountResult = Account | ForbiddenError | InvalidInputError | LastAdministratorError | NotFoundError | VersionConflictError;

/** Which gateway route to delete. */
export type DeleteGatewayRouteInput = {
  /** The route. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteGatewayRouteResult = ForbiddenError | GatewayRoute | InvalidInputError | NotFoundError;

/** Which group to delete. */
export type DeleteGroupInput = {
  /** The group. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteGroupResult = ForbiddenError | Group | InvalidInputError | LastAdministratorError | NotFoundError;

/** Which guardrail to delete. */
export type DeleteGuardrailInput = {
  /** The guardrail. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteGuardrailResult = ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** Which inline policy to delete. */
export type DeleteInlinePolicyInput = {
  /** The name of the policy. */
  name: Scalars['String']['input'];
  /** An account, a group or a role. */
  targetId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteInlinePolicyResult = BuiltInRoleError | ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** Which policy to delete. */
export type DeletePolicyInput = {
  /** The policy. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeletePolicyResult = BuiltInPolicyError | ForbiddenError | InvalidInputError | NotFoundError | Policy | PolicyAttachedError;

/** Which version to delete. */
export type DeletePolicyVersionInput = {
  /** The number of the version. */
  number: Scalars['Int']['input'];
  /** The policy. */
  policyId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeletePolicyVersionResult = BuiltInPolicyError | DefaultVersionError | ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** Which realm to delete. */
export type DeleteRealmInput = {
  /** The slug once more: everything in the realm will be gone. */
  confirm: Scalars['String']['input'];
  /** The realm. */
  slug: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteRealmResult = ConfirmationMismatchError | ForbiddenError | InvalidInputError | NotFoundError | Realm | RealmProtectedError;

/** Which role to delete. */
export type DeleteRoleInput = {
  /** The role. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeleteRoleResult = BuiltInRoleError | ForbiddenError | InvalidInputError | LastAdministratorError | NotFoundError | Role;

/** Resources to forget. */
export type DeregisterResourcesInput = {
  /** Their names in policies, at most 1000. */
  names: Array<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type DeregisterResourcesResult = ForbiddenError | InvalidInputError | ResourcesDeregistration;

/** Which policy to detach from what. */
export type DetachPolicyInput = {
  /** A managed policy. */
  policyId: Scalars['ID']['input'];
  /** An account, a group or a role. */
  targetId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DetachPolicyResult = BuiltInRoleError | ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** Which account to disable. */
export type DisableAccountInput = {
  /** Do it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The account. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type DisableAccountResult = Account | ForbiddenError | InvalidInputError | LastAdministratorError | NotFoundError | VersionConflictError;

/** One change of a draft: exactly one of these, each with the input of the mutation of its name. */
export type DraftChangeInput =
  /** A group has more members. */
  { addGroupMembers: AddGroupMembersInput; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** An account or group holds a role. */
  { addGroupMembers?: never; assignRole: AssignRoleInput; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** An account, group or role has a policy. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy: AttachPolicyInput; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** One more guardrail over the realm. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail: CreateGuardrailInput; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** A new document of a managed policy; it makes a difference with `setAsDefault: true`. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion: CreatePolicyVersionInput; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** A guardrail is no more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail: DeleteGuardrailInput; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** An inline policy is no more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy: DeleteInlinePolicyInput; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** It has it no more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy: DetachPolicyInput; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** It includes it no more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole: ExcludeRoleInput; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** A role includes another. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole: IncludeRoleInput; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** An inline policy; also how to try a policy that is not there yet. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy: PutInlinePolicyInput; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** A group has fewer members. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers: RemoveGroupMembersInput; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** Nothing bounds an account or role any more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary: RemovePermissionsBoundaryInput; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** A resource has no policy of its own any more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy: RemoveResourcePolicyInput; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** Another version of a managed policy counts. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion: SetDefaultPolicyVersionInput; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** A policy bounds an account or role. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary: SetPermissionsBoundaryInput; setResourcePolicy?: never; unassignRole?: never; updateGuardrail?: never; }
  |  /** The policy of a resource. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy: SetResourcePolicyInput; unassignRole?: never; updateGuardrail?: never; }
  |  /** It holds it no more. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole: UnassignRoleInput; updateGuardrail?: never; }
  |  /** Another document of a guardrail. */
  { addGroupMembers?: never; assignRole?: never; attachPolicy?: never; createGuardrail?: never; createPolicyVersion?: never; deleteGuardrail?: never; deleteInlinePolicy?: never; detachPolicy?: never; excludeRole?: never; includeRole?: never; putInlinePolicy?: never; removeGroupMembers?: never; removePermissionsBoundary?: never; removeResourcePolicy?: never; setDefaultPolicyVersion?: never; setPermissionsBoundary?: never; setResourcePolicy?: never; unassignRole?: never; updateGuardrail: UpdateGuardrailInput; };

/** Changes that are not made, and what is to be compared. */
export type DraftInput = {
  /** The actions to compare, at most 100. If left out: those that the old and new documents of the draft name without a wildcard, and for their wildcards those that Reeve and the first 200 managed policies of the realm name; `comparedActions` tells which they were. */
  actions?: InputMaybe<Array<Scalars['String']['input']>>;
  /** In their order; at most 20. */
  changes: Array<DraftChangeInput>;
  /** Context keys and their values, before and after. Needs `iam:SupplyContext`. */
  context?: InputMaybe<Scalars['Attributes']['input']>;
  /** The resources to compare, at most 100. If left out: the registered ones, and those whose policy the draft changes. */
  resources?: InputMaybe<Array<Scalars['String']['input']>>;
};

/** One relationship. Every link in a realm is an edge; groups and roles show them as plain fields, too. */
export type Edge = {
  __typename?: 'Edge';
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** A UUID. */
  id: Scalars['ID']['output'];
  /** Where it ends: `group:ID`, `role:ID` or `policy:ID`. */
  object: Scalars['String']['output'];
  /** What it says. */
  relation: Relation;
  /** Where it starts: `account:ID`, `group:ID` or `role:ID`. */
  subject: Scalars['String']['output'];
};

/** A page of edges. */
export type EdgeConnection = {
  __typename?: 'EdgeConnection';
  /** The page, in order. */
  edges: Array<EdgeEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the edges of a page, and where it stands. */
export type EdgeEdge = {
  __typename?: 'EdgeEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Edge;
};

/** Which edges a list holds. */
export type EdgeFilter = {
  /** Edges that end here: `role:ID`. */
  object?: InputMaybe<Scalars['String']['input']>;
  /** Edges that say this; together with a subject or an object only. */
  relation?: InputMaybe<Relation>;
  /** Edges that start here: `group:ID`. */
  subject?: InputMaybe<Scalars['String']['input']>;
};

/** Another account of the realm has that e-mail address. */
export type EmailTakenError = Error & {
  __typename?: 'EmailTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Which account to enable. */
export type EnableAccountInput = {
  /** Do it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The account. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type EnableAccountResult = Account | ForbiddenError | InvalidInputError | NotFoundError | VersionConflictError;

/** Why something could not be done. */
export type Error = {
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Which role is to include which no longer. */
export type ExcludeRoleInput = {
  /** The role that is included. */
  includedRoleId: Scalars['ID']['input'];
  /** The role that includes. */
  roleId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type ExcludeRoleResult = ForbiddenError | InvalidInputError | LastAdministratorError | NotFoundError | Role;

/** An answer, and everything that was looked at for it. */
export type Explanation = {
  __typename?: 'Explanation';
  /** The action. */
  action: Scalars['String']['output'];
  /** The answer. */
  answer: AuthorizationAnswer;
  /** What was asked, in turn. */
  layers: Array<LayerTrace>;
  /** By which way each policy was reached. */
  paths: Array<PolicyPath>;
  /** Who was asked about, by name. */
  principal: Scalars['String']['output'];
  /** The resource. */
  resource: Scalars['String']['output'];
};

/** Another account of the realm has that external id. */
export type ExternalIdTakenError = Error & {
  __typename?: 'ExternalIdTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** The caller may not do this. With the code `GRANT_REQUIRED`: it would pass on more than the caller holds, and the message says which grant would make it possible. */
export type ForbiddenError = Error & {
  __typename?: 'ForbiddenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Says what a request that arrives at a gateway is in the realm's words: this action, on this resource. */
export type GatewayRoute = Node & {
  __typename?: 'GatewayRoute';
  /** What a request must be allowed: `orders:Read`; null for a public route. */
  action?: Maybe<Scalars['String']['output']>;
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** What it is for. */
  description?: Maybe<Scalars['String']['output']>;
  /** `shop.example.com` or `*.example.com`; null for hosts that no route names. */
  host?: Maybe<Scalars['String']['output']>;
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** In capitals; empty for methods that no route of the same host and path names. */
  methods: Array<Scalars['String']['output']>;
  /** `/orders/{id}`, `/files/{rest...}`, `/static/**`. */
  path: Scalars['String']['output'];
  /** True if such requests need no token. */
  public: Scalars['Boolean']['output'];
  /** On what, with variables of the path: `rn:acme:orders:order/{id}`; null for a public route. */
  resource?: Maybe<Scalars['String']['output']>;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Raised by every change; compared with `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** A page of gateway routes. */
export type GatewayRouteConnection = {
  __typename?: 'GatewayRouteConnection';
  /** The page, in order. */
  edges: Array<GatewayRouteEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the gateway routes of a page, and where it stands. */
export type GatewayRouteEdge = {
  __typename?: 'GatewayRouteEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: GatewayRoute;
};

/** Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it. */
export type Group = Node & {
  __typename?: 'Group';
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** What it is for. */
  description?: Maybe<Scalars['String']['output']>;
  /** The groups to which the group belongs. */
  groups: GroupConnection;
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** The accounts and groups that belong to the group; accounts come first. */
  members: SubjectConnection;
  /** Unique in its realm. */
  name: Scalars['String']['output'];
  /** The policies attached to the group directly, its inline policies too. */
  policies: PolicyConnection;
  /** The roles that the group has. */
  roles: RoleConnection;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Raised by every change; compared with `expectedVersion`. */
  version: Scalars['Int']['output'];
};


/** Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it. */
export type GroupGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};


/** Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it. */
export type GroupMembersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};


/** Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it. */
export type GroupPoliciesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Holds accounts and groups. Whoever belongs to a group belongs to the groups that hold it. */
export type GroupRolesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};

/** A page of groups. */
export type GroupConnection = {
  __typename?: 'GroupConnection';
  /** The page, in order. */
  edges: Array<GroupEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** A group would belong to itself. */
export type GroupCycleError = Error & {
  __typename?: 'GroupCycleError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** The names of the groups on the way that would be closed. */
  path: Array<Scalars['String']['output']>;
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** One of the groups of a page, and where it stands. */
export type GroupEdge = {
  __typename?: 'GroupEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Group;
};

/** Which groups a list holds. */
export type GroupFilter = {
  /** Names that start with this. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
};

/** What a change of members did. */
export type GroupMembersChange = {
  __typename?: 'GroupMembersChange';
  /** The group. */
  group: Group;
  /** One answer for each member, in the order of the input. */
  results: Array<MemberChange>;
};

/** Another group of the realm has that name. */
export type GroupNameTakenError = Error & {
  __typename?: 'GroupNameTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Accounts to import. */
export type ImportAccountsInput = {
  /** At most 1000. */
  accounts: Array<ImportedAccountInput>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type ImportAccountsResult = AccountsImport | ForbiddenError | InvalidInputError;

/** What an imported hash may cost at most to verify. */
export type ImportCosts = {
  __typename?: 'ImportCosts';
  /** Iterations of argon2: 1 to 20, 6 by default. */
  argon2Iterations: Scalars['Int']['output'];
  /** Memory of argon2 in KiB: 8 to 262144, 65536 by default. */
  argon2MemoryKiB: Scalars['Int']['output'];
  /** Cost factor of bcrypt: 4 to 16, 13 by default. */
  bcryptRounds: Scalars['Int']['output'];
  /** Iterations of PBKDF2: 1000 to 5000000, 1000000 by default. */
  pbkdf2Iterations: Scalars['Int']['output'];
  /** Cost of scrypt as the logarithm of N: 10 to 20, 17 by default. */
  scryptLogN: Scalars['Int']['output'];
};

/** What an imported hash may cost at most to verify. */
export type ImportCostsInput = {
  /** Iterations of argon2: 1 to 20, 6 by default. */
  argon2Iterations?: InputMaybe<Scalars['Int']['input']>;
  /** Memory of argon2 in KiB: 8 to 262144, 65536 by default. */
  argon2MemoryKiB?: InputMaybe<Scalars['Int']['input']>;
  /** Cost factor of bcrypt: 4 to 16, 13 by default. */
  bcryptRounds?: InputMaybe<Scalars['Int']['input']>;
  /** Iterations of PBKDF2: 1000 to 5000000, 1000000 by default. */
  pbkdf2Iterations?: InputMaybe<Scalars['Int']['input']>;
  /** Cost of scrypt as the logarithm of N: 10 to 20, 17 by default. */
  scryptLogN?: InputMaybe<Scalars['Int']['input']>;
};

/** A hash costs more to verify than the realm allows. */
export type ImportHashTooCostlyError = Error & {
  __typename?: 'ImportHashTooCostlyError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** A hash is not of a form that Reeve can verify. */
export type ImportHashUnknownError = Error & {
  __typename?: 'ImportHashUnknownError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** What became of one account of an import. */
export type ImportedAccount = {
  __typename?: 'ImportedAccount';
  /** The account; null if it was refused. */
  account?: Maybe<Account>;
  /** Why it was refused. */
  error?: Maybe<Error>;
};

/** An account to import, as another system had it. */
export type ImportedAccountInput = {
  /** What the realm keeps about it. */
  attributes?: InputMaybe<Scalars['Attributes']['input']>;
  /** The login name of a USER. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** What another system calls it. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** Person or program. */
  kind?: AccountKind;
  /** True if the first login must choose another password. */
  mustChangePassword?: InputMaybe<Scalars['Boolean']['input']>;
  /** What people call it. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** An argon2, bcrypt, scrypt or PBKDF2 hash as a PHC or modular-crypt string. */
  passwordHash?: InputMaybe<Scalars['String']['input']>;
  /** Whether it can log in. */
  status?: AccountStatus;
};

/** Which role is to include which. */
export type IncludeRoleInput = {
  /** The role that is included. */
  includedRoleId: Scalars['ID']['input'];
  /** The role that includes. */
  roleId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type IncludeRoleResult = ForbiddenError | InvalidInputError | NotFoundError | Role | RoleCycleError;

/** One thing that is wrong with an input. */
export type InputIssue = {
  __typename?: 'InputIssue';
  /** What is allowed there. */
  message: Scalars['String']['output'];
  /** Where: `["input", "email"]`. */
  path: Array<Scalars['String']['output']>;
};

/** The current password is wrong, or may not be tried now. */
export type InvalidCredentialsError = Error & {
  __typename?: 'InvalidCredentialsError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** The input breaks a rule. Nothing was changed. */
export type InvalidInputError = Error & {
  __typename?: 'InvalidInputError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** Everything that is wrong. */
  issues: Array<InputIssue>;
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** The document may not be stored. Nothing was changed. */
export type InvalidPolicyError = Error & {
  __typename?: 'InvalidPolicyError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** Everything that is wrong with it, each with its place. */
  issues: Array<PolicyIssue>;
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** The change would leave the realm `system` without an active administrator. */
export type LastAdministratorError = Error & {
  __typename?: 'LastAdministratorError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** One of the things that are asked in turn. */
export type LayerTrace = {
  __typename?: 'LayerTrace';
  /** `guardrails`, `identityPolicies` and so on. */
  layer: Scalars['String']['output'];
  /** Which of several; 0 is the first. */
  level?: Maybe<Scalars['Int']['output']>;
  /** What it consists of. */
  policies: Array<PolicyTrace>;
  /** `Allow`, `Deny`, `nothing` or `not asked`. */
  says: Scalars['String']['output'];
};

/** A statement that applies to the question. */
export type MatchedStatement = {
  __typename?: 'MatchedStatement';
  /** `Allow` or `Deny`. */
  effect: Scalars['String']['output'];
  /** `identityPolicies`, `resourcePolicy`, `permissionBoundaries`, `sessionPolicy` or `guardrails`. */
  layer: Scalars['String']['output'];
  /** Whose policy it is: `group:ID`; `everybody` for what all accounts have. */
  origin?: Maybe<Scalars['String']['output']>;
  /** The name of its policy. */
  policy: Scalars['String']['output'];
  /** The Sid of the statement, if it has one. */
  sid?: Maybe<Scalars['String']['output']>;
  /** Its place in the document; 0 is the first. */
  statement: Scalars['Int']['output'];
};

/** What became of one member. */
export type MemberChange = {
  __typename?: 'MemberChange';
  /** False if it was so already, or if `error` says why not. */
  changed: Scalars['Boolean']['output'];
  /** Why it was not done. */
  error?: Maybe<Error>;
  /** The account or group, as the input named it. */
  memberId: Scalars['ID']['output'];
};

/** Something that would have to allow it, and does not. */
export type MissingAllow = {
  __typename?: 'MissingAllow';
  /** What is silent; `identityOrResourcePolicy` if either would do. */
  layer: Scalars['String']['output'];
  /** Which of several guardrail levels or boundaries; 0 is the first. */
  level?: Maybe<Scalars['Int']['output']>;
  /** For people. */
  reason: Scalars['String']['output'];
};

/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type Mutation = {
  __typename?: 'Mutation';
  /** Adds accounts and groups to a group. Members that cannot be added do not hinder the others. Needs `iam:Grant` on the group, or to hold all that it gives. */
  addGroupMembers: AddGroupMembersResult;
  /** Assigns a role to an account or a group. Repeating it changes nothing. Needs `iam:Grant` on the role, or to hold all that it gives. */
  assignRole: AssignRoleResult;
  /** Begins a role session, if the trust policy of the role allows it. */
  assumeRole: AssumeRoleResult;
  /** Attaches a managed policy. Repeating it changes nothing. Needs `iam:Grant` on the policy, or to hold all that it gives. */
  attachPolicy: AttachPolicyResult;
  /** Changes the caller's own password. The account's other sessions end. */
  changePassword: ChangePasswordResult;
  /** Creates an account. */
  createAccount: CreateAccountResult;
  /** Makes a secret for a SERVICE and shows it once. Two may live at the same time, for rotation. */
  createAccountSecret: CreateAccountSecretResult;
  /** Adds a route to the table by which gateways ask. The next request sees it. */
  createGatewayRoute: CreateGatewayRouteResult;
  /** Creates a group without members. */
  createGroup: CreateGroupResult;
  /** Bounds everybody in the realm; in `system`, everybody in every other realm. */
  createGuardrail: CreateGuardrailResult;
  /** Creates a managed policy that nobody has yet. */
  createPolicy: CreatePolicyResult;
  /** Adds a version to a managed policy, which has at most five. As the default of a policy that somebody has, it needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives. */
  createPolicyVersion: CreatePolicyVersionResult;
  /** Creates a realm. Only in the realm `system`. */
  createRealm: CreateRealmResult;
  /** Creates a role that nobody holds. */
  createRole: CreateRoleResult;
  /** Deletes an account with its credentials, sessions and edges. Answers it as it was. */
  deleteAccount: DeleteAccountResult;
  /** Deletes a gateway route: requests that it was for are refused, or met by a broader one. */
  deleteGatewayRoute: DeleteGatewayRouteResult;
  /** Deletes a group; its members stay. Answers the group as it was. */
  deleteGroup: DeleteGroupResult;
  /** Deletes a guardrail. Answers it as it was. */
  deleteGuardrail: DeleteGuardrailResult;
  /** Deletes an inline policy. Answers it as it was. */
  deleteInlinePolicy: DeleteInlinePolicyResult;
  /** Deletes a managed policy that nothing has. Answers it as it was. */
  deletePolicy: DeletePolicyResult;
  /** Deletes a version that is not the default. */
  deletePolicyVersion: DeletePolicyVersionResult;
  /** Deletes a realm with everything in it. Answers it as it was. Only in the realm `system`. */
  deleteRealm: DeleteRealmResult;
  /** Deletes a role; nobody holds it any more. Answers it as it was. */
  deleteRole: DeleteRoleResult;
  /** Forgets resources: decisions know no tags and owner of them any more. */
  deregisterResources: DeregisterResourcesResult;
  /** Detaches a managed policy. */
  detachPolicy: DetachPolicyResult;
  /** Makes that an account cannot log in, ends its sessions, and refuses its tokens. */
  disableAccount: DisableAccountResult;
  /** Makes that an account can log in again. Needs `iam:Grant` on the account, or to hold all that it holds. */
  enableAccount: EnableAccountResult;
  /** Makes a role include another no longer. */
  excludeRole: ExcludeRoleResult;
  /** Imports accounts with the password hashes of another system. A refused one does not hinder the others. */
  importAccounts: ImportAccountsResult;
  /** Makes a role include another: whoever holds it then holds the other, too. Needs `iam:Grant` on the other, or to hold all that it gives. */
  includeRole: IncludeRoleResult;
  /** Writes an inline policy, in place of the one of that name. Needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives and the old one denied. */
  putInlinePolicy: PutInlinePolicyResult;
  /** Registers resources of applications; of those that are registered already, sets tags and owner. A refused one does not hinder the others. */
  registerResources: RegisterResourcesResult;
  /** Removes accounts and groups from a group. Where the group denies something, the caller must hold that. */
  removeGroupMembers: RemoveGroupMembersResult;
  /** Removes the boundary of an account or role. Answers the policy that it was. Needs `iam:Grant` on all policies (`policy/*`). */
  removePermissionsBoundary: RemovePermissionsBoundaryResult;
  /** Removes the policy of a resource. Answers it as it was. */
  removeResourcePolicy: RemoveResourcePolicyResult;
  /** Removes the trust policy of a role: nobody may assume it. Answers it as it was. */
  removeTrustPolicy: RemoveTrustPolicyResult;
  /** Sets the password of an account without the one before. All its sessions end. Needs `iam:Grant` on the account, or to hold all that it holds. */
  resetPassword: ResetPasswordResult;
  /** Revokes a secret: it and the tokens that it got are refused at once. */
  revokeAccountSecret: RevokeAccountSecretResult;
  /** Ends all sessions of an account, the caller's own included if it is the caller's. */
  revokeAllSessions: RevokeAllSessionsResult;
  /** Ends all sessions of a role that have begun: their tokens are refused at once. */
  revokeRoleSessions: RevokeRoleSessionsResult;
  /** Ends a session: its tokens are refused at once. Answers it as it was. */
  revokeSession: RevokeSessionResult;
  /** Makes a new signing key, which signs from now on; the old one verifies until its last token has expired. */
  rotateRealmKeys: RotateRealmKeysResult;
  /** Chooses the version that counts; an older one rolls the policy back. For a policy that somebody has, it needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives. */
  setDefaultPolicyVersion: SetDefaultPolicyVersionResult;
  /** Bounds an account or role by a managed policy, in place of what bounded it before; that needs `iam:Grant` on the policy, or to hold all that it allows. */
  setPermissionsBoundary: SetPermissionsBoundaryResult;
  /** Writes the policy of a resource, in place of the one that it had. Needs `iam:Grant` on all policies (`policy/*`), or to hold all that it gives there. */
  setResourcePolicy: SetResourcePolicyResult;
  /** Says who may assume a role, in place of what was said before. */
  setTrustPolicy: SetTrustPolicyResult;
  /** Takes a role from an account or a group. Where the role denies something, the caller must hold that. */
  unassignRole: UnassignRoleResult;
  /** Changes an account. Another e-mail address or external id needs `iam:Grant` on the account, or to hold all that it holds; an attribute that policies look at, a grant of these policies. */
  updateAccount: UpdateAccountResult;
  /** Changes a gateway route. */
  updateGatewayRoute: UpdateGatewayRouteResult;
  /** Changes name and description of a group. */
  updateGroup: UpdateGroupResult;
  /** Changes a guardrail. */
  updateGuardrail: UpdateGuardrailResult;
  /** Changes name and description of a managed policy. */
  updatePolicy: UpdatePolicyResult;
  /** Changes name and settings of a realm. Only in the realm `system`. */
  updateRealm: UpdateRealmResult;
  /** Changes name and description of a role. */
  updateRole: UpdateRoleResult;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationAddGroupMembersArgs = {
  input: AddGroupMembersInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationAssignRoleArgs = {
  input: AssignRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationAssumeRoleArgs = {
  input: AssumeRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationAttachPolicyArgs = {
  input: AttachPolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationChangePasswordArgs = {
  input: ChangePasswordInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateAccountArgs = {
  input: CreateAccountInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateAccountSecretArgs = {
  input: CreateAccountSecretInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateGatewayRouteArgs = {
  input: CreateGatewayRouteInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateGroupArgs = {
  input: CreateGroupInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateGuardrailArgs = {
  input: CreateGuardrailInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreatePolicyArgs = {
  input: CreatePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreatePolicyVersionArgs = {
  input: CreatePolicyVersionInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateRealmArgs = {
  input: CreateRealmInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationCreateRoleArgs = {
  input: CreateRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteAccountArgs = {
  input: DeleteAccountInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteGatewayRouteArgs = {
  input: DeleteGatewayRouteInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteGroupArgs = {
  input: DeleteGroupInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteGuardrailArgs = {
  input: DeleteGuardrailInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteInlinePolicyArgs = {
  input: DeleteInlinePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeletePolicyArgs = {
  input: DeletePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeletePolicyVersionArgs = {
  input: DeletePolicyVersionInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteRealmArgs = {
  input: DeleteRealmInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeleteRoleArgs = {
  input: DeleteRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDeregisterResourcesArgs = {
  input: DeregisterResourcesInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDetachPolicyArgs = {
  input: DetachPolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationDisableAccountArgs = {
  input: DisableAccountInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationEnableAccountArgs = {
  input: EnableAccountInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationExcludeRoleArgs = {
  input: ExcludeRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationImportAccountsArgs = {
  input: ImportAccountsInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationIncludeRoleArgs = {
  input: IncludeRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationPutInlinePolicyArgs = {
  input: PutInlinePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRegisterResourcesArgs = {
  input: RegisterResourcesInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRemoveGroupMembersArgs = {
  input: RemoveGroupMembersInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRemovePermissionsBoundaryArgs = {
  input: RemovePermissionsBoundaryInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRemoveResourcePolicyArgs = {
  input: RemoveResourcePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRemoveTrustPolicyArgs = {
  input: RemoveTrustPolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationResetPasswordArgs = {
  input: ResetPasswordInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRevokeAccountSecretArgs = {
  input: RevokeAccountSecretInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRevokeAllSessionsArgs = {
  input: RevokeAllSessionsInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRevokeRoleSessionsArgs = {
  input: RevokeRoleSessionsInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRevokeSessionArgs = {
  input: RevokeSessionInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationRotateRealmKeysArgs = {
  input?: InputMaybe<RotateRealmKeysInput>;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationSetDefaultPolicyVersionArgs = {
  input: SetDefaultPolicyVersionInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationSetPermissionsBoundaryArgs = {
  input: SetPermissionsBoundaryInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationSetResourcePolicyArgs = {
  input: SetResourcePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationSetTrustPolicyArgs = {
  input: SetTrustPolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUnassignRoleArgs = {
  input: UnassignRoleInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdateAccountArgs = {
  input: UpdateAccountInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdateGatewayRouteArgs = {
  input: UpdateGatewayRouteInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdateGroupArgs = {
  input: UpdateGroupInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdateGuardrailArgs = {
  input: UpdateGuardrailInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdatePolicyArgs = {
  input: UpdatePolicyInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdateRealmArgs = {
  input: UpdateRealmInput;
};


/** What can be changed. Each takes one `input`, and answers the thing itself or a typed error. */
export type MutationUpdateRoleArgs = {
  input: UpdateRoleInput;
};

/** A secret that was just made. */
export type NewAccountSecret = {
  __typename?: 'NewAccountSecret';
  /** Whose it is. */
  account: Account;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** A UUID, by which it can be revoked. */
  id: Scalars['ID']['output'];
  /** The secret itself. It is shown this once; keep it safe. */
  secret: Scalars['String']['output'];
};

/** Whatever has an id. Ids are UUIDs, the same in GraphQL, REST and tokens. */
export type Node = {
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
};

/** It is not there, or not for the caller to know. */
export type NotFoundError = Error & {
  __typename?: 'NotFoundError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Where a page stands among all pages. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last edge; null if the page is empty. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True if there is more behind `endCursor`. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True if the page was asked for with `after`. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first edge; null if the page is empty. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** How passwords are hashed. */
export type PasswordAlgorithm =
  /** Argon2id with OWASP's parameters. */
  | 'ARGON2ID'
  /** bcrypt; passwords of more than 72 bytes are handled, not cut. */
  | 'BCRYPT';

/** The password breaks the realm's rules. */
export type PasswordPolicyError = Error & {
  __typename?: 'PasswordPolicyError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** What the password would have to be. */
  reasons: Array<Scalars['String']['output']>;
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Rules for passwords, and how they are hashed. */
export type PasswordSettings = {
  __typename?: 'PasswordSettings';
  /** How new passwords are hashed; others are rehashed at their next login. */
  algorithm: PasswordAlgorithm;
  /** What an imported hash may cost at most to verify. */
  maxImportCost: ImportCosts;
  /** Characters that a password may have at most: 64 to 1024, 256 by default. */
  maxLength: Scalars['Int']['output'];
  /** Characters that a password must have at least: 8 to 64, 10 by default. */
  minLength: Scalars['Int']['output'];
  /** Refuse passwords of the bundled list of common ones; true by default. */
  rejectCommon: Scalars['Boolean']['output'];
  /** Ask for a digit; false by default. */
  requireDigit: Scalars['Boolean']['output'];
  /** Ask for a lower-case letter; false by default. */
  requireLower: Scalars['Boolean']['output'];
  /** Ask for a character that is neither letter nor digit; false by default. */
  requireSymbol: Scalars['Boolean']['output'];
  /** Ask for an upper-case letter; false by default. */
  requireUpper: Scalars['Boolean']['output'];
};

/** Rules for passwords, and how they are hashed. */
export type PasswordSettingsInput = {
  /** How new passwords are hashed; others are rehashed at their next login. */
  algorithm?: InputMaybe<PasswordAlgorithm>;
  /** What an imported hash may cost at most to verify. */
  maxImportCost?: InputMaybe<ImportCostsInput>;
  /** Characters that a password may have at most: 64 to 1024, 256 by default. */
  maxLength?: InputMaybe<Scalars['Int']['input']>;
  /** Characters that a password must have at least: 8 to 64, 10 by default. */
  minLength?: InputMaybe<Scalars['Int']['input']>;
  /** Refuse passwords of the bundled list of common ones; true by default. */
  rejectCommon?: InputMaybe<Scalars['Boolean']['input']>;
  /** Ask for a digit; false by default. */
  requireDigit?: InputMaybe<Scalars['Boolean']['input']>;
  /** Ask for a lower-case letter; false by default. */
  requireLower?: InputMaybe<Scalars['Boolean']['input']>;
  /** Ask for a character that is neither letter nor digit; false by default. */
  requireSymbol?: InputMaybe<Scalars['Boolean']['input']>;
  /** Ask for an upper-case letter; false by default. */
  requireUpper?: InputMaybe<Scalars['Boolean']['input']>;
};

/** A node on the way from a principal to a policy. */
export type PathNode = {
  __typename?: 'PathNode';
  /** The name of a group or role. */
  name?: Maybe<Scalars['String']['output']>;
  /** `account:ID`, `group:ID` or `role:ID`. */
  node: Scalars['String']['output'];
};

/** A condition under which a pattern holds. */
export type PatternCondition = {
  __typename?: 'PatternCondition';
  /** The context key. */
  key: Scalars['String']['output'];
  /** `StringEquals` and so on. */
  operator: Scalars['String']['output'];
  /** The values in the policy, as written. */
  values: Array<Scalars['String']['output']>;
};

/** Whatever fits one of the patterns and none of the exceptions. */
export type PatternSet = {
  __typename?: 'PatternSet';
  /** What is not in it, though it fits. */
  except: Array<Scalars['String']['output']>;
  /** As policies write them: `orders:*`. */
  patterns: Array<Scalars['String']['output']>;
};

/** A named document of statements in AWS IAM's JSON grammar, with its versions. */
export type Policy = Node & {
  __typename?: 'Policy';
  /** The accounts, groups and roles to which the policy is attached directly. */
  attachments: PolicyHolderConnection;
  /** True for a policy that Reeve made: it can be attached, but not changed. */
  builtIn: Scalars['Boolean']['output'];
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** The version that counts. */
  defaultVersion: PolicyVersion;
  /** What it is for. */
  description?: Maybe<Scalars['String']['output']>;
  /** Two versions compared line by line, members in alphabetical order. Lines begin with two spaces, `- ` or `+ `. */
  diff: Scalars['String']['output'];
  /** The document of the default version. */
  document: Scalars['PolicyDocument']['output'];
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** Unique among the policies of its scope and owner. */
  name: Scalars['String']['output'];
  /** What it belongs to: `group:ID` if inline, `role:ID` if a trust policy, the name of the resource if a resource policy; else null. */
  owner?: Maybe<Scalars['String']['output']>;
  /** Where it stands. */
  scope: PolicyScope;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Raised by every change; compared with `expectedVersion`. */
  version: Scalars['Int']['output'];
  /** All versions, the newest first; at most five. */
  versions: Array<PolicyVersion>;
  /** What in the default version is legal and probably a mistake. */
  warnings: Array<PolicyIssue>;
};


/** A named document of statements in AWS IAM's JSON grammar, with its versions. */
export type PolicyAttachmentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** A named document of statements in AWS IAM's JSON grammar, with its versions. */
export type PolicyDiffArgs = {
  from: Scalars['Int']['input'];
  to?: InputMaybe<Scalars['Int']['input']>;
};

/** A policy that something has cannot be deleted. */
export type PolicyAttachedError = Error & {
  __typename?: 'PolicyAttachedError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** A page of policies. */
export type PolicyConnection = {
  __typename?: 'PolicyConnection';
  /** The page, in order. */
  edges: Array<PolicyEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the policies of a page, and where it stands. */
export type PolicyEdge = {
  __typename?: 'PolicyEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Policy;
};

/** What was found in a document. */
export type PolicyExamination = {
  __typename?: 'PolicyExamination';
  /** What keeps it from being stored. */
  errors: Array<PolicyIssue>;
  /** True if it may be stored. */
  valid: Scalars['Boolean']['output'];
  /** What is legal and probably a mistake; empty while the shape is wrong. */
  warnings: Array<PolicyIssue>;
};

/** Which policies a list holds. */
export type PolicyFilter = {
  /** Names that start with this. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** Where they stand; MANAGED if left out. */
  scope?: InputMaybe<PolicyScope>;
};

/** What can have policies. */
export type PolicyHolder = Account | Group | Role;

/** A page of accounts, groups and roles. */
export type PolicyHolderConnection = {
  __typename?: 'PolicyHolderConnection';
  /** The page, in order. */
  edges: Array<PolicyHolderEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the accounts, groups and roles of a page, and where it stands. */
export type PolicyHolderEdge = {
  __typename?: 'PolicyHolderEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: PolicyHolder;
};

/** One thing in a policy document that is wrong, or legal and probably a mistake. */
export type PolicyIssue = {
  __typename?: 'PolicyIssue';
  /** Stable and for programs: `unknown-operator`. */
  code: Scalars['String']['output'];
  /** For people. */
  message: Scalars['String']['output'];
  /** Where, as a JSON pointer: `/Statement/0/Condition/StringEquals`. Empty: all of it. */
  pointer: Scalars['String']['output'];
};

/** Where a document is to stand; each place has rules of its own. */
export type PolicyKind =
  /** A managed policy that bounds an account or role. */
  | 'BOUNDARY'
  /** A guardrail over a realm. */
  | 'GUARDRAIL'
  /** A managed or inline policy. */
  | 'IDENTITY'
  /** The policy of a resource: it names principals. */
  | 'RESOURCE'
  /** The policy of one role session. */
  | 'SESSION'
  /** The trust policy of a role: it names principals. */
  | 'TRUST';

/** There are as many as there may be. */
export type PolicyLimitError = Error & {
  __typename?: 'PolicyLimitError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** How many there may be. */
  limit: Scalars['Int']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
  /** The setting of the realm that says so: `policies.maxAttached`. */
  setting: Scalars['String']['output'];
};

/** Another policy has that name. */
export type PolicyNameTakenError = Error & {
  __typename?: 'PolicyNameTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** How a principal comes to hold what a node has. */
export type PolicyPath = {
  __typename?: 'PolicyPath';
  /** From the principal to it. */
  nodes: Array<PathNode>;
  /** The node, as policies name their origin. */
  origin: Scalars['String']['output'];
};

/** Where a policy stands. */
export type PolicyScope =
  /** Bounds the realm; in `system`, every other realm. */
  | 'GUARDRAIL'
  /** Belongs to one account, group or role. */
  | 'INLINE'
  /** Attached to accounts, groups and roles. */
  | 'MANAGED'
  /** Belongs to one resource. */
  | 'RESOURCE'
  /** Says who may assume one role. */
  | 'TRUST';

/** How much there may be of policies. What is there already stays when a limit is lowered. */
export type PolicySettings = {
  __typename?: 'PolicySettings';
  /** Policies that one account, group or role has, inline ones included: 1 to 1000, 100 by default. */
  maxAttached: Scalars['Int']['output'];
  /** Characters of a managed, inline or resource policy without white space: 6144 to 65536, 20480 by default. */
  maxDocumentCharacters: Scalars['Int']['output'];
  /** Guardrails of the realm: 1 to 100, 20 by default. */
  maxGuardrails: Scalars['Int']['output'];
  /** Policies of every kind together: 10 to 1000000, 100000 by default. */
  maxPolicies: Scalars['Int']['output'];
  /** Statements of one principal that no literal prefix of an action or resource excludes: 100 to 50000, 5000 by default. Every question looks at them; a principal with more is denied everything. */
  maxUnindexedStatements: Scalars['Int']['output'];
  /** Versions that a managed policy keeps: 2 to 100, 5 by default. */
  maxVersions: Scalars['Int']['output'];
};

/** How much there may be of policies. What is there already stays when a limit is lowered. */
export type PolicySettingsInput = {
  /** Policies that one account, group or role has, inline ones included: 1 to 1000, 100 by default. */
  maxAttached?: InputMaybe<Scalars['Int']['input']>;
  /** Characters of a managed, inline or resource policy without white space: 6144 to 65536, 20480 by default. */
  maxDocumentCharacters?: InputMaybe<Scalars['Int']['input']>;
  /** Guardrails of the realm: 1 to 100, 20 by default. */
  maxGuardrails?: InputMaybe<Scalars['Int']['input']>;
  /** Policies of every kind together: 10 to 1000000, 100000 by default. */
  maxPolicies?: InputMaybe<Scalars['Int']['input']>;
  /** Statements of one principal that no literal prefix of an action or resource excludes: 100 to 50000, 5000 by default. Every question looks at them; a principal with more is denied everything. */
  maxUnindexedStatements?: InputMaybe<Scalars['Int']['input']>;
  /** Versions that a managed policy keeps: 2 to 100, 5 by default. */
  maxVersions?: InputMaybe<Scalars['Int']['input']>;
};

/** A policy that was looked at. */
export type PolicyTrace = {
  __typename?: 'PolicyTrace';
  /** Whose it is: `group:ID`. */
  origin?: Maybe<Scalars['String']['output']>;
  /** Its name. */
  policy: Scalars['String']['output'];
  /** In their order. */
  statements: Array<StatementTrace>;
  /** Where the boundary of a role limits what it gives: does it let this through? */
  withinLimits?: Maybe<Scalars['Boolean']['output']>;
};

/** One version of a policy. Versions are made and deleted, never changed. */
export type PolicyVersion = {
  __typename?: 'PolicyVersion';
  /** When it was written. */
  createdAt: Scalars['DateTime']['output'];
  /** The account that wrote it; null where Reeve did. */
  createdBy?: Maybe<Scalars['ID']['output']>;
  /** The document as it was written. */
  document: Scalars['PolicyDocument']['output'];
  /** Counts from 1; no number is used twice. */
  number: Scalars['Int']['output'];
  /** What in it is legal and probably a mistake. */
  warnings: Array<PolicyIssue>;
};

/** A Deny that can take something out of a pattern. */
export type PossibleDeny = {
  __typename?: 'PossibleDeny';
  /** What it denies. */
  actions: PatternSet;
  /** The statement. */
  by: StatementReference;
  /** It denies only where all of these hold. */
  conditions: Array<PatternCondition>;
  /** On what. */
  resources: PatternSet;
};

/** Somebody who may. */
export type PrincipalWithAccess = {
  __typename?: 'PrincipalWithAccess';
  /** The account itself; null if the caller may not see it. */
  account?: Maybe<Account>;
  /** The account. */
  principalId: Scalars['ID']['output'];
};

/** A page of those who may, the oldest accounts first. A page may be short or even empty and still have a next one: see `cut`. */
export type PrincipalWithAccessConnection = {
  __typename?: 'PrincipalWithAccessConnection';
  /** True if this page stopped because it had looked at enough accounts, not because it was full: go on behind `pageInfo.endCursor`. */
  cut: Scalars['Boolean']['output'];
  /** The page, in order. */
  edges: Array<PrincipalWithAccessEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
  /** The revision of the realm to which all of the page belongs. Pages may differ in it. */
  revision: Scalars['Int']['output'];
};

/** One of those who may, and where they stand. */
export type PrincipalWithAccessEdge = {
  __typename?: 'PrincipalWithAccessEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: PrincipalWithAccess;
};

/** An inline policy. */
export type PutInlinePolicyInput = {
  /** The document. */
  document: Scalars['PolicyDocument']['input'];
  /** Unique among its inline policies. */
  name: Scalars['String']['input'];
  /** An account, a group or a role. */
  targetId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type PutInlinePolicyResult = BuiltInRoleError | ForbiddenError | InvalidInputError | InvalidPolicyError | NotFoundError | Policy | PolicyLimitError;

/** What can be read. Everything needs an access token. */
export type Query = {
  __typename?: 'Query';
  /** An account by exactly one of id, e-mail and external id; null if there is none, or none that the caller may see. */
  account?: Maybe<Account>;
  /** The secrets of a SERVICE, the older first: at most two, without their values. */
  accountSecrets: Array<AccountSecret>;
  /** The accounts of the realm. */
  accounts: AccountConnection;
  /** The edges of the realm. */
  edges: EdgeConnection;
  /** The answer with everything that was looked at for it. Needs `iam:Explain`. */
  explain: Explanation;
  /** A gateway route by id; null if there is none, or none that the caller may see. */
  gatewayRoute?: Maybe<GatewayRoute>;
  /** The gateway routes of the realm, oldest first. */
  gatewayRoutes: GatewayRouteConnection;
  /** A group by id; null if there is none, or none that the caller may see. */
  group?: Maybe<Group>;
  /** The groups of the realm, by name. */
  groups: GroupConnection;
  /** The guardrails of the realm, by name; in `system`, those of every other realm. */
  guardrails: PolicyConnection;
  /** May they? For oneself, or with `iam:Evaluate` for another account. */
  isAuthorized: AuthorizationAnswer;
  /** Several questions about one principal; the answers in their order. */
  isAuthorizedBatch: Array<AuthorizationAnswer>;
  /** The thing with an id, of whatever type; null if there is none, or none that the caller may see. */
  node?: Maybe<Node>;
  /** The policies of the realm: the managed ones by name, others by owner and name. */
  policies: PolicyConnection;
  /** A policy of any scope by id, or a managed one by name; null if there is none, or none that the caller may see. */
  policy?: Maybe<Policy>;
  /** A realm by slug; null if there is none. Only in the realm `system`. */
  realm?: Maybe<Realm>;
  /** The realms of the server, by slug. Only in the realm `system`. */
  realms: RealmConnection;
  /** A registered resource by name; null if there is none, or none that the caller may see. */
  resource?: Maybe<Resource>;
  /** The policy of a resource; null if it has none. */
  resourcePolicy?: Maybe<Policy>;
  /** The registered resources of the realm, by name. */
  resources: ResourceConnection;
  /** The revision of the realm. Every mutation answers it as `extensions.revision`; `atLeast` takes it. */
  revision: Scalars['Int']['output'];
  /** A role by id; null if there is none, or none that the caller may see. */
  role?: Maybe<Role>;
  /** The role session in which the caller acts; null for a caller who acts as himself. */
  roleSession?: Maybe<RoleSession>;
  /** The roles of the realm, by name. */
  roles: RoleConnection;
  /** A session by id; null if there is none, or none that the caller may see. */
  session?: Maybe<Session>;
  /** The sessions of an account, newest first. */
  sessions: SessionConnection;
  /** The signing keys of the realm whose tokens may still be alive, newest first. */
  signingKeys: Array<SigningKey>;
  /** Decides with documents and context of the question itself. Nothing stored is looked at, and nothing is stored. Pairs of action and resource, times the patterns of the documents (entries of Action and Resource, values of conditions), may be 500,000. Needs `iam:SimulatePolicy`. */
  simulate: SimulateResult;
  /** Checks a document and stores nothing. */
  validatePolicy: PolicyExamination;
  /** The account of the caller; null for a role session (see `roleSession`), and for a caller of the realm `system` who acts in another realm. */
  viewer?: Maybe<Account>;
  /** All that an account may do, as patterns: oneself, or another account with `iam:ListAccessOfPrincipal`. Guardrails are left out unless the caller has `iam:ListGuardrails`: the answer may then be wider than what is allowed. */
  whatCan: AccessOfPrincipal;
  /** Who would gain and lose what, if the draft were made; nothing is stored. Accounts are compared, not role sessions. Whether the caller may make the changes is not asked. Needs `iam:SimulateChange` on all accounts. */
  whatIf: WhatIfResult;
  /** The accounts that may do an action to a resource. Needs `iam:ListPrincipalsWithAccess` on all accounts. */
  whoCan: PrincipalWithAccessConnection;
};


/** What can be read. Everything needs an access token. */
export type QueryAccountArgs = {
  email?: InputMaybe<Scalars['String']['input']>;
  externalId?: InputMaybe<Scalars['String']['input']>;
  id?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryAccountSecretsArgs = {
  accountId: Scalars['ID']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryAccountsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  sort?: InputMaybe<AccountSort>;
};


/** What can be read. Everything needs an access token. */
export type QueryEdgesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<EdgeFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryExplainArgs = {
  input: AuthorizationInput;
};


/** What can be read. Everything needs an access token. */
export type QueryGatewayRouteArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryGatewayRoutesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryGroupArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryGroupsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<GroupFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryGuardrailsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryIsAuthorizedArgs = {
  input: AuthorizationInput;
};


/** What can be read. Everything needs an access token. */
export type QueryIsAuthorizedBatchArgs = {
  input: AuthorizationBatchInput;
};


/** What can be read. Everything needs an access token. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryPoliciesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<PolicyFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryPolicyArgs = {
  id?: InputMaybe<Scalars['ID']['input']>;
  name?: InputMaybe<Scalars['String']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryRealmArgs = {
  slug: Scalars['String']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryRealmsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryResourceArgs = {
  name: Scalars['String']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryResourcePolicyArgs = {
  resource: Scalars['String']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryResourcesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<ResourceFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryRoleArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Everything needs an access token. */
export type QueryRolesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<RoleFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QuerySessionArgs = {
  id: Scalars['ID']['input'];
};


/** What can be read. Everything needs an access token. */
export type QuerySessionsArgs = {
  accountId?: InputMaybe<Scalars['ID']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QuerySimulateArgs = {
  input: SimulateInput;
};


/** What can be read. Everything needs an access token. */
export type QueryValidatePolicyArgs = {
  input: ValidatePolicyInput;
};


/** What can be read. Everything needs an access token. */
export type QueryWhatCanArgs = {
  principalId?: InputMaybe<Scalars['ID']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryWhatIfArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  draft: DraftInput;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** What can be read. Everything needs an access token. */
export type QueryWhoCanArgs = {
  action: Scalars['String']['input'];
  after?: InputMaybe<Scalars['String']['input']>;
  context?: InputMaybe<Scalars['Attributes']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  resource: Scalars['String']['input'];
};

/** Too many attempts. */
export type RateLimitedError = Error & {
  __typename?: 'RateLimitedError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
  /** When to try again. */
  retryAfterSeconds: Scalars['Int']['output'];
};

/** A tenant: its own database, keys and settings. */
export type Realm = Node & {
  __typename?: 'Realm';
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** What people call it. */
  name: Scalars['String']['output'];
  /** What its administrators may tune. */
  settings: RealmSettings;
  /** What X-Realm and paths name it by. Never changes. */
  slug: Scalars['String']['output'];
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Raised by every change; compared with `expectedVersion`. */
  version: Scalars['Int']['output'];
};

/** A page of realms. */
export type RealmConnection = {
  __typename?: 'RealmConnection';
  /** The page, in order. */
  edges: Array<RealmEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the realms of a page, and where it stands. */
export type RealmEdge = {
  __typename?: 'RealmEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Realm;
};

/** The realm `system` cannot be deleted. */
export type RealmProtectedError = Error & {
  __typename?: 'RealmProtectedError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** What a realm's administrators may tune. */
export type RealmSettings = {
  __typename?: 'RealmSettings';
  /** The AWS account, 12 digits, for which the realm stands: in trust and resource policies its ARNs name accounts (by external id or e-mail) and roles (by name). Counts for what is written from then on; null, the default, for none. */
  awsAccountId?: Maybe<Scalars['String']['output']>;
  /** Origins (`https://app.example.com`) whose pages may call this realm; none by default. */
  corsOrigins: Array<Scalars['String']['output']>;
  /** Rules for passwords, and how they are hashed. */
  passwords: PasswordSettings;
  /** How much there may be of policies. What is there already stays when a limit is lowered. */
  policies: PolicySettings;
  /** Attribute keys that an account may write about itself; none by default. */
  selfWritableAttributes: Array<Scalars['String']['output']>;
  /** What tokens hold, and how long they live. */
  tokens: TokenSettings;
};

/** Settings to change. What is left out stays as it is. */
export type RealmSettingsInput = {
  /** The AWS account, 12 digits, for which the realm stands: in trust and resource policies its ARNs name accounts (by external id or e-mail) and roles (by name). Counts for what is written from then on; null, the default, for none. */
  awsAccountId?: InputMaybe<Scalars['String']['input']>;
  /** Origins (`https://app.example.com`) whose pages may call this realm; none by default. */
  corsOrigins?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Rules for passwords, and how they are hashed. */
  passwords?: InputMaybe<PasswordSettingsInput>;
  /** How much there may be of policies. What is there already stays when a limit is lowered. */
  policies?: InputMaybe<PolicySettingsInput>;
  /** Attribute keys that an account may write about itself; none by default. */
  selfWritableAttributes?: InputMaybe<Array<Scalars['String']['input']>>;
  /** What tokens hold, and how long they live. */
  tokens?: InputMaybe<TokenSettingsInput>;
};

/** Another realm has that slug. */
export type RealmSlugTakenError = Error & {
  __typename?: 'RealmSlugTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
  /** The slug. */
  slug: Scalars['String']['output'];
};

/** Resources to register. */
export type RegisterResourcesInput = {
  /** At most 1000. */
  resources: Array<RegisteredResourceInput>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type RegisterResourcesResult = ForbiddenError | InvalidInputError | ResourcesRegistration;

/** A resource to register. */
export type RegisteredResourceInput = {
  /** What its application calls it, or its whole name (`rn:...`, `arn:...`). */
  id: Scalars['String']['input'];
  /** The account that it belongs to. */
  owner?: InputMaybe<Scalars['ID']['input']>;
  /** Up to 50 texts by key. */
  tags?: InputMaybe<Scalars['Attributes']['input']>;
  /** `order`, or `orders/order`: a kind of a service. */
  type: Scalars['String']['input'];
};

/** What an edge says of its subject and its object. */
export type Relation =
  /** The subject (account or group) holds the object (a role). */
  | 'ASSIGNED'
  /** The subject (account, group or role) has what the object (a policy) gives. */
  | 'ATTACHED'
  /** The subject (account or role) has nothing that the object (a policy) does not allow. */
  | 'BOUNDED'
  /** Whoever holds the subject (a role) holds the object (a role). */
  | 'INCLUDES'
  /** The subject (account or group) belongs to the object (a group). */
  | 'MEMBER';

/** Whom to remove from which group. */
export type RemoveGroupMembersInput = {
  /** The group. */
  groupId: Scalars['ID']['input'];
  /** Accounts and groups, at most 1000. */
  memberIds: Array<Scalars['ID']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type RemoveGroupMembersResult = ForbiddenError | GroupMembersChange | InvalidInputError | LastAdministratorError | NotFoundError;

/** Whose boundary to remove. */
export type RemovePermissionsBoundaryInput = {
  /** An account or a role. */
  targetId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type RemovePermissionsBoundaryResult = BuiltInRoleError | ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** Which resource is to have no policy. */
export type RemoveResourcePolicyInput = {
  /** The name of the resource. */
  resource: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type RemoveResourcePolicyResult = ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** Which role nobody is to assume any more. */
export type RemoveTrustPolicyInput = {
  /** The role. */
  roleId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type RemoveTrustPolicyResult = ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** A new password for an account. */
export type ResetPasswordInput = {
  /** The account. */
  accountId: Scalars['ID']['input'];
  /** Whether the next login must choose another password; true if left out. */
  mustChange?: InputMaybe<Scalars['Boolean']['input']>;
  /** The new password, by the realm's rules. */
  password: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type ResetPasswordResult = Account | AccountKindMismatchError | ForbiddenError | InvalidInputError | NotFoundError | PasswordPolicyError;

/** Something of an application that the realm knows by name, so that decisions know its tags and owner. */
export type Resource = {
  __typename?: 'Resource';
  /** When it was first registered. */
  createdAt: Scalars['DateTime']['output'];
  /** Its name in policies, unique in the realm: `rn:acme:orders:order/42`. */
  name: Scalars['String']['output'];
  /** The account that it belongs to; in conditions: `reeve:ResourceOwner`. */
  owner?: Maybe<Scalars['ID']['output']>;
  /** What its application calls it. */
  resourceId: Scalars['String']['output'];
  /** In conditions: `aws:ResourceTag/KEY`. */
  tags: Scalars['Attributes']['output'];
  /** `order`, or `orders/order`: a kind of a service. */
  type: Scalars['String']['output'];
  /** When it was last registered. */
  updatedAt: Scalars['DateTime']['output'];
};

/** A page of resources. */
export type ResourceConnection = {
  __typename?: 'ResourceConnection';
  /** The page, in order. */
  edges: Array<ResourceEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the resources of a page, and where it stands. */
export type ResourceEdge = {
  __typename?: 'ResourceEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Resource;
};

/** Which resources a list holds. */
export type ResourceFilter = {
  /** Names that start with this. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
  /** Those of this type. */
  type?: InputMaybe<Scalars['String']['input']>;
};

/** What became of one resource of a registration. */
export type ResourceRegistration = {
  __typename?: 'ResourceRegistration';
  /** Why it was refused. */
  error?: Maybe<Error>;
  /** The resource; null if it was refused. */
  resource?: Maybe<Resource>;
};

/** Which resources were forgotten. */
export type ResourcesDeregistration = {
  __typename?: 'ResourcesDeregistration';
  /** Of those that were registered. */
  names: Array<Scalars['String']['output']>;
};

/** What became of a registration. */
export type ResourcesRegistration = {
  __typename?: 'ResourcesRegistration';
  /** How many were registered. */
  registeredCount: Scalars['Int']['output'];
  /** One answer for each resource, in the order of the input. */
  results: Array<ResourceRegistration>;
};

/** Which secret to revoke. */
export type RevokeAccountSecretInput = {
  /** Whose it is. */
  accountId: Scalars['ID']['input'];
  /** The secret. */
  secretId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type RevokeAccountSecretResult = AccountSecret | ForbiddenError | InvalidInputError | NotFoundError;

/** Whose sessions to end. */
export type RevokeAllSessionsInput = {
  /** The account; the caller's own if left out. */
  accountId?: InputMaybe<Scalars['ID']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type RevokeAllSessionsResult = ForbiddenError | InvalidInputError | RevokedSessions;

/** Whose sessions to end. */
export type RevokeRoleSessionsInput = {
  /** The role. */
  roleId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type RevokeRoleSessionsResult = ForbiddenError | InvalidInputError | NotFoundError | RevokedRoleSessions;

/** Which session to end. */
export type RevokeSessionInput = {
  /** The session. */
  id: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type RevokeSessionResult = ForbiddenError | InvalidInputError | NotFoundError | Session;

/** All sessions of a role that had begun have ended. */
export type RevokedRoleSessions = {
  __typename?: 'RevokedRoleSessions';
  /** Sessions that began until then have ended; new ones may begin after it. */
  revokedAt: Scalars['DateTime']['output'];
  /** The role. */
  roleId: Scalars['ID']['output'];
};

/** What ended. */
export type RevokedSessions = {
  __typename?: 'RevokedSessions';
  /** How many sessions ended. */
  count: Scalars['Int']['output'];
};

/** What is assigned to accounts and groups. Whoever holds a role holds the roles that it includes. */
export type Role = Node & {
  __typename?: 'Role';
  /** The accounts and groups to which the role is assigned; accounts come first. */
  assignees: SubjectConnection;
  /** True for a role that Reeve made: it can be assigned, but not changed. */
  builtIn: Scalars['Boolean']['output'];
  /** When it was created. */
  createdAt: Scalars['DateTime']['output'];
  /** What it is for. */
  description?: Maybe<Scalars['String']['output']>;
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** The roles that the role includes. */
  includes: RoleConnection;
  /** Unique in its realm. */
  name: Scalars['String']['output'];
  /** The policy beyond which the role gives nothing; null if it has none. */
  permissionsBoundary?: Maybe<Policy>;
  /** The policies attached to the role directly, its inline policies too. */
  policies: PolicyConnection;
  /** Says who may assume the role; null if nobody may. */
  trustPolicy?: Maybe<Policy>;
  /** When it was last changed. */
  updatedAt: Scalars['DateTime']['output'];
  /** Raised by every change; compared with `expectedVersion`. */
  version: Scalars['Int']['output'];
};


/** What is assigned to accounts and groups. Whoever holds a role holds the roles that it includes. */
export type RoleAssigneesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};


/** What is assigned to accounts and groups. Whoever holds a role holds the roles that it includes. */
export type RoleIncludesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  transitive?: Scalars['Boolean']['input'];
};


/** What is assigned to accounts and groups. Whoever holds a role holds the roles that it includes. */
export type RolePoliciesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** A page of roles. */
export type RoleConnection = {
  __typename?: 'RoleConnection';
  /** The page, in order. */
  edges: Array<RoleEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** A role would include itself. */
export type RoleCycleError = Error & {
  __typename?: 'RoleCycleError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** The names of the roles on the way that would be closed. */
  path: Array<Scalars['String']['output']>;
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** One of the roles of a page, and where it stands. */
export type RoleEdge = {
  __typename?: 'RoleEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Role;
};

/** Which roles a list holds. */
export type RoleFilter = {
  /** Names that start with this. */
  namePrefix?: InputMaybe<Scalars['String']['input']>;
};

/** Another role of the realm has that name. */
export type RoleNameTakenError = Error & {
  __typename?: 'RoleNameTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** An account that acts as a role for a while: it has what the role has, and nothing of its own. */
export type RoleSession = {
  __typename?: 'RoleSession';
  /** The account that assumed the role. */
  accountId: Scalars['ID']['output'];
  /** When it ends by itself. */
  expiresAt: Scalars['DateTime']['output'];
  /** The name that was given to it. */
  name: Scalars['String']['output'];
  /** The session policy, beyond which it has nothing; null if it has none. */
  policy?: Maybe<Scalars['PolicyDocument']['output']>;
  /** Its name in policies: `rn:demo:iam:role-session/ROLEID/NAME`. */
  principal: Scalars['String']['output'];
  /** The role. */
  roleId: Scalars['ID']['output'];
  /** What it was tagged with. */
  tags: Array<SessionTag>;
};

/** The session policy and the tags are more than a token can carry. */
export type RoleSessionTooLargeError = Error & {
  __typename?: 'RoleSessionTooLargeError';
  /** How many bytes they have together. */
  bytes: Scalars['Int']['output'];
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** How many they may have. */
  limit: Scalars['Int']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Whose signing key to replace. */
export type RotateRealmKeysInput = {
  /** The realm, which must be the one that the request is for; it need not be repeated. */
  slug?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type RotateRealmKeysResult = ForbiddenError | InvalidInputError | SigningKey;

/** The realm has as many gateway routes as it may have. */
export type RouteLimitError = Error & {
  __typename?: 'RouteLimitError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Another route is for the same host, path and method. */
export type RouteTakenError = Error & {
  __typename?: 'RouteTakenError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** One login of one account on one device. */
export type Session = Node & {
  __typename?: 'Session';
  /** Who logged in. */
  account: Account;
  /** The address from which the login came. */
  clientAddress: Scalars['String']['output'];
  /** When it began. */
  createdAt: Scalars['DateTime']['output'];
  /** When it ends if it is not used. */
  expiresAt: Scalars['DateTime']['output'];
  /** A UUID, unique in its realm among things of every type. */
  id: Scalars['ID']['output'];
  /** When its tokens were last refreshed. */
  lastUsedAt: Scalars['DateTime']['output'];
  /** The scopes that the login asked for. */
  scope: Array<Scalars['String']['output']>;
  /** What the device says that it is. */
  userAgent?: Maybe<Scalars['String']['output']>;
};

/** A page of sessions. */
export type SessionConnection = {
  __typename?: 'SessionConnection';
  /** The page, in order. */
  edges: Array<SessionEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the sessions of a page, and where it stands. */
export type SessionEdge = {
  __typename?: 'SessionEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Session;
};

/** A tag of a role session; conditions see it as `aws:PrincipalTag/KEY`. */
export type SessionTag = {
  __typename?: 'SessionTag';
  /** Its key. */
  key: Scalars['String']['output'];
  /** Its value. */
  value: Scalars['String']['output'];
};

/** A tag of a role session. */
export type SessionTagInput = {
  /** Up to 128 characters; case does not tell keys apart. */
  key: Scalars['String']['input'];
  /** Up to 256 characters. */
  value: Scalars['String']['input'];
};

/** Which version is to count. */
export type SetDefaultPolicyVersionInput = {
  /** The number of the version. */
  number: Scalars['Int']['input'];
  /** The policy. */
  policyId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type SetDefaultPolicyVersionResult = BuiltInPolicyError | ForbiddenError | InvalidInputError | InvalidPolicyError | NotFoundError | Policy;

/** Which policy is to bound whom. */
export type SetPermissionsBoundaryInput = {
  /** A managed policy. */
  policyId: Scalars['ID']['input'];
  /** An account or a role. */
  targetId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type SetPermissionsBoundaryResult = BuiltInRoleError | ForbiddenError | InvalidInputError | NotFoundError | Policy;

/** The policy of a resource. */
export type SetResourcePolicyInput = {
  /** Names principals; Resource may be left out. */
  document: Scalars['PolicyDocument']['input'];
  /** The name of the resource, as questions name it; not one of the things of Reeve itself (`rn:REALM:iam:...`). */
  resource: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type SetResourcePolicyResult = ForbiddenError | InvalidInputError | InvalidPolicyError | Policy | PolicyLimitError;

/** Who may assume a role. */
export type SetTrustPolicyInput = {
  /** Names principals. */
  document: Scalars['PolicyDocument']['input'];
  /** The role. */
  roleId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type SetTrustPolicyResult = BuiltInRoleError | ForbiddenError | InvalidInputError | InvalidPolicyError | NotFoundError | Policy;

/** How a realm signs its tokens. */
export type SigningAlgorithm =
  /** ECDSA on P-256 with SHA-256. */
  | 'ES256'
  /** Ed25519. */
  | 'EdDSA'
  /** RSA with 2048 bits and SHA-256, which every client understands. */
  | 'RS256';

/** One of a realm's signing keys, without its private part. */
export type SigningKey = {
  __typename?: 'SigningKey';
  /** What it signs with. */
  algorithm: SigningAlgorithm;
  /** When it was made. */
  createdAt: Scalars['DateTime']['output'];
  /** When it stops to verify tokens; null for the key that signs. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The name by which tokens say that they were signed with it. */
  kid: Scalars['String']['output'];
};

/** Everything that is to decide, and what is asked. */
export type SimulateInput = {
  /** What is asked: at most 100 actions. */
  actions: Array<Scalars['String']['input']>;
  /** Every context key that conditions see, also who asks: `{"aws:username": "ann", "aws:PrincipalTag/team": "blue"}`. Nothing is added to it. */
  context?: InputMaybe<Scalars['Attributes']['input']>;
  /** Whether to tell all that was looked at; then at most 20 pairs. */
  explain?: InputMaybe<Scalars['Boolean']['input']>;
  /** Levels of guardrails; each must allow. At most 5. */
  guardrails?: InputMaybe<Array<SimulatedGuardrailLevelInput>>;
  /** What the principal has: up to 20 documents. */
  identityPolicies?: InputMaybe<Array<SimulatedPolicyInput>>;
  /** What bounds the principal. */
  permissionsBoundary?: InputMaybe<Scalars['PolicyDocument']['input']>;
  /** The name of who asks, as resource policies name it: `rn:demo:iam:account/ID` or an ARN. Nobody is looked up. */
  principal?: InputMaybe<Scalars['String']['input']>;
  /** The realm or AWS account that owns the resources, where it is not the principal's. */
  resourceAccount?: InputMaybe<Scalars['String']['input']>;
  /** The policy of the resources: it names principals. */
  resourcePolicy?: InputMaybe<Scalars['PolicyDocument']['input']>;
  /** On what: at most 100 names, and at most 1000 pairs of action and resource. */
  resources: Array<Scalars['String']['input']>;
  /** The policy of a role session. */
  sessionPolicy?: InputMaybe<Scalars['PolicyDocument']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type SimulateResult = ForbiddenError | InvalidInputError | InvalidPolicyError | Simulation;

/** The answer for one action on one resource. */
export type SimulatedDecision = {
  __typename?: 'SimulatedDecision';
  /** The action. */
  action: Scalars['String']['output'];
  /** The answer. */
  allowed: Scalars['Boolean']['output'];
  /** How it came to be. */
  decision: Verdict;
  /** Everything that was looked at, in turn; null unless `explain` was true. */
  layers?: Maybe<Array<LayerTrace>>;
  /** Every statement that applies. */
  matched: Array<MatchedStatement>;
  /** What would have to allow it, too; empty if it is allowed. */
  missing: Array<MissingAllow>;
  /** The resource. */
  resource: Scalars['String']['output'];
};

/** One level of guardrails: one of its policies must allow, and none deny. */
export type SimulatedGuardrailLevelInput = {
  /** The documents of the level. */
  policies: Array<SimulatedPolicyInput>;
};

/** A document to try. */
export type SimulatedPolicyInput = {
  /** The document. */
  document: Scalars['PolicyDocument']['input'];
  /** By which answers speak of it; `policy 0` and so on if left out. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** How documents decide that nobody has yet. */
export type Simulation = {
  __typename?: 'Simulation';
  /** Every action on every resource, resource by resource. */
  decisions: Array<SimulatedDecision>;
  /** What in the documents is legal and probably a mistake, by JSON pointer into the input: `/identityPolicies/0/document/Statement/0`. */
  warnings: Array<PolicyIssue>;
};

/** In which direction a list is ordered. */
export type SortDirection =
  /** Ascending. */
  | 'ASC'
  /** Descending. */
  | 'DESC';

/** Where a statement stands. */
export type StatementReference = {
  __typename?: 'StatementReference';
  /** `identityPolicies`, `permissionBoundaries`, `sessionPolicy` or `guardrails`. */
  layer: Scalars['String']['output'];
  /** Which of several guardrail levels or boundaries; 0 is the first. */
  level?: Maybe<Scalars['Int']['output']>;
  /** Whose policy it is: `group:ID`; `everybody` for what all accounts have. */
  origin?: Maybe<Scalars['String']['output']>;
  /** The name of its policy. */
  policy: Scalars['String']['output'];
  /** Its Sid, if it has one. */
  sid?: Maybe<Scalars['String']['output']>;
  /** Its place in the document; 0 is the first. */
  statement: Scalars['Int']['output'];
};

/** A statement, and why it applies or not. */
export type StatementTrace = {
  __typename?: 'StatementTrace';
  /** The action fits. */
  action: Scalars['Boolean']['output'];
  /** Everything that follows fits. */
  applies: Scalars['Boolean']['output'];
  /** All of them must hold. */
  conditions: Array<ConditionTrace>;
  /** `Allow` or `Deny`. */
  effect: Scalars['String']['output'];
  /** The Principal element fits, or there is none. */
  principal: Scalars['Boolean']['output'];
  /** The resource fits. */
  resource: Scalars['Boolean']['output'];
  /** Its Sid, if it has one. */
  sid?: Maybe<Scalars['String']['output']>;
  /** Its place in the document; 0 is the first. */
  statement: Scalars['Int']['output'];
};

/** What can belong to a group, and hold a role: an account or a group. */
export type Subject = Account | Group;

/** A page of accounts and groups. */
export type SubjectConnection = {
  __typename?: 'SubjectConnection';
  /** The page, in order. */
  edges: Array<SubjectEdge>;
  /** Where the page stands. */
  pageInfo: PageInfo;
};

/** One of the accounts and groups of a page, and where it stands. */
export type SubjectEdge = {
  __typename?: 'SubjectEdge';
  /** Where the edge stands: pass it as `after` to go on behind it. */
  cursor: Scalars['String']['output'];
  /** The thing at the end of the edge. */
  node: Subject;
};

/** What tokens hold, and how long they live. */
export type TokenSettings = {
  __typename?: 'TokenSettings';
  /** Life of an access token: 60 to 86400, 600 by default. */
  accessSeconds: Scalars['Int']['output'];
  /** `aud` of access tokens; the issuer if null. */
  audience?: Maybe<Scalars['String']['output']>;
  /** How long a session may last in all, from 300; 90 days by default. */
  refreshAbsoluteSeconds: Scalars['Int']['output'];
  /** How long a session may be idle, from 300; 30 days by default. */
  refreshIdleSeconds: Scalars['Int']['output'];
  /** How long a role session may last: 900 to 43200, 3600 by default. */
  roleSessionMaxSeconds: Scalars['Int']['output'];
  /** How tokens are signed; RS256 by default. */
  signingAlgorithm: SigningAlgorithm;
};

/** What tokens hold, and how long they live. */
export type TokenSettingsInput = {
  /** Life of an access token: 60 to 86400, 600 by default. */
  accessSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** `aud` of access tokens; the issuer if null. */
  audience?: InputMaybe<Scalars['String']['input']>;
  /** How long a session may last in all, from 300; 90 days by default. */
  refreshAbsoluteSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** How long a session may be idle, from 300; 30 days by default. */
  refreshIdleSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** How long a role session may last: 900 to 43200, 3600 by default. */
  roleSessionMaxSeconds?: InputMaybe<Scalars['Int']['input']>;
  /** How tokens are signed; RS256 by default. */
  signingAlgorithm?: InputMaybe<SigningAlgorithm>;
};

/** A SERVICE has at most two secrets. */
export type TooManySecretsError = Error & {
  __typename?: 'TooManySecretsError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** Which role to take from whom. */
export type UnassignRoleInput = {
  /** The role. */
  roleId: Scalars['ID']['input'];
  /** An account or a group. */
  subjectId: Scalars['ID']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type UnassignRoleResult = ForbiddenError | InvalidInputError | LastAdministratorError | NotFoundError | Role;

/** A change of an account. What is left out stays as it is. */
export type UpdateAccountInput = {
  /** Attributes to set; null for a key removes it, keys that are not named stay. */
  attributes?: InputMaybe<Scalars['Attributes']['input']>;
  /** The new e-mail address. */
  email?: InputMaybe<Scalars['String']['input']>;
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The new external id; null removes it. */
  externalId?: InputMaybe<Scalars['String']['input']>;
  /** The account. */
  id: Scalars['ID']['input'];
  /** The new name; null removes it. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdateAccountResult = Account | EmailTakenError | ExternalIdTakenError | ForbiddenError | InvalidInputError | NotFoundError | VersionConflictError;

/** A change of a gateway route. What is left out stays as it is. */
export type UpdateGatewayRouteInput = {
  /** What a request must be allowed, without wildcards: `orders:Read`. */
  action?: InputMaybe<Scalars['String']['input']>;
  /** The new description; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** `shop.example.com` or `*.example.com`, in lower case without a port; null for hosts that no route names. */
  host?: InputMaybe<Scalars['String']['input']>;
  /** The route. */
  id: Scalars['ID']['input'];
  /** In capitals; null for methods that no route of the same host and path names. */
  methods?: InputMaybe<Array<Scalars['String']['input']>>;
  /** Segments as they are after decoding; `{id}` takes one, at the end `{rest...}` takes one or more, `**` any or none. */
  path?: InputMaybe<Scalars['String']['input']>;
  /** True takes action and resource away; false needs them. */
  public?: InputMaybe<Scalars['Boolean']['input']>;
  /** A name of this realm, or an ARN, with variables of the path in its last part: `rn:acme:orders:order/{id}`. */
  resource?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdateGatewayRouteResult = ForbiddenError | GatewayRoute | InvalidInputError | NotFoundError | RouteTakenError | VersionConflictError;

/** A change of a group. What is left out stays as it is. */
export type UpdateGroupInput = {
  /** The new description; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The group. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdateGroupResult = ForbiddenError | Group | GroupNameTakenError | InvalidInputError | NotFoundError | VersionConflictError;

/** A change of a guardrail. What is left out stays as it is. */
export type UpdateGuardrailInput = {
  /** The new description; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** The new document. */
  document?: InputMaybe<Scalars['PolicyDocument']['input']>;
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The guardrail. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdateGuardrailResult = ForbiddenError | InvalidInputError | InvalidPolicyError | NotFoundError | Policy | PolicyNameTakenError | VersionConflictError;

/** A change of a policy. What is left out stays as it is; its document changes by versions. */
export type UpdatePolicyInput = {
  /** The new description; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The policy. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdatePolicyResult = BuiltInPolicyError | ForbiddenError | InvalidInputError | NotFoundError | Policy | PolicyNameTakenError | VersionConflictError;

/** A change of a realm. What is left out stays as it is. */
export type UpdateRealmInput = {
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
  /** Settings to change. */
  settings?: InputMaybe<RealmSettingsInput>;
  /** The realm. */
  slug: Scalars['String']['input'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdateRealmResult = ForbiddenError | InvalidInputError | NotFoundError | Realm | VersionConflictError;

/** A change of a role. What is left out stays as it is. */
export type UpdateRoleInput = {
  /** The new description; null removes it. */
  description?: InputMaybe<Scalars['String']['input']>;
  /** Change it only if this is its version. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** The role. */
  id: Scalars['ID']['input'];
  /** The new name. */
  name?: InputMaybe<Scalars['String']['input']>;
};

/** What came of it: the thing itself, or an error that says why not. */
export type UpdateRoleResult = BuiltInRoleError | ForbiddenError | InvalidInputError | NotFoundError | Role | RoleNameTakenError | VersionConflictError;

/** A document to check. */
export type ValidatePolicyInput = {
  /** The document. */
  document: Scalars['PolicyDocument']['input'];
  /** Where it is to stand. */
  kind?: PolicyKind;
};

/** How a question was decided. */
export type Verdict =
  /** Everything that must allow it does, and nothing denies it. */
  | 'ALLOWED'
  /** A Deny statement applies. */
  | 'EXPLICITLY_DENIED'
  /** Something that must allow it does not. */
  | 'IMPLICITLY_DENIED';

/** `expectedVersion` is not the stored version. Nothing was changed. */
export type VersionConflictError = Error & {
  __typename?: 'VersionConflictError';
  /** Stable and for programs: `EMAIL_TAKEN`. */
  code: Scalars['String']['output'];
  /** The stored version. */
  currentVersion: Scalars['Int']['output'];
  /** For people: what is wrong, and what to do. */
  message: Scalars['String']['output'];
  /** Names the request in the log of the server. */
  requestId: Scalars['String']['output'];
};

/** What came of it: the thing itself, or an error that says why not. */
export type WhatIfResult = AccessChangeConnection | ForbiddenError | InvalidInputError | InvalidPolicyError;

export type CreateRealmMutationVariables = Exact<{
  input: CreateRealmInput;
}>;


export type CreateRealmMutation = { __typename?: 'Mutation', createRealm:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'Realm', id: string, slug: string, name: string, version: number }
    | { __typename: 'RealmSlugTakenError', code: string, message: string }
   };

export type CreateAccountMutationVariables = Exact<{
  input: CreateAccountInput;
}>;


export type CreateAccountMutation = { __typename?: 'Mutation', createAccount:
    | { __typename: 'Account', id: string, email?: string | null, version: number }
    | { __typename: 'EmailTakenError', code: string, message: string }
    | { __typename: 'ExternalIdTakenError', code: string, message: string }
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'PasswordPolicyError', code: string, message: string }
   };

export type CreateGroupMutationVariables = Exact<{
  input: CreateGroupInput;
}>;


export type CreateGroupMutation = { __typename?: 'Mutation', createGroup:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'Group', id: string, name: string, version: number }
    | { __typename: 'GroupNameTakenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
   };

export type AddGroupMembersMutationVariables = Exact<{
  input: AddGroupMembersInput;
}>;


export type AddGroupMembersMutation = { __typename?: 'Mutation', addGroupMembers:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'GroupMembersChange', results: Array<{ __typename?: 'MemberChange', memberId: string, changed: boolean, error?:
          | { __typename?: 'AccountKindMismatchError', code: string, message: string }
          | { __typename?: 'BuiltInPolicyError', code: string, message: string }
          | { __typename?: 'BuiltInRoleError', code: string, message: string }
          | { __typename?: 'ConfirmationMismatchError', code: string, message: string }
          | { __typename?: 'DefaultVersionError', code: string, message: string }
          | { __typename?: 'EmailTakenError', code: string, message: string }
          | { __typename?: 'ExternalIdTakenError', code: string, message: string }
          | { __typename?: 'ForbiddenError', code: string, message: string }
          | { __typename?: 'GroupCycleError', code: string, message: string }
          | { __typename?: 'GroupNameTakenError', code: string, message: string }
          | { __typename?: 'ImportHashTooCostlyError', code: string, message: string }
          | { __typename?: 'ImportHashUnknownError', code: string, message: string }
          | { __typename?: 'InvalidCredentialsError', code: string, message: string }
          | { __typename?: 'InvalidInputError', code: string, message: string }
          | { __typename?: 'InvalidPolicyError', code: string, message: string }
          | { __typename?: 'LastAdministratorError', code: string, message: string }
          | { __typename?: 'NotFoundError', code: string, message: string }
          | { __typename?: 'PasswordPolicyError', code: string, message: string }
          | { __typename?: 'PolicyAttachedError', code: string, message: string }
          | { __typename?: 'PolicyLimitError', code: string, message: string }
          | { __typename?: 'PolicyNameTakenError', code: string, message: string }
          | { __typename?: 'RateLimitedError', code: string, message: string }
          | { __typename?: 'RealmProtectedError', code: string, message: string }
          | { __typename?: 'RealmSlugTakenError', code: string, message: string }
          | { __typename?: 'RoleCycleError', code: string, message: string }
          | { __typename?: 'RoleNameTakenError', code: string, message: string }
          | { __typename?: 'RoleSessionTooLargeError', code: string, message: string }
          | { __typename?: 'RouteLimitError', code: string, message: string }
          | { __typename?: 'RouteTakenError', code: string, message: string }
          | { __typename?: 'TooManySecretsError', code: string, message: string }
          | { __typename?: 'VersionConflictError', code: string, message: string }
         | null }> }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type RemoveGroupMembersMutationVariables = Exact<{
  input: RemoveGroupMembersInput;
}>;


export type RemoveGroupMembersMutation = { __typename?: 'Mutation', removeGroupMembers:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'GroupMembersChange', results: Array<{ __typename?: 'MemberChange', memberId: string, changed: boolean }> }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'LastAdministratorError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
   };

export type CreateRoleMutationVariables = Exact<{
  input: CreateRoleInput;
}>;


export type CreateRoleMutation = { __typename?: 'Mutation', createRole:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'Role', id: string, name: string, version: number }
    | { __typename: 'RoleNameTakenError', code: string, message: string }
   };

export type AssignRoleMutationVariables = Exact<{
  input: AssignRoleInput;
}>;


export type AssignRoleMutation = { __typename?: 'Mutation', assignRole:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'Role', id: string, name: string }
   };

export type UnassignRoleMutationVariables = Exact<{
  input: UnassignRoleInput;
}>;


export type UnassignRoleMutation = { __typename?: 'Mutation', unassignRole:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'LastAdministratorError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'Role', id: string, name: string }
   };

export type IncludeRoleMutationVariables = Exact<{
  input: IncludeRoleInput;
}>;


export type IncludeRoleMutation = { __typename?: 'Mutation', includeRole:
    | { __typename: 'ForbiddenError', code: string, message: string }
    | { __typename: 'InvalidInputError', code: string, message: string }
    | { __typename: 'NotFoundError', code: string, message: string }
    | { __typename: 'Role', id: string, name: string }
    | { __typename: 'RoleCycleError', code: string, message: string, path: Array<string> }
   };

export type AccountsWithRelationsQueryVariables = Exact<{
  first?: InputMaybe<Scalars['Int']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<AccountFilter>;
  sort?: InputMaybe<AccountSort>;
  each?: InputMaybe<Scalars['Int']['input']>;
}>;


export type AccountsWithRelationsQuery = { __typename?: 'Query', accounts: { __typename?: 'AccountConnection', totalCount?: number | null, edges: Array<{ __typename?: 'AccountEdge', cursor: string, node: { __typename?: 'Account', id: string, email?: string | null, groups: { __typename?: 'GroupConnection', edges: Array<{ __typename?: 'GroupEdge', cursor: string, node: { __typename?: 'Group', id: string, name: string } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, endCursor?: string | null } }, roles: { __typename?: 'RoleConnection', edges: Array<{ __typename?: 'RoleEdge', node: { __typename?: 'Role', id: string, name: string } }> }, sessions: { __typename?: 'SessionConnection', edges: Array<{ __typename?: 'SessionEdge', node: { __typename?: 'Session', id: string, clientAddress: string } }> } } }>, pageInfo: { __typename?: 'PageInfo', hasNextPage: boolean, hasPreviousPage: boolean, startCursor?: string | null, endCursor?: string | null } } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { __typename?: 'Query', viewer?: { __typename?: 'Account', id: string, email?: string | null, groups: { __typename?: 'GroupConnection', edges: Array<{ __typename?: 'GroupEdge', node: { __typename?: 'Group', name: string } }> }, roles: { __typename?: 'RoleConnection', edges: Array<{ __typename?: 'RoleEdge', node: { __typename?: 'Role', name: string } }> }, sessions: { __typename?: 'SessionConnection', edges: Array<{ __typename?: 'SessionEdge', node: { __typename?: 'Session', id: string } }> } } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const CreateRealmDocument = new TypedDocumentString(`
    mutation CreateRealm($input: CreateRealmInput!) {
  createRealm(input: $input) {
    __typename
    ... on Realm {
      id
      slug
      name
      version
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateRealmMutation, CreateRealmMutationVariables>;
export const CreateAccountDocument = new TypedDocumentString(`
    mutation CreateAccount($input: CreateAccountInput!) {
  createAccount(input: $input) {
    __typename
    ... on Account {
      id
      email
      version
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateAccountMutation, CreateAccountMutationVariables>;
export const CreateGroupDocument = new TypedDocumentString(`
    mutation CreateGroup($input: CreateGroupInput!) {
  createGroup(input: $input) {
    __typename
    ... on Group {
      id
      name
      version
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateGroupMutation, CreateGroupMutationVariables>;
export const AddGroupMembersDocument = new TypedDocumentString(`
    mutation AddGroupMembers($input: AddGroupMembersInput!) {
  addGroupMembers(input: $input) {
    __typename
    ... on GroupMembersChange {
      results {
        memberId
        changed
        error {
          code
          message
        }
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<AddGroupMembersMutation, AddGroupMembersMutationVariables>;
export const RemoveGroupMembersDocument = new TypedDocumentString(`
    mutation RemoveGroupMembers($input: RemoveGroupMembersInput!) {
  removeGroupMembers(input: $input) {
    __typename
    ... on GroupMembersChange {
      results {
        memberId
        changed
      }
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RemoveGroupMembersMutation, RemoveGroupMembersMutationVariables>;
export const CreateRoleDocument = new TypedDocumentString(`
    mutation CreateRole($input: CreateRoleInput!) {
  createRole(input: $input) {
    __typename
    ... on Role {
      id
      name
      version
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<CreateRoleMutation, CreateRoleMutationVariables>;
export const AssignRoleDocument = new TypedDocumentString(`
    mutation AssignRole($input: AssignRoleInput!) {
  assignRole(input: $input) {
    __typename
    ... on Role {
      id
      name
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<AssignRoleMutation, AssignRoleMutationVariables>;
export const UnassignRoleDocument = new TypedDocumentString(`
    mutation UnassignRole($input: UnassignRoleInput!) {
  unassignRole(input: $input) {
    __typename
    ... on Role {
      id
      name
    }
    ... on Error {
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<UnassignRoleMutation, UnassignRoleMutationVariables>;
export const IncludeRoleDocument = new TypedDocumentString(`
    mutation IncludeRole($input: IncludeRoleInput!) {
  includeRole(input: $input) {
    __typename
    ... on Role {
      id
      name
    }
    ... on Error {
      code
      message
    }
    ... on RoleCycleError {
      path
    }
  }
}
    `) as unknown as TypedDocumentString<IncludeRoleMutation, IncludeRoleMutationVariables>;
export const AccountsWithRelationsDocument = new TypedDocumentString(`
    query AccountsWithRelations($first: Int, $after: String, $filter: AccountFilter, $sort: AccountSort, $each: Int) {
  accounts(first: $first, after: $after, filter: $filter, sort: $sort) {
    edges {
      cursor
      node {
        id
        email
        groups(first: $each) {
          edges {
            cursor
            node {
              id
              name
            }
          }
          pageInfo {
            hasNextPage
            endCursor
          }
        }
        roles(first: $each) {
          edges {
            node {
              id
              name
            }
          }
        }
        sessions(first: $each) {
          edges {
            node {
              id
              clientAddress
            }
          }
        }
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    totalCount
  }
}
    `) as unknown as TypedDocumentString<AccountsWithRelationsQuery, AccountsWithRelationsQueryVariables>;
export const ViewerDocument = new TypedDocumentString(`
    query Viewer {
  viewer {
    id
    email
    groups {
      edges {
        node {
          name
        }
      }
    }
    roles {
      edges {
        node {
          name
        }
      }
    }
    sessions {
      edges {
        node {
          id
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ViewerQuery, ViewerQueryVariables>;