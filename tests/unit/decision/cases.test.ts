import { describe, expect, test } from '@jest/globals';
import { uncovered } from '../../../src/decision/covers.js';
import { decide } from '../../../src/decision/decide.js';
import type { DecisionInput } from '../../../src/decision/decide.js';
import type { ConditionElement, StatementElement } from '../../../src/decision/document.js';
import { DecisionRequestError, PolicyDocumentError } from '../../../src/decision/errors.js';
import type { PolicyIssue } from '../../../src/decision/errors.js';
import { explain } from '../../../src/decision/explain.js';
import { compilePolicy } from '../../../src/decision/policy.js';
import type { PolicyUse } from '../../../src/decision/policy.js';
import { PolicySet } from '../../../src/decision/policy-set.js';
import type { DecisionRequest } from '../../../src/decision/request.js';
import type { RequestContext } from '../../../src/decision/context.js';
import { validatePolicy } from '../../../src/decision/validate.js';
import type { PolicyKind } from '../../../src/decision/validate.js';
import { readFile } from './case-files.js';

const ANN = 'arn:aws:iam::111111111111:user/ann';
const EVERYTHING = {
  name: 'everything',
  document: { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
};

/** Asks `decide`, and holds what must be so for every question: `explain` agrees, an index changes nothing. */
function ask(input: DecisionInput) {
  const answer = decide(input);
  const { layers, ...explained } = explain(input);
  expect(explained).toEqual(answer);
  const applying = layers
    .filter(({ says }) => says !== 'not asked')
    .flatMap((layer) => layer.policies.flatMap(({ statements }) => statements))
    .filter(({ applies }) => applies);
  expect(applying).toHaveLength(answer.matched.length);
  expect(answer.missing.length === 0).toBe(
    answer.decision === 'Allowed' || (answer.decision === 'ExplicitlyDenied' && answer.missing.length === 0),
  );
  return answer;
}

function statementPolicy(statement: object, version = '2012-10-17') {
  const document = { ...(version === '' ? {} : { Version: version }), Statement: [statement] };
  return { name: 'policy', document };
}

describe.each([
  'conditions-operators.json',
  'conditions-types.json',
  'conditions-sets.json',
  'conditions-keys.json',
])('%s', (file) => {
  interface ConditionCase {
    readonly why: string;
    readonly condition: ConditionElement;
    readonly context: RequestContext;
    readonly version?: string;
    readonly holds: boolean;
    /** Where it differs: what cannot be read fails closed. */
    readonly holdsInDeny?: boolean;
  }
  test.each(
    (readFile(file).cases as ConditionCase[]).map(
      (one) => [one.why, JSON.stringify(one.condition), one] as const,
    ),
  )('%s %s', (_why, _condition, { condition, context, version, holds, holdsInDeny = holds }) => {
    const request = { principal: ANN, action: 'app:Do', resource: 'thing', context };
    const statement = { Action: 'app:Do', Resource: '*', Condition: condition };
    const allow = statementPolicy({ ...statement, Effect: 'Allow' }, version);
    const deny = statementPolicy({ ...statement, Effect: 'Deny' }, version);
    expect(ask({ request, identityPolicies: [allow] }).decision).toBe(holds ? 'Allowed' : 'ImplicitlyDenied');
    expect(ask({ request, identityPolicies: [EVERYTHING, deny] }).decision).toBe(
      holdsInDeny ? 'ExplicitlyDenied' : 'Allowed',
    );
  });
});

describe('actions.json', () => {
  interface ActionCase extends Pick<StatementElement, 'Action' | 'NotAction'> {
    readonly why: string;
    readonly action: string;
    readonly matches: boolean;
  }
  test.each(
    (readFile('actions.json').cases as ActionCase[]).map((one) => [one.why, one.action, one] as const),
  )('%s %s', (_why, _action, { why: _, action, matches, ...element }) => {
    const context = { 'aws:username': 'ann' };
    expectMatch(
      { Effect: 'Allow', Resource: '*', ...element },
      { principal: ANN, action, resource: 'x', context },
      matches,
    );
  });
});

describe('resources.json', () => {
  interface ResourceCase extends Pick<StatementElement, 'Resource' | 'NotResource'> {
    readonly why: string;
    readonly resource: string;
    readonly context?: RequestContext;
    readonly version?: string;
    readonly matches: boolean;
  }
  test.each(
    (readFile('resources.json').cases as ResourceCase[]).map((one) => [one.why, one.resource, one] as const),
  )('%s %s', (_why, _resource, { why: _, resource, context, version, matches, ...element }) => {
    const request = { principal: ANN, action: 'app:Do', resource, context };
    expectMatch({ Effect: 'Allow', Action: 'app:Do', ...element }, request, matches, version);
  });
});

/** Alone, and hidden among many statements, so that the index has to find it. */
function expectMatch(statement: object, request: DecisionRequest, matches: boolean, version?: string) {
  const expected = matches ? 'Allowed' : 'ImplicitlyDenied';
  const policy = statementPolicy(statement, version);
  expect(ask({ request, identityPolicies: [policy] }).decision).toBe(expected);
  const others = Array.from({ length: 20 }, (_, index) =>
    compilePolicy(statementPolicy({ Effect: 'Allow', Action: `none:${index}`, Resource: `none/${index}*` })),
  );
  const set = new PolicySet([...others, compilePolicy(policy)]);
  // The first question goes through all statements; the index is made for the second.
  for (let round = 0; round < 3; round += 1) {
    expect(decide({ request, identityPolicies: [set] }).decision).toBe(expected);
  }
}

describe('principals.json', () => {
  interface PrincipalCase extends Pick<StatementElement, 'Principal' | 'NotPrincipal'> {
    readonly why: string;
    readonly principal: string | null;
    readonly names: 'itself' | 'everybody' | 'outside' | 'limited' | 'account' | 'none';
  }
  test.each(
    (readFile('principals.json').cases as PrincipalCase[]).map(
      (one) => [one.why, String(one.principal), one] as const,
    ),
  )('%s %s', (_why, _principal, { why: _, principal, names, ...element }) => {
    const request = { principal, action: 'app:Do', resource: 'thing' };
    const resourcePolicy = statementPolicy({ Effect: 'Allow', Action: 'app:Do', ...element });
    const [statement] = explain({ request, resourcePolicy }).layers[0]?.policies[0]?.statements ?? [];
    expect(statement?.principal ?? 'none').toBe(names);
    // What the way of naming means: alone, and beside a boundary that is silent.
    const silent = statementPolicy({ Effect: 'Allow', Action: 'app:Other', Resource: '*' });
    const alone = names !== 'none' && names !== 'account';
    expect(ask({ request, resourcePolicy }).decision).toBe(alone ? 'Allowed' : 'ImplicitlyDenied');
    expect(ask({ request, resourcePolicy, permissionBoundaries: [silent] }).decision).toBe(
      names === 'itself' || names === 'everybody' ? 'Allowed' : 'ImplicitlyDenied',
    );
  });
});

describe('layers.json', () => {
  interface LayersCase {
    readonly why: string;
    readonly request: DecisionRequest;
    readonly identity?: readonly string[];
    readonly resource?: string;
    readonly boundaries?: readonly string[];
    readonly session?: string;
    readonly guardrails?: readonly (readonly ['principal' | 'resource', ...string[]])[];
    readonly expected: string;
    readonly missing?: readonly string[];
    readonly matched?: readonly string[];
  }
  const file = readFile('layers.json');
  const documents = file.policies ?? {};
  const named = (name: string) => {
    if (!(name in documents)) throw new Error(`There is no policy ${name}.`);
    return { name, document: documents[name] };
  };
  test.each((file.cases as LayersCase[]).map((one) => [one.why, one] as const))('%s', (_why, one) => {
    const answer = ask({
      request: one.request,
      identityPolicies: one.identity?.map(named),
      resourcePolicy: one.resource === undefined ? undefined : named(one.resource),
      permissionBoundaries: one.boundaries?.map(named),
      sessionPolicy: one.session === undefined ? undefined : named(one.session),
      guardrails: one.guardrails?.map(([applies, ...names]) => ({ applies, policies: names.map(named) })),
    });
    expect(answer.decision).toBe(one.expected);
    if (one.missing) expect(answer.missing.map(({ layer }) => layer)).toEqual(one.missing);
    if (one.matched) expect(answer.matched.map(({ policy }) => policy)).toEqual(one.matched);
  });
});

const places = (issues: readonly PolicyIssue[]) => issues.map(({ pointer, code }) => [pointer, code]);

describe('documents.json', () => {
  interface DocumentCase {
    readonly why: string;
    readonly document: unknown;
    readonly use?: PolicyUse;
    readonly errors: readonly (readonly [string, string])[];
  }
  test.each((readFile('documents.json').cases as DocumentCase[]).map((one) => [one.why, one] as const))(
    '%s',
    (_why, { document, use, errors }) => {
      const policy = { name: 'mine', document };
      const compile = () => compilePolicy(policy, use);
      if (errors.length === 0) {
        expect(compile).not.toThrow();
        return;
      }
      let thrown: unknown;
      try {
        compile();
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(PolicyDocumentError);
      const error = thrown as PolicyDocumentError;
      expect(places(error.issues)).toEqual(errors);
      expect(error).toMatchObject({
        name: 'PolicyDocumentError',
        code: 'BAD_POLICY_DOCUMENT',
        policy: 'mine',
      });
      expect(error.pointer).toBe(errors[0]?.[0]);
      // A deny elsewhere does not save anybody from noticing.
      const request = { principal: ANN, action: 'app:Do', resource: 'thing' };
      const source =
        use === 'resource' ? { resourcePolicy: policy } : { identityPolicies: [EVERYTHING, policy] };
      expect(() => decide({ request, ...source })).toThrow(PolicyDocumentError);
    },
  );
});

describe('validation.json', () => {
  interface ValidationCase {
    readonly why: string;
    readonly kind: PolicyKind;
    readonly document: unknown;
    readonly knownActions?: readonly string[];
    readonly standsOn?: string;
    readonly maximumSize?: number;
    readonly errors: readonly (readonly [string, string])[];
    readonly warnings: readonly (readonly [string, string])[];
  }
  test.each((readFile('validation.json').cases as ValidationCase[]).map((one) => [one.why, one] as const))(
    '%s',
    (_why, { kind, document, knownActions, standsOn, maximumSize, errors, warnings }) => {
      const isKnownAction = (pattern: string) =>
        knownActions?.some((action) => action.startsWith(pattern.replace(/\*$/, ''))) ?? true;
      const found = validatePolicy(document, { kind, maximumSize, isKnownAction, standsOn });
      expect(places(found.errors)).toEqual(errors);
      expect(places(found.warnings)).toEqual(warnings);
    },
  );
});

describe('requests.json', () => {
  interface RequestCase {
    readonly why: string;
    readonly request: unknown;
    readonly pointer: string;
  }
  test.each(
    (readFile('requests.json').cases as RequestCase[]).map((one) => [one.why, one.pointer, one] as const),
  )('%s %s', (_why, _pointer, { request, pointer }) => {
    let thrown: unknown;
    try {
      decide({ request: request as DecisionRequest, identityPolicies: [EVERYTHING] });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(DecisionRequestError);
    expect(thrown).toMatchObject({ name: 'DecisionRequestError', code: 'BAD_DECISION_REQUEST', pointer });
  });
});

describe('containment.json', () => {
  type Statements = readonly object[];
  interface ContainmentCase {
    readonly why: string;
    readonly identity: Statements;
    readonly boundaries?: readonly Statements[];
    readonly session?: Statements;
    readonly guardrails?: readonly Statements[];
    readonly passed: Statements;
    readonly covered: boolean;
  }
  const policy = (name: string, statements: Statements) => ({
    name,
    document: { Version: '2012-10-17', Statement: statements },
  });
  test.each((readFile('containment.json').cases as ContainmentCase[]).map((one) => [one.why, one] as const))(
    '%s',
    (_why, { identity, boundaries, session, guardrails, passed, covered }) => {
      const found = uncovered([policy('passed', passed)], {
        identityPolicies: identity.length === 0 ? [] : [policy('actor', identity)],
        permissionBoundaries: boundaries?.map((one) => policy('boundary', one)),
        sessionPolicy: session && policy('session', session),
        guardrails: guardrails?.map((one) => ({
          applies: 'principal',
          policies: [policy('guardrail', one)],
        })),
      });
      expect(found.length === 0).toBe(covered);
    },
  );
});
