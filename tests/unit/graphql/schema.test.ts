import { describe, expect, test } from '@jest/globals';
import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  parse,
  validate,
} from 'graphql';
import { exampleTabs } from '../../../src/graphql/examples.js';
import { createSchema } from '../../../src/graphql/schema.js';

const schema = createSchema();
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type),
);

function undescribed(): string[] {
  const missing: string[] = [];
  const check = (name: string, { description }: { description?: string | null | undefined }): void => {
    if (description == null || description === '') missing.push(name);
  };
  for (const type of types) {
    check(type.name, type);
    if (isEnumType(type)) for (const value of type.getValues()) check(`${type.name}.${value.name}`, value);
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) check(`${type.name}.${field.name}`, field);
    }
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        check(`${type.name}.${field.name}`, field);
        for (const argument of field.args) check(`${type.name}.${field.name}(${argument.name})`, argument);
      }
    }
  }
  return missing;
}

describe('the schema', () => {
  test('describes every type, field, argument and value', () => {
    expect(undescribed()).toEqual([]);
  });

  test('has mutations that take one input and answer a union of the thing and of errors', () => {
    for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
      expect([field.name, field.args.map((argument) => argument.name)]).toEqual([field.name, ['input']]);
      expect(field.type.toString()).toBe(
        `${field.name.charAt(0).toUpperCase()}${field.name.slice(1)}Result!`,
      );
    }
  });

  test('wraps no resolver of a leaf field', () => {
    const account = schema.getType('Account');
    const fields = isObjectType(account) ? account.getFields() : {};
    for (const name of ['id', 'email', 'name', 'status', 'createdAt']) {
      expect([name, fields[name]?.extensions['pothosResolveWrapped']]).toEqual([name, false]);
    }
  });

  test.each(exampleTabs.map((tab, index) => [index + 1, tab.query] as const))(
    'accepts what tab %i of GraphiQL opens with',
    (_tab, query) => {
      expect(validate(schema, parse(query))).toEqual([]);
    },
  );
});
