import { operatorNames } from './operators.js';

const text = { type: 'string' } as const;
const texts = { anyOf: [text, { type: 'array', items: text }] } as const;
const scalar = { type: ['string', 'number', 'boolean'] } as const;

const principal = {
  description: 'Whom the statement is about. "*" is everybody, anonymous too.',
  anyOf: [
    { const: '*' },
    {
      type: 'object',
      additionalProperties: false,
      properties: {
        AWS: {
          ...texts,
          description: 'Accounts, users, roles, sessions: an ARN, a 12-digit account id, or "*".',
        },
        Reeve: {
          ...texts,
          description: 'A realm, or rn:{realm}:iam:account/{id}, rn:{realm}:iam:role/{id}.',
        },
        Service: { ...texts, description: 'For example "lambda.amazonaws.com".' },
        Federated: { ...texts, description: 'An identity provider.' },
        CanonicalUser: { ...texts, description: 'An S3 canonical user id.' },
      },
    },
  ],
} as const;

const conditions = Object.fromEntries(
  operatorNames.flatMap((name) => {
    const written =
      name === 'Null'
        ? [name]
        : ['', 'ForAllValues:', 'ForAnyValue:'].flatMap((prefix) => [
            `${prefix}${name}`,
            `${prefix}${name}IfExists`,
          ]);
    return written.map((operator) => [operator, { $ref: '#/$defs/keys' }] as const);
  }),
);

/**
 * JSON Schema (2020-12) of policy documents, for editors. It describes what people should write; the engine
 * also takes what AWS takes (operators in any case, for example).
 */
export const policySchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Policy document',
  description: "Statements that allow or deny actions on resources, in AWS IAM's grammar.",
  type: 'object',
  required: ['Statement'],
  additionalProperties: false,
  properties: {
    Version: {
      enum: ['2012-10-17', '2008-10-17'],
      default: '2012-10-17',
      description: 'The version of the language. Variables need 2012-10-17.',
    },
    Id: text,
    Statement: {
      anyOf: [{ $ref: '#/$defs/statement' }, { type: 'array', items: { $ref: '#/$defs/statement' } }],
    },
  },
  $defs: {
    keys: {
      type: 'object',
      description: 'Condition keys (in any case), each with the values that it is compared with.',
      additionalProperties: { anyOf: [scalar, { type: 'array', items: scalar }] },
    },
    statement: {
      type: 'object',
      required: ['Effect'],
      additionalProperties: false,
      properties: {
        Sid: { ...text, description: 'Names the statement in answers and explanations.' },
        Effect: { enum: ['Allow', 'Deny'], description: 'Deny always wins.' },
        Principal: principal,
        NotPrincipal: { ...principal, description: 'Everybody but these.' },
        Action: { ...texts, description: 'service:Action, with * and ?.' },
        NotAction: { ...texts, description: 'Every action but these.' },
        Resource: { ...texts, description: 'Names of resources, with *, ? and ${variables}.' },
        NotResource: { ...texts, description: 'Every resource but these.' },
        Condition: {
          type: 'object',
          description: 'All operators and all keys must hold; of the values of a key, one is enough.',
          additionalProperties: false,
          properties: conditions,
        },
      },
      allOf: [
        { oneOf: [{ required: ['Action'] }, { required: ['NotAction'] }] },
        { not: { required: ['Resource', 'NotResource'] } },
        { not: { required: ['Principal', 'NotPrincipal'] } },
      ],
    },
  },
} as const;
