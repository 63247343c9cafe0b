import type {
  ConditionTrace,
  LayerTrace,
  MatchedStatement,
  Missing,
  PolicyTrace,
  StatementTrace,
} from '../../decision/public.js';
import { builder } from '../../graphql/builder.js';
import { batchInput, questionInput } from './decision.input.js';
import type { ExplainedAnswer } from './decision.service.js';
import type { Answer } from './decisions.js';
import type { OriginNode, OriginPath } from './origin-paths.js';

export const Verdict = builder.enumType('Verdict', {
  description: 'How a question was decided.',
  values: {
    ALLOWED: { value: 'Allowed', description: 'Everything that must allow it does, and nothing denies it.' },
    EXPLICITLY_DENIED: { value: 'ExplicitlyDenied', description: 'A Deny statement applies.' },
    IMPLICITLY_DENIED: { value: 'ImplicitlyDenied', description: 'Something that must allow it does not.' },
  } as const,
});

export const Matched = builder.objectRef<MatchedStatement>('MatchedStatement');
Matched.implement({
  description: 'A statement that applies to the question.',
  fields: (t) => ({
    layer: t.exposeString('layer', {
      description:
        '`identityPolicies`, `resourcePolicy`, `permissionBoundaries`, `sessionPolicy` or `guardrails`.',
    }),
    policy: t.exposeString('policy', { description: 'The name of its policy.' }),
    origin: t.string({
      nullable: true,
      description: 'Whose policy it is: `group:ID`; `everybody` for what all accounts have.',
      resolve: (matched) => matched.origin ?? null,
    }),
    statement: t.exposeInt('statement', { description: 'Its place in the document; 0 is the first.' }),
    sid: t.string({
      nullable: true,
      description: 'The Sid of the statement, if it has one.',
      resolve: (matched) => matched.sid ?? null,
    }),
    effect: t.exposeString('effect', { description: '`Allow` or `Deny`.' }),
  }),
});

export const MissingType = builder.objectRef<Missing>('MissingAllow');
MissingType.implement({
  description: 'Something that would have to allow it, and does not.',
  fields: (t) => ({
    layer: t.exposeString('layer', {
      description: 'What is silent; `identityOrResourcePolicy` if either would do.',
    }),
    level: t.int({
      nullable: true,
      description: 'Which of several guardrail levels or boundaries; 0 is the first.',
      resolve: (missing) => missing.level ?? null,
    }),
    reason: t.exposeString('reason', { description: 'For people.' }),
  }),
});

const AuthorizationAnswer = builder.objectRef<Answer>('AuthorizationAnswer');
AuthorizationAnswer.implement({
  description: 'The answer to "may they?".',
  fields: (t) => ({
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
    revision: t.exposeInt('revision', { description: 'The revision of the realm that was asked.' }),
  }),
});

const ConditionTraceType = builder.objectRef<ConditionTrace>('ConditionTrace');
ConditionTraceType.implement({
  description: 'One condition of a statement, and what it saw.',
  fields: (t) => ({
    operator: t.exposeString('operator', { description: '`StringEquals` and so on.' }),
    key: t.exposeString('key', { description: 'The context key.' }),
    wanted: t.exposeStringList('wanted', { description: 'The values in the policy, as written.' }),
    compared: t.expose('compared', {
      type: ['String'],
      nullable: { list: false, items: true },
      description:
        'The same with variables replaced, as `seen` is compared with them; null where a variable has no value, so that nothing fits.',
    }),
    seen: t.stringList({
      nullable: true,
      description: 'The values in the context; null if it has none.',
      resolve: ({ seen }) => (seen === null ? null : typeof seen === 'string' ? [seen] : [...seen]),
    }),
    holds: t.exposeBoolean('holds', { description: 'Whether it holds.' }),
  }),
});

const StatementTraceType = builder.objectRef<StatementTrace>('StatementTrace');
StatementTraceType.implement({
  description: 'A statement, and why it applies or not.',
  fields: (t) => ({
    statement: t.exposeInt('statement', { description: 'Its place in the document; 0 is the first.' }),
    sid: t.string({
      nullable: true,
      description: 'Its Sid, if it has one.',
      resolve: (trace) => trace.sid ?? null,
    }),
    effect: t.exposeString('effect', { description: '`Allow` or `Deny`.' }),
    applies: t.exposeBoolean('applies', { description: 'Everything that follows fits.' }),
    action: t.exposeBoolean('action', { description: 'The action fits.' }),
    resource: t.exposeBoolean('resource', { description: 'The resource fits.' }),
    principal: t.boolean({
      description: 'The Principal element fits, or there is none.',
      resolve: ({ principal }) => principal !== null,
    }),
    conditions: t.expose('conditions', { type: [ConditionTraceType], description: 'All of them must hold.' }),
  }),
});

const PolicyTraceType = builder.objectRef<PolicyTrace>('PolicyTrace');
PolicyTraceType.implement({
  description: 'A policy that was looked at.',
  fields: (t) => ({
    policy: t.exposeString('policy', { description: 'Its name.' }),
    origin: t.string({
      nullable: true,
      description: 'Whose it is: `group:ID`.',
      resolve: (trace) => trace.origin ?? null,
    }),
    withinLimits: t.boolean({
      nullable: true,
      description: 'Where the boundary of a role limits what it gives: does it let this through?',
      resolve: (trace) => trace.withinLimits ?? null,
    }),
    statements: t.expose('statements', { type: [StatementTraceType], description: 'In their order.' }),
  }),
});

export const LayerTraceType = builder.objectRef<LayerTrace>('LayerTrace');
LayerTraceType.implement({
  description: 'One of the things that are asked in turn.',
  fields: (t) => ({
    layer: t.exposeString('layer', { description: '`guardrails`, `identityPolicies` and so on.' }),
    level: t.int({
      nullable: true,
      description: 'Which of several; 0 is the first.',
      resolve: (trace) => trace.level ?? null,
    }),
    says: t.exposeString('says', { description: '`Allow`, `Deny`, `nothing` or `not asked`.' }),
    policies: t.expose('policies', { type: [PolicyTraceType], description: 'What it consists of.' }),
  }),
});

const OriginNodeType = builder.objectRef<OriginNode>('PathNode');
OriginNodeType.implement({
  description: 'A node on the way from a principal to a policy.',
  fields: (t) => ({
    node: t.exposeString('ref', { description: '`account:ID`, `group:ID` or `role:ID`.' }),
    name: t.exposeString('name', { nullable: true, description: 'The name of a group or role.' }),
  }),
});

const OriginPathType = builder.objectRef<OriginPath>('PolicyPath');
OriginPathType.implement({
  description: 'How a principal comes to hold what a node has.',
  fields: (t) => ({
    origin: t.exposeString('origin', { description: 'The node, as policies name their origin.' }),
    nodes: t.expose('nodes', { type: [OriginNodeType], description: 'From the principal to it.' }),
  }),
});

const ExplanationType = builder.objectRef<ExplainedAnswer>('Explanation');
ExplanationType.implement({
  description: 'An answer, and everything that was looked at for it.',
  fields: (t) => ({
    answer: t.field({
      type: AuthorizationAnswer,
      description: 'The answer.',
      resolve: (explained) => explained,
    }),
    principal: t.exposeString('principal', { description: 'Who was asked about, by name.' }),
    action: t.exposeString('action', { description: 'The action.' }),
    resource: t.exposeString('resource', { description: 'The resource.' }),
    layers: t.expose('layers', { type: [LayerTraceType], description: 'What was asked, in turn.' }),
    paths: t.expose('paths', {
      type: [OriginPathType],
      description: 'By which way each policy was reached.',
    }),
  }),
});

const QuestionInputType = builder.inputType('AuthorizationInput', {
  description: '"May they?"',
  fields: (t) => ({
    principalId: t.id({ required: false, description: 'The account; oneself if left out.' }),
    action: t.string({ description: 'For example `orders:Read`.' }),
    resource: t.string({ description: 'Any name: `rn:demo:orders:order/7`, an ARN, a path.' }),
    context: t.field({
      type: 'Attributes',
      required: false,
      description: 'Context keys and their values: `{"orders:Region": "eu"}`. Needs `iam:SupplyContext`.',
    }),
    atLeast: t.int({
      required: false,
      description:
        'A revision, as a mutation has it in `extensions.revision`: the answer is at least as new.',
    }),
  }),
});

const BatchItemInput = builder.inputType('AuthorizationQuestionInput', {
  description: 'One of several questions about one principal.',
  fields: (t) => ({
    action: t.string({ description: 'For example `orders:Read`.' }),
    resource: t.string({ description: 'The name of the resource.' }),
  }),
});

const BatchInputType = builder.inputType('AuthorizationBatchInput', {
  description: 'Up to 100 questions about one principal.',
  fields: (t) => ({
    principalId: t.id({ required: false, description: 'The account; oneself if left out.' }),
    context: t.field({ type: 'Attributes', required: false, description: 'Context for all of them.' }),
    atLeast: t.int({ required: false, description: 'A revision: the answers are at least as new.' }),
    questions: t.field({ type: [BatchItemInput], description: 'The questions.' }),
  }),
});

builder.queryFields((t) => ({
  revision: t.int({
    description:
      'The revision of the realm. Every mutation answers it as `extensions.revision`; `atLeast` takes it.',
    resolve: async (_root, _args, { realm }) => (await realm.counters()).revision,
  }),
  isAuthorized: t.field({
    type: AuthorizationAnswer,
    description: 'May they? For oneself, or with `iam:Evaluate` for another account.',
    args: {
      input: t.arg({
        type: QuestionInputType,
        description: 'The question.',
        validate: { schema: questionInput },
      }),
    },
    resolve: (_root, { input }, ctx) => ctx.services.decisions.isAuthorized(ctx, questionInput.parse(input)),
  }),
  isAuthorizedBatch: t.field({
    type: [AuthorizationAnswer],
    description: 'Several questions about one principal; the answers in their order.',
    args: {
      input: t.arg({ type: BatchInputType, description: 'The questions.', validate: { schema: batchInput } }),
    },
    resolve: (_root, { input }, ctx) =>
      ctx.services.decisions.isAuthorizedBatch(ctx, batchInput.parse(input)),
  }),
  explain: t.field({
    type: ExplanationType,
    description: 'The answer with everything that was looked at for it. Needs `iam:Explain`.',
    args: {
      input: t.arg({
        type: QuestionInputType,
        description: 'The question.',
        validate: { schema: questionInput },
      }),
    },
    complexity: 50,
    resolve: (_root, { input }, ctx) => ctx.services.decisions.explain(ctx, questionInput.parse(input)),
  }),
}));
