import { TemplateError, type RouteSegment } from './route-path.js';

/** A name of a resource with places for what a path captures. */
export interface ResourceTemplate {
  /** The name for a path that the route's template matches; what is captured stands in it as it is. */
  fill(segments: readonly string[]): string;
}

/** Texts, and what takes their places: one segment, or all from there on. */
type Part = string | { readonly at: number; readonly rest: boolean };

/** What has no variables: of an `rn` all but the path, of an `arn` all but the sixth part. */
const FIXED = {
  rn: /^rn:([^:{}]+):[^:{}]+:(?=.)/s,
  arn: /^arn:[^:{}]+:[^:{}]+:[^:{}]*:[^:{}]*:(?=.)/s,
} as const;

/**
 * Reads the resource of a route: `rn:acme:orders:order/{id}`. Each variable is one of the path's, and between two of them
 * there is a "/", which none that captures one segment can hold: so two paths never make one name.
 *
 * @throws TemplateError
 */
export function parseRouteResource(
  text: string,
  realmSlug: string,
  path: readonly RouteSegment[],
): ResourceTemplate {
  const prefix = (text.startsWith('arn:') ? FIXED.arn : FIXED.rn).exec(text);
  if (prefix === null || (prefix[1] !== undefined && prefix[1] !== realmSlug)) {
    throw new TemplateError(
      `must be a name of this realm, such as "rn:${realmSlug}:orders:order/{id}", or an ARN, with variables in its last part only`,
    );
  }
  const parts: Part[] = [];
  let literal = prefix[0];
  let variables = 0;
  for (const piece of text.slice(literal.length).split(/(\{[^{}]*\})/)) {
    if (!piece.startsWith('{')) {
      if (/[{}?]/.test(piece)) throw new TemplateError('must not have "{", "}" or "?" but in "{name}"');
      literal += piece;
      continue;
    }
    if (variables > 0 && !literal.includes('/')) {
      throw new TemplateError('must have a "/" between two variables');
    }
    parts.push(literal, placeOf(piece.slice(1, -1), path));
    literal = '';
    variables += 1;
  }
  parts.push(literal);
  return { fill: (segments) => parts.map((part) => filled(part, segments)).join('') };
}

function placeOf(name: string, path: readonly RouteSegment[]): Part {
  const at = path.findIndex((segment) => 'name' in segment && segment.name === name);
  if (at === -1) throw new TemplateError('must name variables of the path only, as "{name}"');
  return { at, rest: path[at]?.kind === 'rest' };
}

function filled(part: Part, segments: readonly string[]): string {
  if (typeof part === 'string') return part;
  return part.rest ? segments.slice(part.at).join('/') : (segments[part.at] ?? '');
}
