import type { Effect } from './document.js';
import type { Principal, PrincipalMatch } from './principal.js';
import type { PolicySet } from './policy-set.js';
import type { PreparedRequest } from './request.js';
import { statementMatches } from './statement.js';
import type { PrincipalRule, Statement } from './statement.js';

export type LayerName =
  'guardrails' | 'identityPolicies' | 'resourcePolicy' | 'permissionBoundaries' | 'sessionPolicy';

/** One thing that is asked as a whole: all identity policies, one level of guardrails, one boundary. */
export interface Layer {
  readonly name: LayerName;
  /** For guardrails and boundaries, which of several: 0 is the first given. */
  readonly level: number | undefined;
  /** For guardrails. */
  readonly applies: 'principal' | 'resource' | undefined;
  readonly sets: readonly PolicySet[];
}

/** A statement that applies to the request. */
export interface MatchedStatement {
  readonly layer: LayerName;
  readonly level?: number;
  /** The name that the policy was given with. */
  readonly policy: string;
  /** Whose policy it is, where the set says. */
  readonly origin?: string;
  /** Where in its document: 0 is the first. */
  readonly statement: number;
  readonly sid?: string;
  readonly effect: Effect;
}

/** What one layer says. */
export interface LayerResult {
  readonly layer: Layer;
  readonly denies: boolean;
  readonly allows: boolean;
  /** For the resource policy: the strongest way in which an Allow names the principal. */
  readonly grant: PrincipalMatch | undefined;
  /** Whether some Allow names the principal so directly that a silent boundary or session policy does not matter. */
  readonly isDirect: boolean;
}

const STRENGTH: Readonly<Record<PrincipalMatch, number>> = {
  account: 0,
  limited: 1,
  everybody: 2,
  outside: 3,
  itself: 4,
};
/** Ways of naming that the silence of a boundary or a session policy does not limit. */
const DIRECT: ReadonlySet<PrincipalMatch> = new Set(['itself', 'everybody']);

/** Asks one layer; appends what matched to `matched`, in the order of the documents. */
export function askLayer(
  layer: Layer,
  request: PreparedRequest,
  bounded: boolean,
  matched: MatchedStatement[],
): LayerResult {
  const rule: PrincipalRule = { required: layer.name === 'resourcePolicy', bounded };
  let denies = false;
  let allows = false;
  let grant: PrincipalMatch | undefined;
  let isDirect = false;
  for (const set of layer.sets) {
    let within: boolean | undefined;
    for (const statement of set.candidates(request)) {
      const match = statementMatches(statement, request, rule);
      if (match === undefined) continue;
      if (statement.effect === 'Allow' && set.limits.length > 0) {
        within ??= isWithin(set, request);
        if (!within) continue;
      }
      matched.push(describe(layer, set.origin, statement));
      if (statement.effect === 'Deny') {
        denies = true;
        continue;
      }
      allows = true;
      if (grant === undefined || STRENGTH[match] > STRENGTH[grant]) grant = match;
      if (DIRECT.has(match)) isDirect = true;
    }
  }
  return { layer, denies, allows, grant, isDirect };
}

/** Whether each limit of the set allows the request, and none denies it. */
export function isWithin(set: PolicySet, request: PreparedRequest): boolean {
  return set.limits.every((limit) => {
    const effects = limit
      .candidates(request)
      .filter((statement) => statementMatches(statement, request, NO_PRINCIPAL) !== undefined)
      .map(({ effect }) => effect);
    return effects.includes('Allow') && !effects.includes('Deny');
  });
}

const NO_PRINCIPAL: PrincipalRule = { required: false, bounded: false };

function describe(layer: Layer, origin: string | undefined, statement: Statement): MatchedStatement {
  const { policy, index, sid, effect } = statement;
  const matched: { -readonly [K in keyof MatchedStatement]: MatchedStatement[K] } = {
    layer: layer.name,
    policy,
    statement: index,
    effect,
  };
  if (layer.level !== undefined) matched.level = layer.level;
  if (origin !== undefined) matched.origin = origin;
  if (sid !== undefined) matched.sid = sid;
  return matched;
}

/**
 * Whether a layer is asked. Guardrails over principals are for principals of the house: not for strangers, nor for AWS
 * services. The roles of AWS services, in a path that AWS reserves for them, are bound by no guardrail at all.
 */
export function layerApplies({ name, applies }: Layer, principal: Principal): boolean {
  if (name !== 'guardrails') return true;
  if (principal.kind === 'role') return !SERVICE_LINKED_ROLE.test(principal.name ?? '');
  return applies !== 'principal' || (principal.kind !== 'anonymous' && principal.kind !== 'service');
}

const SERVICE_LINKED_ROLE = /^arn:[^:]*:iam::[^:]*:role\/aws-service-role\//;
