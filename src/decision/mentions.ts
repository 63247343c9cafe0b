import { canonicalKey } from './context.js';
import type { ParsedStatement } from './document.js';
import { readOperator } from './operators.js';
import { parseDocument } from './parse.js';
import { isVariable, parseTemplate } from './template.js';

/**
 * The context keys, canonical and sorted, whose values can change what a document gives: those of its conditions, and
 * those of the variables in its resources and condition values. Of a document that cannot be read: none.
 */
export function mentionedKeys(document: unknown): readonly string[] {
  const parsed = parseDocument(document, true);
  if (parsed.document === undefined) return [];
  const { statements, variables } = parsed.document;
  const keys = statements.flatMap((statement) => [
    ...statement.conditions.map(({ key }) => canonicalKey(key)),
    ...(variables ? variableKeys(statement) : []),
  ]);
  return [...new Set(keys)].sort();
}

function variableKeys({ resource, conditions }: ParsedStatement): readonly string[] {
  const texts = [
    ...(resource?.values ?? []),
    ...conditions.filter(({ operator }) => takesVariables(operator)).flatMap(({ values }) => values),
  ];
  return texts.flatMap((text) =>
    parseTemplate(text, { wildcards: true, variables: true }).flatMap((part) =>
      isVariable(part) && part.key !== undefined ? [part.key] : [],
    ),
  );
}

function takesVariables(written: string): boolean {
  const { operator } = readOperator(written);
  return operator?.family === 'String' || operator?.family === 'Arn';
}
