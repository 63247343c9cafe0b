import { expect, test } from '@jest/globals';
import { operatorNames, readOperator } from '../../../src/decision/operators.js';
import { policySchema } from '../../../src/decision/policy-schema.js';

const { Condition } = policySchema.$defs.statement.properties;

test('the schema offers every operator with its prefixes and suffix, and nothing that does not exist', () => {
  const offered = Object.keys(Condition.properties);
  for (const written of offered) expect(readOperator(written).operator).toBeDefined();
  // Null takes neither prefix nor suffix; each of the others has six forms.
  expect(offered).toHaveLength((operatorNames.length - 1) * 6 + 1);
  expect(offered).toContain('ForAllValues:StringLikeIfExists');
});

test('the schema is plain JSON', () => {
  expect(JSON.parse(JSON.stringify(policySchema))).toEqual(policySchema);
});
