import { canonicalKey } from './context.js';
import type { ContextValues } from './context.js';

/** `*`: any characters, also none. */
export const STAR = Symbol('*');
/** `?`: exactly one character. */
export const ONE = Symbol('?');

/** `${key, 'fallback'}`; without a key it was malformed and never resolves. */
export interface Variable {
  readonly key: string | undefined;
  readonly fallback: string | undefined;
}

/** A piece of a policy text: literal characters, a wildcard, or a variable. */
export type Part = string | typeof STAR | typeof ONE | Variable;
export type ResolvedPart = Exclude<Part, Variable>;

export interface TemplateOptions {
  /** `*` and `?` are wildcards. */
  readonly wildcards: boolean;
  /** `${...}` is a variable or an escape (documents with Version 2012-10-17). */
  readonly variables: boolean;
}

const ESCAPE = /\$\{([*?$])\}/y;
/** The key begins and ends with something other than white space: no text makes the search go back over it again and again. */
const VARIABLE = /\$\{\s*([^,'{}$\s](?:[^,'{}$]*[^,'{}$\s])?)\s*(?:,\s*'([^']*)'\s*)?\}/y;

/** Splits a policy text into literals, wildcards and variables. Neighbouring literals are joined. */
export function parseTemplate(text: string, options: TemplateOptions): readonly Part[] {
  const parts: Part[] = [];
  let literal = '';
  const push = (part: Part) => {
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(part);
  };
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    const variable = options.variables && character === '$' ? readVariable(text, at) : undefined;
    if (variable !== undefined) {
      if (typeof variable.part === 'string') literal += variable.part;
      else push(variable.part);
      at = variable.end;
      continue;
    }
    if (options.wildcards && character === '*') push(STAR);
    else if (options.wildcards && character === '?') push(ONE);
    else literal += character;
    at += 1;
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

function readVariable(text: string, at: number): { part: string | Variable; end: number } | undefined {
  const escape = execAt(ESCAPE, text, at);
  if (escape !== null) return { part: escape[1] ?? '', end: at + escape[0].length };
  const variable = execAt(VARIABLE, text, at);
  if (variable?.[1] !== undefined) {
    const part = { key: canonicalKey(variable[1]), fallback: variable[2] };
    return { part, end: at + variable[0].length };
  }
  if (!text.startsWith('${', at)) return undefined;
  const close = text.indexOf('}', at);
  return close === -1 ? undefined : { part: { key: undefined, fallback: undefined }, end: close + 1 };
}

function execAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

export function isVariable(part: Part): part is Variable {
  return typeof part === 'object';
}

/** Without variables. */
export function isStatic(parts: readonly Part[]): parts is readonly ResolvedPart[] {
  return !parts.some(isVariable);
}

/** The characters that every text begins with that can match. */
export function literalPrefix(parts: readonly Part[]): string {
  const first = parts[0];
  return typeof first === 'string' ? first : '';
}

/**
 * Puts the values of the context in place of the variables; what is put in is literal. Neighbouring literals are joined.
 * Undefined when a variable has no single value and no default.
 */
export function resolveTemplate(
  parts: readonly Part[],
  context: ContextValues,
): readonly ResolvedPart[] | undefined {
  const resolved: ResolvedPart[] = [];
  for (const part of parts) {
    const piece = isVariable(part) ? valueOf(part, context) : part;
    if (piece === undefined) return undefined;
    const before = resolved.at(-1);
    if (typeof piece === 'string' && typeof before === 'string')
      resolved[resolved.length - 1] = before + piece;
    else resolved.push(piece);
  }
  return resolved;
}

function valueOf({ key, fallback }: Variable, context: ContextValues): string | undefined {
  const value = key === undefined ? undefined : (context.get(key) ?? fallback);
  return typeof value === 'string' ? value : undefined;
}

/**
 * Splits at the first `count - 1` colons that stand literally in the text, so that neither a wildcard nor a
 * value that is put in can move a boundary. Fewer segments when there are fewer colons.
 */
export function splitSegments(parts: readonly Part[], count: number): readonly (readonly Part[])[] {
  const segments: Part[][] = [[]];
  for (const part of parts) {
    let rest = part;
    while (typeof rest === 'string' && segments.length < count) {
      const colon = rest.indexOf(':');
      if (colon === -1) break;
      if (colon > 0) segments.at(-1)?.push(rest.slice(0, colon));
      segments.push([]);
      rest = rest.slice(colon + 1);
    }
    if (rest !== '') segments.at(-1)?.push(rest);
  }
  return segments;
}
