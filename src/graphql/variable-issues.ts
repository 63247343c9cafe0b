import {
  coerceInputValue,
  getOperationAST,
  isInputType,
  isNonNullType,
  typeFromAST,
  type ExecutionArgs,
  type GraphQLSchema,
  type GraphQLType,
  type TypeNode,
} from 'graphql';
import type { InputIssue } from '../kernel/errors.js';

const MAX_ISSUES = 20;

/**
 * What is wrong with the variables of an operation, by field; empty if nothing is. graphql-js says the same, but with
 * the whole value in its message, and a value may be a password. Asked only after it refused.
 */
export function variableIssues({
  schema,
  document,
  operationName,
  variableValues,
}: ExecutionArgs): InputIssue[] {
  const issues: InputIssue[] = [];
  for (const definition of getOperationAST(document, operationName)?.variableDefinitions ?? []) {
    const name = definition.variable.name.value;
    const type = typeOf(schema, definition.type);
    if (!isInputType(type)) continue;
    const value = variableValues?.[name];
    if (value === undefined) {
      if (isNonNullType(type) && definition.defaultValue === undefined) {
        issues.push({ path: [name], message: `is missing: ${type.toString()}` });
      }
      continue;
    }
    if (value === null && !isNonNullType(type)) continue;
    coerceInputValue(
      value,
      type,
      (path, _value, error) => {
        if (issues.length < MAX_ISSUES)
          issues.push({ path: [name, ...path], message: withoutValue(error.message) });
      },
      true,
    );
  }
  return issues;
}

// typeFromAST is declared for each kind of node, but not for their union.
const typeOf = typeFromAST as (schema: GraphQLSchema, node: TypeNode) => GraphQLType | undefined;

/** `Int cannot represent non-integer value: "x"` says what is allowed without the value, too. */
function withoutValue(message: string): string {
  return message.replace(/ value: [\s\S]*$/, ' value');
}
