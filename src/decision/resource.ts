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

type NameMatcher = (name: ResourceName, context: ContextValues) => boolean | undefined;

/** One entry of Resource or NotResource, or one value of an Arn operator. */
export class ResourcePattern {
  readonly text: string;
  readonly kind: NameKind | 'any';
  readonly parts: readonly Part[];
  /** What every matching name begins with. */
  readonly prefix: string;
  /** Matches `prefix` itself and nothing else. */
  readonly exact: boolean;
  /** Variables count in the last segment only; elsewhere nothing matches. */
  readonly #lastSegmentOnly: boolean;
  // Most patterns that are loaded are never asked, so what asking needs is made when it is needed.
  #segments: readonly (readonly Part[])[] | undefined;
  #matcher: NameMatcher | undefined;

  constructor(text: string, kind: NameKind | 'any', parts: readonly Part[], lastSegmentOnly: boolean) {
    this.text = text;
    this.kind = kind;
    this.parts = parts;
    this.prefix = literalPrefix(parts);
    const complete = kind === 'plain' || (kind !== 'any' && hasColons(this.prefix, SEGMENTS[kind] - 1));
    this.exact = complete && parts.length === 1 && typeof parts[0] === 'string';
    this.#lastSegmentOnly = lastSegmentOnly;
  }

  /** For `arn` and `rn`: each segment's parts, completed with `*` where the pattern ends early. */
  get segments(): readonly (readonly Part[])[] {
    return (this.#segments ??= this.#split());
  }

  /** Undefined when a variable has no value in the context; then nothing matches. */
  matches(name: ResourceName, context: ContextValues): boolean | undefined {
    if (this.kind === 'any') return true;
    if (this.exact) return name.text === this.prefix;
    return (this.#matcher ??= this.#compile(this.kind))(name, context);
  }

  #split(): readonly (readonly Part[])[] {
    if (this.kind === 'any' || this.kind === 'plain') return [];
    const count = SEGMENTS[this.kind];
    const written = splitSegments(this.parts, count);
    const missing = Array.from({ length: count - written.length }, (): readonly Part[] => [STAR]);
    return [...written, ...missing];
  }

  #compile(kind: NameKind): NameMatcher {
    if (kind === 'plain') {
      const matcher = compileParts(this.parts);
      return (name, context) => matcher(name.text, context);
    }
    const misplaced = this.segments.slice(0, -1).some((segment) => segment.some(isVariable));
    if (this.#lastSegmentOnly && misplaced) return () => undefined;
    const { parts, prefix } = this;
    // A wildcard only at the very end of the last segment: a comparison of prefixes says it all.
    if (parts.length === 2 && parts[1] === STAR && hasColons(prefix, SEGMENTS[kind] - 1)) {
      return (name) => name.kind === kind && name.text.startsWith(prefix);
    }
    return segmentMatcher(kind, this.segments);
  }
}

/**
 * Reads an entry of Resource or NotResource.
 * An incomplete ARN is completed with `*` for each missing segment, as in AWS: `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
 * Variables count in the last segment only (AWS: after the fifth colon); elsewhere the entry matches nothing.
 */
export function compileResourcePattern(text: string, variables: boolean): ResourcePattern {
  const parts = parseTemplate(text, { wildcards: true, variables });
  const kind = parts.length === 1 && parts[0] === STAR ? 'any' : kindOf(text);
  return new ResourcePattern(text, kind, parts, true);
}

/**
 * Reads a value of an Arn operator; undefined when it has not all its segments, as where a variable stands for several:
 * then what `resolveTemplate` makes of it is to be read. Variables count anywhere.
 */
export function readArnPattern(text: string, parts: readonly Part[]): ResourcePattern | undefined {
  const kind = kindOf(literalPrefix(parts));
  if (kind === 'plain' || splitSegments(parts, SEGMENTS[kind]).length < SEGMENTS[kind]) return undefined;
  return new ResourcePattern(text, kind, parts, false);
}

function segmentMatcher(kind: 'arn' | 'rn', segments: readonly (readonly Part[])[]): NameMatcher {
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
