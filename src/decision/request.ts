import { readContext } from './context.js';
import type { ContextValues, RequestContext } from './context.js';
import { DecisionRequestError } from './errors.js';
import { parsePrincipal } from './principal.js';
import type { Principal } from './principal.js';
import { ResourceName } from './resource.js';

/** "May this principal do this action on this resource, in this context?" */
export interface DecisionRequest {
  /**
   * `arn:aws:iam::123456789012:user/ann`, `arn:aws:sts::123456789012:assumed-role/ops/session`,
   * `rn:acme:iam:account/ID`, `rn:acme:iam:role/ID`, `rn:acme:iam:role-session/ID/name`,
   * `lambda.amazonaws.com`, any other name; null for anonymous.
   */
  readonly principal: string | null;
  /** `service:Action`; case does not matter. */
  readonly action: string;
  readonly resource: string;
  /** The AWS account or realm that owns the resource, where it is not the principal's. */
  readonly resourceAccount?: string | null | undefined;
  readonly context?: RequestContext | null | undefined;
}

/** Context values that do not come with the request. */
export interface KnownContext {
  /** These hold whatever the request's context says: who asks, as it is known for sure. */
  readonly facts: ContextValues;
  /** These hold where the request's context says nothing. */
  readonly defaults: ContextValues;
}

/** A request that has been read; prepare it once to ask several sets of policies. */
export class PreparedRequest {
  readonly principal: Principal;
  /** As asked. */
  readonly action: string;
  readonly actionLower: string;
  readonly resource: ResourceName;
  readonly resourceAccount: string | undefined;
  readonly context: ContextValues;

  /**
   * @param known context values from elsewhere
   * @throws DecisionRequestError
   */
  constructor(request: DecisionRequest, known?: KnownContext) {
    // Callers in plain JavaScript can pass anything; a name that is no string must not be compared.
    if (!isPlain(request)) throw new DecisionRequestError('/request', 'must be an object');
    const given: Readonly<Record<keyof DecisionRequest, unknown>> = request as Required<DecisionRequest>;
    const { principal, action, resource, resourceAccount, context } = given;
    if (principal !== null && (typeof principal !== 'string' || principal === '')) {
      throw new DecisionRequestError('/request/principal', 'must be a name, or null for anonymous');
    }
    if (typeof action !== 'string' || action === '') {
      throw new DecisionRequestError('/request/action', 'must be an action such as "orders:Read"');
    }
    if (typeof resource !== 'string' || resource === '') {
      throw new DecisionRequestError('/request/resource', 'must be the name of a resource');
    }
    if (resourceAccount !== undefined && resourceAccount !== null && typeof resourceAccount !== 'string') {
      throw new DecisionRequestError('/request/resourceAccount', 'must be an account id or a realm');
    }
    if (context !== undefined && context !== null && !isPlain(context)) {
      throw new DecisionRequestError('/request/context', 'must be an object');
    }
    this.principal = parsePrincipal(principal);
    this.action = action;
    this.actionLower = action.toLowerCase();
    this.resource = new ResourceName(resource);
    this.resourceAccount = resourceAccount ?? undefined;
    const values = readContext(request.context ?? undefined);
    this.context =
      known === undefined
        ? values
        : { get: (key) => known.facts.get(key) ?? values.get(key) ?? known.defaults.get(key) };
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
