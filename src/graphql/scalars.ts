import { GraphQLError, Kind, type ValueNode } from 'graphql';
import { builder } from './builder.js';

builder.scalarType('DateTime', {
  description: 'A point in time in UTC as RFC 3339 writes it: `2026-11-23T19:30:00.000Z`.',
  serialize: (value) => value.toISOString(),
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
});

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function parseDate(value: unknown): Date {
  const date = typeof value === 'string' && RFC_3339.test(value) ? new Date(value) : undefined;
  if (date === undefined || Number.isNaN(date.getTime())) {
    throw new GraphQLError('DateTime must be a text such as "2026-11-23T19:30:00Z".');
  }
  return date;
}

builder.scalarType('Attributes', {
  description:
    'Attributes by key, as a JSON object. A value is a text, a number, a boolean or a list of texts: `{ department: "sales", level: 3, tags: ["a", "b"] }`.',
  serialize: (value) => value,
  parseValue: parseObject,
  parseLiteral: (node, variables) => parseObject(literal(node, variables ?? {}, 0)),
});

function parseObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new GraphQLError('Attributes must be an object.');
  }
  return value as Record<string, unknown>;
}

builder.scalarType('PolicyDocument', {
  description:
    "A policy document in AWS IAM's grammar, as a JSON object or as JSON text. Answers hold the object. `/policy-schema.json` is its JSON Schema.",
  serialize: (value) => value,
  parseValue: parseDocument,
  parseLiteral: (node, variables) => parseDocument(literal(node, variables ?? {}, 0)),
});

function parseDocument(value: unknown): string | object {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
    throw new GraphQLError('PolicyDocument must be a JSON object, or JSON text.');
  }
  if (!isShallow(value, MAX_LITERAL_DEPTH)) throw new GraphQLError('PolicyDocument is nested too deeply.');
  return value;
}

function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return levels > 0 && Object.values(value).every((inner) => isShallow(inner, levels - 1));
}

/** Policy documents have seven levels, attributes two; their own rules say more, this only bounds the work. */
const MAX_LITERAL_DEPTH = 16;

function literal(node: ValueNode, variables: Readonly<Record<string, unknown>>, depth: number): unknown {
  if (depth > MAX_LITERAL_DEPTH) throw new GraphQLError('The value is nested too deeply.');
  switch (node.kind) {
    case Kind.STRING:
    case Kind.ENUM:
    case Kind.BOOLEAN:
      return node.value;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.NULL:
      return null;
    case Kind.VARIABLE:
      return variables[node.name.value];
    case Kind.LIST:
      return node.values.map((item) => literal(item, variables, depth + 1));
    case Kind.OBJECT:
      // fromEntries defines members: a key `__proto__` is one like any other, and the input's shape refuses it.
      return Object.fromEntries(
        node.fields.map((field) => [field.name.value, literal(field.value, variables, depth + 1)]),
      );
  }
}
