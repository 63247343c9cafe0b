import { canonicalKey } from './context.js';
import type { ContextValues } from './context.js';
import { readOperator } from './operators.js';
import type { Comparison } from './operators.js';
import { parseBoolean } from './values.js';
import { ONE, parseTemplate, resolveTemplate, STAR } from './template.js';
import type { Effect } from './document.js';

/** One operator applied to one key. */
export interface Condition {
  /** As written. */
  readonly operator: string;
  readonly key: string;
  /** The key as the context is asked for it. */
  readonly canonicalKey: string;
  readonly values: readonly string[];
  readonly holds: (context: ContextValues) => boolean;
  /** The values as the context is compared with them: variables replaced; null where one has no value. For people. */
  readonly resolved: (context: ContextValues) => readonly (string | null)[];
}

/**
 * Compiles one operator over one key. A statement's conditions must all hold.
 *
 * Beyond AWS's documented rules: a value that cannot be read as the operator's type (a word where a number
 * belongs) makes a positive operator false; a negated one fails closed, so it holds in a Deny and not in an Allow.
 */
export function compileCondition(
  operator: string,
  key: string,
  values: readonly string[],
  options: { readonly effect: Effect; readonly variables: boolean },
): Condition {
  const asked = canonicalKey(key);
  return {
    operator,
    key,
    canonicalKey: asked,
    values,
    holds: compileHolds(operator, asked, values, options),
    resolved: (context) =>
      values.map((value) => (options.variables ? resolveValue(operator, value, context) : value)),
  };
}

function compileHolds(
  written: string,
  key: string,
  values: readonly string[],
  options: { readonly effect: Effect; readonly variables: boolean },
): Condition['holds'] {
  const { operator, quantifier, ifExists } = readOperator(written);
  if (operator === undefined) return () => false;
  if (operator.family === 'Null') return nullCondition(key, values);

  const comparisons = values.map((value) => operator.compile(value, options.variables));
  const test = operator.negated
    ? noneMatches(comparisons, options.effect === 'Deny')
    : anyMatches(comparisons);
  if (quantifier === 'all') {
    return (context) => valuesOf(context.get(key)).every((value) => test(value, context));
  }
  if (quantifier === 'any') {
    return (context) => valuesOf(context.get(key)).some((value) => test(value, context));
  }
  const whenMissing = ifExists || operator.negated;
  return (context) => {
    const value = context.get(key);
    if (value === undefined) return whenMissing;
    return typeof value === 'string' && test(value, context);
  };
}

function resolveValue(written: string, value: string, context: ContextValues): string | null {
  const { operator } = readOperator(written);
  if (operator?.family !== 'String' && operator?.family !== 'Arn') return value;
  const resolved = resolveTemplate(parseTemplate(value, { wildcards: true, variables: true }), context);
  if (resolved === undefined) return null;
  return resolved.map((part) => (part === STAR ? '*' : part === ONE ? '?' : part)).join('');
}

type Test = (seen: string, context: ContextValues) => boolean;

function anyMatches(comparisons: readonly Comparison[]): Test {
  return (seen, context) => comparisons.some((compare) => compare(seen, context) === true);
}

function noneMatches(comparisons: readonly Comparison[], whenUnreadable: boolean): Test {
  return (seen, context) => {
    let holds = true;
    for (const compare of comparisons) {
      const matched = compare(seen, context);
      if (matched === true) return false;
      if (matched === 'unreadable') holds = whenUnreadable;
    }
    return holds;
  };
}

/** An empty list is null too: `"Null": {key: "false"}` beside ForAllValues has to refuse it. */
function nullCondition(key: string, values: readonly string[]): Condition['holds'] {
  const wanted = new Set(values.map(parseBoolean));
  return (context) => wanted.has(valuesOf(context.get(key)).length === 0);
}

const NONE: readonly string[] = [];

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return NONE;
  return typeof value === 'string' ? [value] : value;
}
