import { compileGlob } from './glob.js';
import type { Matcher } from './glob.js';
import {
  isStatic,
  isVariable,
  literalPrefix,
  parseTemplate,
  resolveTemplate,
  splitSegments,
  STAR,
} from './template.js';
import type { Part } from './template.js';
import type { ContextValues } from './context.js';

/** `arn:partition:service:region:account:resource` or `rn:realm:service:path`; any other text is plain. */
export type NameKind = 'arn' | 'rn' | 'plain';

export const SEGMENTS = { arn: 6, rn: 4 } as const;

/** The name of one resource, as a request gives it. */
export class ResourceName {
  readonly text: string;
  readonly kind: NameKind;
  #segments: readonly string[] | undefined;

  /** An `arn:` or `rn:` with too few segments is plain: no pattern by segment fits it. */
  constructor(text: string) {
    this.text = text;
    const kind = kindOf(text);
    this.kind = kind === 'plain' || hasColons(text, SEGMENTS[kind] - 1) ? kind : 'plain';
  }

  /** Split at the colons between segments; empty for plain names. */
  get segments(): readonly string[] {
    return (this.#segments ??= this.kind === 'plain' ? [] : splitName(this.text, SEGMENTS[this.kind]));
  }
}

function hasColons(text: string, count: number): boolean {
  let at = -1;
  for (let found = 0; found < count; found += 1) {
    at = text.indexOf(':', at + 1);
    if (at === -1) return false;
  }
  return true;
}

function splitName(text: string, count: number): readonly string[] {
  const pieces = text.split(':');
  return [...pieces.slice(0, count - 1), pieces.slice(count - 1).join(':')];
}

function kindOf(text: string): NameKind {
  if (text.startsWith('arn:')) return 'arn';
  return text.startsWith('rn:') ? 'rn' : 'plain';
}

/** One entry of Resource or NotResource, or one value of an Arn operator. */
export interface ResourcePattern {
  readonly text: string;
  readonly kind: NameKind | 'any';
  readonly parts: readonly Part[];
  /** For `arn` and `rn`: each segment's parts. */
  readonly segments: readonly (readonly Part[])[];
  /** What every matching name begins with. */
  readonly prefix: string;
  /** Matches `prefix` itself and nothing else. */
  readonly exact: boolean;
  /** Undefined when a variable has no value in the context; then nothing matches. */
  readonly matches: (name: ResourceName, context: ContextValues) => boolean | undefined;
}

/**
 * Compiles an entry of Resource or NotResource.
 * An incomplete ARN is completed with `*` for each missing segment, as in AWS: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
 * Variables count in the last segment only (AWS: after the fifth colon); elsewhere the entry matches nothing.
 */
export function compileResourcePattern(text: string, variables: boolean): ResourcePattern {
  const parts = parseTemplate(text, { wildcards: true, variables });
  const kind = kindOf(text);
  if (parts.length === 1 && parts[0] === STAR) {
    return { text, kind: 'any', parts, segments: [], prefix: '', exact: false, matches: () => true };
  }
  const prefix = literalPrefix(parts);
  if (kind === 'plain') {
    const matcher = compileParts(parts);
    const exact = parts.length === 1 && typeof parts[0] === 'string';
    const matches = (name: ResourceName, context: ContextValues) => matcher(name.text, context);
    return { text, kind, parts, segments: [], prefix, exact, matches };
  }
  const written = splitSegments(parts, SEGMENTS[kind]);
  const missing = Array.from({ length: SEGMENTS[kind] - written.length }, (): readonly Part[] => [STAR]);
  const segments = [...written, ...missing];
  const exact = missing.length === 0 && parts.length === 1;
  const misplaced = segments.slice(0, -1).some((segment) => segment.some(isVariable));
  const matches = misplaced
    ? () => undefined
    : segmentMatcher(kind, prefix, missing.length === 0 ? parts : [], segments);
  return { text, kind, parts, segments, prefix, exact, matches };
}

/** Compiles a value of an Arn operator; undefined when it has not all its segments. Variables count anywhere. */
export function compileArnValue(text: string, variables: boolean): ResourcePattern | undefined {
  const parts = parseTemplate(text, { wildcards: true, variables });
  const kind = kindOf(text);
  if (kind === 'plain') return undefined;
  const segments = splitSegments(parts, SEGMENTS[kind]);
  if (segments.length < SEGMENTS[kind]) return undefined;
  const prefix = literalPrefix(parts);
  const matches = segmentMatcher(kind, prefix, parts, segments);
  return { text, kind, parts, segments, prefix, exact: parts.length === 1, matches };
}

function segmentMatcher(
  kind: 'arn' | 'rn',
  prefix: string,
  parts: readonly Part[],
  segments: readonly (readonly Part[])[],
): ResourcePattern['matches'] {
  if (parts.length === 1) return (name) => name.text === prefix;
  // Wildcards only at the very end of the last segment: a comparison of prefixes says it all.
  if (parts.length === 2 && parts[1] === STAR && hasColons(prefix, SEGMENTS[kind] - 1)) {
    return (name) => name.kind === kind && name.text.startsWith(prefix);
  }
  const matchers = segments.map(compileParts);
  return (name, context) => {
    if (name.kind !== kind) return false;
    for (let index = 0; index < matchers.length; index += 1) {
      const matched = matchers[index]?.(name.segments[index] ?? '', context);
      if (matched !== true) return matched;
    }
    return true;
  };
}

function compileParts(parts: readonly Part[]): (text: string, context: ContextValues) => boolean | undefined {
  if (isStatic(parts)) {
    const matcher: Matcher = compileGlob(parts);
    return (text) => matcher(text);
  }
  return (text, context) => {
    const resolved = resolveTemplate(parts, context);
    return resolved === undefined ? undefined : compileGlob(resolved)(text);
  };
}
