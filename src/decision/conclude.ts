import type { LayerName, LayerResult } from './layers.js';
import type { PreparedRequest } from './request.js';

export type Verdict = 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';

/** Something that would have to allow the request, and does not. */
export interface Missing {
  /** The layer that is silent; `identityOrResourcePolicy` when either of the two would do. */
  readonly layer: LayerName | 'identityOrResourcePolicy';
  /** For guardrails and boundaries, which of several. */
  readonly level?: number;
  /** For people. */
  readonly reason: string;
}

export interface Conclusion {
  readonly decision: Verdict;
  /** Empty when allowed. For an explicit deny: what would be missing without it. */
  readonly missing: readonly Missing[];
}

/**
 * Brings the layers' answers together, in AWS's order: an explicit deny wins; every level of guardrails must
 * allow; identity or resource policy must allow (both, across accounts); boundary and session policy must
 * allow too, unless a resource policy of the same account names the principal itself, or everybody.
 */
export function conclude(request: PreparedRequest, results: readonly LayerResult[]): Conclusion {
  let denies = false;
  let identityAllows = false;
  let grant: LayerResult['grant'];
  let isDirect = false;
  for (const result of results) {
    if (result.denies) denies = true;
    if (result.layer.name === 'resourcePolicy') ({ grant, isDirect } = result);
    else if (result.layer.name === 'identityPolicies') identityAllows = result.allows;
  }
  const missing = [
    ...missingGuardrails(results),
    ...missingGrant(request, grant, identityAllows),
    ...(isDirect && isSameAccount(request) ? [] : missingLimits(results)),
  ];
  if (denies) return { decision: 'ExplicitlyDenied', missing };
  return { decision: missing.length === 0 ? 'Allowed' : 'ImplicitlyDenied', missing };
}

function missingGuardrails(results: readonly LayerResult[]): readonly Missing[] {
  return results
    .filter(({ layer, allows }) => layer.name === 'guardrails' && !allows)
    .map(({ layer }) => silent(layer.name, layer.level, 'No policy of this level of guardrails allows it.'));
}

function missingLimits(results: readonly LayerResult[]): readonly Missing[] {
  return results
    .filter(({ layer, allows }) => !allows && LIMITS.has(layer.name))
    .map(({ layer }) => {
      const what = layer.name === 'sessionPolicy' ? 'session policy' : 'boundary';
      return silent(layer.name, layer.level, `The ${what} does not allow it.`);
    });
}

const LIMITS: ReadonlySet<LayerName> = new Set(['permissionBoundaries', 'sessionPolicy']);

function missingGrant(
  request: PreparedRequest,
  grant: LayerResult['grant'],
  identityAllows: boolean,
): readonly Missing[] {
  const { kind } = request.principal;
  if (kind === 'anonymous' || kind === 'service' || grant === 'outside') {
    // No identity policies stand behind these: the resource policy alone decides.
    if (grant !== undefined) return [];
    return [silent('resourcePolicy', undefined, 'The resource policy does not allow this principal.')];
  }
  if (!isSameAccount(request)) {
    const identity = identityAllows
      ? []
      : [
          silent(
            'identityPolicies',
            undefined,
            'The resource is in another account: its own must allow it too.',
          ),
        ];
    const resource =
      grant !== undefined
        ? []
        : [
            silent(
              'resourcePolicy',
              undefined,
              'The resource is in another account: its policy must allow it.',
            ),
          ];
    return [...identity, ...resource];
  }
  if (grant !== undefined && grant !== 'account') return [];
  if (needsResourcePolicy(request)) {
    const identity =
      identityAllows || grant === undefined
        ? []
        : [
            silent(
              'identityPolicies',
              undefined,
              'The policy only delegates to identity policies; none allows it.',
            ),
          ];
    const resource =
      grant !== undefined
        ? []
        : [
            silent(
              'resourcePolicy',
              undefined,
              'A role or key trusts nobody whom its own policy does not allow.',
            ),
          ];
    return [...identity, ...resource];
  }
  if (identityAllows) return [];
  return [silent('identityOrResourcePolicy', undefined, 'No identity or resource policy allows it.')];
}

function silent(layer: Missing['layer'], level: number | undefined, reason: string): Missing {
  return { layer, ...(level === undefined ? {} : { level }), reason };
}

/** The resource is the principal's own account's, unless the request says otherwise. */
function isSameAccount({ principal, resourceAccount }: PreparedRequest): boolean {
  return resourceAccount === undefined || resourceAccount === principal.account;
}

const ROLE = /^(?:arn:[^:]*:iam::[^:]*:role\/|rn:[^:]*:iam:role\/)/;
const KMS_KEY = /^arn:[^:]*:kms:[^:]*:[^:]*:key\//;

/** Roles (when assumed) and KMS keys do not trust the identity policies of their own account by themselves. */
function needsResourcePolicy({ actionLower, resource }: PreparedRequest): boolean {
  if (actionLower.startsWith('sts:') || actionLower === 'iam:assumerole') return ROLE.test(resource.text);
  return actionLower.startsWith('kms:') && KMS_KEY.test(resource.text);
}
