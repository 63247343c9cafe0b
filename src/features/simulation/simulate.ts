import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  compilePolicy,
  decide,
  explain,
  PreparedRequest,
  type CompiledPolicy,
  type Decision,
  type DecisionInput,
  type LayerTrace,
  type PolicyIssue,
  type PolicyKind,
} from '../../decision/public.js';
import { InvalidInputError } from '../../kernel/errors.js';
import type { Realm } from '../../realms/realm.js';
import { InvalidPolicyError } from '../policies/policy.errors.js';
import { examineDocument, type Limits } from '../policies/policy-document.js';
import { MAX_EXPLAINED, MAX_PAIRS, type SimulateInput } from './simulation.input.js';

/** The answer for one action on one resource. */
export interface SimulatedDecision extends Decision {
  readonly action: string;
  readonly resource: string;
  /** Where explanations were asked for: everything that was looked at. */
  readonly layers?: readonly LayerTrace[] | undefined;
}

export interface Simulation {
  /** Every action on every resource, resource by resource. */
  readonly decisions: readonly SimulatedDecision[];
  /** What is legal in the documents and probably a mistake, by JSON pointer into the input. */
  readonly warnings: readonly PolicyIssue[];
}

/** Each question may have to look at each pattern. */
const MAX_LOOKS = 500_000;
/** Other requests are served after so many looks. */
const TURN = 20_000;

/**
 * Decides with the documents and the context of the input and with nothing else: nothing stored is looked at.
 *
 * @throws InvalidPolicyError, its pointers beginning at the input; InvalidInputError, DecisionRequestError
 */
export async function simulateDocuments(
  realm: Pick<Realm, 'slug' | 'settings'>,
  input: SimulateInput,
): Promise<Simulation> {
  const { actions, resources } = input;
  const pairs = actions.length * resources.length;
  const most = input.explain === true ? MAX_EXPLAINED : MAX_PAIRS;
  if (pairs > most) throw tooMany(`must be at most ${most} pairs of action and resource`);
  const documents = createDocuments(realm.settings);
  const layers = layersOf(documents, input);
  if (documents.errors.length > 0) throw new InvalidPolicyError(documents.errors);
  const patterns = documents.patterns();
  if (pairs * patterns > MAX_LOOKS) {
    throw tooMany(
      `has ${pairs} pairs of action and resource for documents of ${patterns} patterns: pairs times patterns must be at most ${MAX_LOOKS}`,
    );
  }
  const ask = input.explain === true ? explain : decide;
  const pairsPerTurn = Math.max(1, Math.floor(TURN / Math.max(1, patterns)));
  const decisions: SimulatedDecision[] = [];
  for (const resource of resources) {
    for (const action of actions) {
      const request = new PreparedRequest({
        principal: input.principal ?? `rn:${realm.slug}:iam:account/simulated`,
        action,
        resource,
        resourceAccount: input.resourceAccount,
        context: input.context,
      });
      decisions.push({ ...ask({ ...layers, request }), action, resource });
      if (decisions.length % pairsPerTurn === 0) await nextTurn();
    }
  }
  return { decisions, warnings: documents.warnings };
}

function tooMany(message: string): InvalidInputError {
  return new InvalidInputError([{ path: ['input', 'actions'], message }]);
}

interface Documents {
  readonly errors: readonly PolicyIssue[];
  readonly warnings: readonly PolicyIssue[];
  /** How many entries of actions, resources and values of conditions there are. */
  patterns(): number;
  /** Examines and compiles one; undefined if it is not valid. */
  read(document: unknown, name: string, kind: PolicyKind, pointer: string): CompiledPolicy | undefined;
}

function patternsOf({ actions, resources, conditions }: CompiledPolicy['statements'][number]): number {
  const values = conditions.reduce((sum, condition) => sum + condition.values.length, 0);
  return actions.length + (resources?.length ?? 0) + values;
}

/** Reads all documents before it complains, so that one answer holds all that is wrong. */
function createDocuments(settings: Limits): Documents {
  const errors: PolicyIssue[] = [];
  const warnings: PolicyIssue[] = [];
  let patterns = 0;
  return {
    errors,
    warnings,
    patterns: () => patterns,
    read(document, name, kind, pointer) {
      const examined = examineDocument(document, kind, settings);
      const placed = (issue: PolicyIssue): PolicyIssue => ({ ...issue, pointer: pointer + issue.pointer });
      warnings.push(...examined.warnings.map(placed));
      errors.push(...examined.errors.map(placed));
      if (examined.errors.length > 0) return undefined;
      const policy = compilePolicy({ name, document }, kind === 'resource' ? 'resource' : 'identity');
      patterns += policy.statements.reduce((sum, statement) => sum + patternsOf(statement), 0);
      return policy;
    },
  };
}

function layersOf(documents: Documents, input: SimulateInput): Omit<DecisionInput, 'request'> {
  const one = (
    document: unknown,
    kind: PolicyKind,
    field: 'permissionsBoundary' | 'sessionPolicy' | 'resourcePolicy',
  ): readonly CompiledPolicy[] => {
    if (document === undefined || document === null) return [];
    return [documents.read(document, field, kind, `/${field}`) ?? []].flat();
  };
  const many = (
    given: SimulateInput['identityPolicies'],
    kind: PolicyKind,
    pointer: string,
  ): readonly CompiledPolicy[] =>
    (given ?? []).flatMap(
      ({ name, document }, at) =>
        documents.read(document, name ?? `policy ${at}`, kind, `${pointer}/${at}/document`) ?? [],
    );
  return {
    identityPolicies: many(input.identityPolicies, 'identity', '/identityPolicies'),
    permissionBoundaries: one(input.permissionsBoundary, 'boundary', 'permissionsBoundary'),
    sessionPolicy: one(input.sessionPolicy, 'session', 'sessionPolicy')[0],
    resourcePolicy: one(input.resourcePolicy, 'resource', 'resourcePolicy')[0],
    guardrails: (input.guardrails ?? []).map(({ policies }, level) => ({
      applies: 'principal',
      policies: many(policies, 'guardrail', `/guardrails/${level}/policies`),
    })),
  };
}
