// What the package exports as `reeve/decision`: the one list of names that others may depend on.
export { decide } from './decide.js';
export type { Decision, DecisionInput, GuardrailLevel, PolicySource } from './decide.js';
export { explain } from './explain.js';
export type { ConditionTrace, Explanation, LayerTrace, PolicyTrace, StatementTrace } from './explain.js';
export { parsePrincipal } from './principal.js';
export type { Principal } from './principal.js';
export { coverage, uncovered } from './covers.js';
export type { ActorPolicies, Uncovered } from './covers.js';
export { possibleAccess } from './possible-access.js';
export type {
  AccessPattern,
  PatternCondition,
  PatternSet,
  PossibleAccess,
  PossibleAccessInput,
  PossibleAccessOptions,
  PossibleDeny,
  StatementReference,
} from './possible-access.js';
export { canAllow, givenOnResource, liftedDenies, narrowedTo, swayedBy } from './transfer.js';
export type { Swayed } from './transfer.js';
export { compilePolicy, CompiledPolicy } from './policy.js';
export type { PolicyUse } from './policy.js';
export { PolicySet } from './policy-set.js';
export { PreparedRequest } from './request.js';
export type { DecisionRequest, KnownContext } from './request.js';
export { canonicalKey, readContext } from './context.js';
export type { ContextValue, ContextValues, RequestContext } from './context.js';
export { policySize, validatePolicy } from './validate.js';
export type { PolicyKind, ValidateOptions, Validation } from './validate.js';
export {
  DENIES_SOME,
  EVERYBODY,
  IDENTITY_KEYS,
  mentionedKeys,
  namedPrincipals,
  PRINCIPAL_TAGS,
} from './mentions.js';
export { allowedTo, deniedInParticular, deniesOf, lookAtWhoAsks, spokenTo } from './spoken-to.js';
export type { Hearer } from './spoken-to.js';
export { awsNames, translatePrincipals } from './translate-principals.js';
export type { AwsName } from './translate-principals.js';
export { policySchema } from './policy-schema.js';
export { DecisionRequestError, PolicyDocumentError } from './errors.js';
export type { PolicyIssue } from './errors.js';
export type { Missing, Verdict } from './conclude.js';
export type { LayerName, MatchedStatement } from './layers.js';
export type { NamedDocument, PolicyDocument, StatementElement } from './document.js';
