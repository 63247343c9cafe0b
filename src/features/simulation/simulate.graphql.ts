import type { LayerTrace } from '../../decision/public.js';
import { builder } from '../../graphql/builder.js';
import { LayerTraceType, Matched, MissingType, Verdict } from '../decisions/decision.graphql.js';
import { PolicyIssue } from '../policies/policy.graphql.js';
import { InvalidPolicyError } from '../policies/policy.errors.js';
import type {
  SimulatedDecision as SimulatedDecisionShape,
  Simulation as SimulationShape,
} from './simulate.js';
import { MAX_EXPLAINED, MAX_PAIRS, MAX_SIMULATED, simulateInput } from './simulation.input.js';

const SimulatedPolicyInput = builder.inputType('SimulatedPolicyInput', {
  description: 'A document to try.',
  fields: (t) => ({
    name: t.string({
      required: false,
      description: 'By which answers speak of it; `policy 0` and so on if left out.',
    }),
    document: t.field({ type: 'PolicyDocument', description: 'The document.' }),
  }),
});

const SimulatedGuardrailLevelInput = builder.inputType('SimulatedGuardrailLevelInput', {
  description: 'One level of guardrails: one of its policies must allow, and none deny.',
  fields: (t) => ({
    policies: t.field({ type: [SimulatedPolicyInput], description: 'The documents of the level.' }),
  }),
});

const SimulateInput = builder.inputType('SimulateInput', {
  description: 'Everything that is to decide, and what is asked.',
  fields: (t) => ({
    principal: t.string({
      required: false,
      description:
        'The name of who asks, as resource policies name it: `rn:demo:iam:account/ID` or an ARN. Nobody is looked up.',
    }),
    identityPolicies: t.field({
      type: [SimulatedPolicyInput],
      required: false,
      description: 'What the principal has: up to 20 documents.',
    }),
    permissionsBoundary: t.field({
      type: 'PolicyDocument',
      required: false,
      description: 'What bounds the principal.',
    }),
    sessionPolicy: t.field({
      type: 'PolicyDocument',
      required: false,
      description: 'The policy of a role session.',
    }),
    resourcePolicy: t.field({
      type: 'PolicyDocument',
      required: false,
      description: 'The policy of the resources: it names principals.',
    }),
    guardrails: t.field({
      type: [SimulatedGuardrailLevelInput],
      required: false,
      description: 'Levels of guardrails; each must allow. At most 5.',
    }),
    resourceAccount: t.string({
      required: false,
      description: "The realm or AWS account that owns the resources, where it is not the principal's.",
    }),
    context: t.field({
      type: 'Attributes',
      required: false,
      description:
        'Every context key that conditions see, also who asks: `{"aws:username": "ann", "aws:PrincipalTag/team": "blue"}`. Nothing is added to it.',
    }),
    actions: t.stringList({ description: `What is asked: at most ${MAX_SIMULATED} actions.` }),
    resources: t.stringList({
      description: `On what: at most ${MAX_SIMULATED} names, and at most ${MAX_PAIRS} pairs of action and resource.`,
    }),
    explain: t.boolean({
      required: false,
      description: `Whether to tell all that was looked at; then at most ${MAX_EXPLAINED} pairs.`,
    }),
  }),
});

const SimulatedDecision = builder.objectRef<SimulatedDecisionShape>('SimulatedDecision');
SimulatedDecision.implement({
  description: 'The answer for one action on one resource.',
  fields: (t) => ({
    action: t.exposeString('action', { description: 'The action.' }),
    resource: t.exposeString('resource', { description: 'The resource.' }),
    allowed: t.boolean({
      description: 'The answer.',
      resolve: ({ decision }) => decision === 'Allowed',
    }),
    decision: t.expose('decision', { type: Verdict, description: 'How it came to be.' }),
    matched: t.expose('matched', { type: [Matched], description: 'Every statement that applies.' }),
    missing: t.expose('missing', {
      type: [MissingType],
      description: 'What would have to allow it, too; empty if it is allowed.',
    }),
    layers: t.field({
      type: [LayerTraceType],
      nullable: true,
      description: 'Everything that was looked at, in turn; null unless `explain` was true.',
      resolve: ({ layers }): readonly LayerTrace[] | null => layers ?? null,
    }),
  }),
});

const Simulation = builder.objectRef<SimulationShape>('Simulation');
Simulation.implement({
  description: 'How documents decide that nobody has yet.',
  fields: (t) => ({
    decisions: t.expose('decisions', {
      type: [SimulatedDecision],
      description: 'Every action on every resource, resource by resource.',
    }),
    warnings: t.expose('warnings', {
      type: [PolicyIssue],
      description:
        'What in the documents is legal and probably a mistake, by JSON pointer into the input: `/identityPolicies/0/document/Statement/0`.',
    }),
  }),
});

builder.queryField('simulate', (t) =>
  t.field({
    type: Simulation,
    description:
      'Decides with documents and context of the question itself. Nothing stored is looked at, and nothing is stored. Pairs of action and resource, times the patterns of the documents (entries of Action and Resource, values of conditions), may be 500,000. Needs `iam:SimulatePolicy`.',
    args: {
      input: t.arg({
        type: SimulateInput,
        description: 'Who, what and by which documents.',
        validate: { schema: simulateInput },
      }),
    },
    errors: { types: [InvalidPolicyError] },
    // 500,000 looks at patterns, whatever is selected of the answers: two of them fill an operation.
    complexity: 20_000,
    resolve: (_root, { input }, ctx) => ctx.services.simulation.simulate(ctx, simulateInput.parse(input)),
  }),
);
