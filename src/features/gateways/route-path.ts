/** One segment of a path template. */
export type RouteSegment =
  | { readonly kind: 'literal'; readonly text: string }
  /** `{id}`: one segment, whatever it is. */
  | { readonly kind: 'variable'; readonly name: string }
  /** `{rest...}`: one or more segments, to the end. */
  | { readonly kind: 'rest'; readonly name: string }
  /** `**`: any segments or none, to the end; not captured. */
  | { readonly kind: 'any' };

/** A text that is no template; the message says what is allowed. */
export class TemplateError extends Error {}

const MAX_SEGMENTS = 32;
/** What a segment may hold in clear, so that template and request are compared as they stand. */
const LITERAL = /^[\p{L}\p{M}\p{N}._~!$&'()+,=:@-]+$/u;
const DOTS = /^\.+$/;
const VARIABLE = /^\{([A-Za-z_]\w{0,31})(\.\.\.)?\}$/;

/**
 * Reads a path template: `/`, `/orders/{id}`, `/files/{rest...}`, `/static/**`. A variable is a whole segment;
 * `{name...}` and `**` stand at the end.
 *
 * @throws TemplateError
 */
export function parseRoutePath(text: string): readonly RouteSegment[] {
  if (text === '/') return [];
  if (!text.startsWith('/')) throw new TemplateError('must begin with "/"');
  const segments = text.slice(1).split('/').map(parseSegment);
  if (segments.length > MAX_SEGMENTS) throw new TemplateError(`must have at most ${MAX_SEGMENTS} segments`);
  if (segments.slice(0, -1).some(({ kind }) => kind === 'rest' || kind === 'any')) {
    throw new TemplateError('must have "**" and "{name...}" at the end only');
  }
  const names = segments.flatMap((segment) => ('name' in segment ? segment.name : []));
  if (new Set(names).size < names.length) throw new TemplateError('must not name a variable twice');
  return segments;
}

function parseSegment(text: string): RouteSegment {
  if (text === '**') return { kind: 'any' };
  const [, name, rest] = VARIABLE.exec(text) ?? [];
  if (name !== undefined) return { kind: rest === undefined ? 'variable' : 'rest', name };
  if (text === '') {
    throw new TemplateError('must not have an empty segment: a slash at the end does not count in requests');
  }
  if (!LITERAL.test(text) || DOTS.test(text) || text.normalize('NFC') !== text) {
    throw new TemplateError(
      'must be segments of letters, digits and ._~!$&\'()+,=:@- as they are after decoding, "{name}", "{name...}" or "**"',
    );
  }
  return { kind: 'literal', text };
}

/** The template without the names of its variables: two of one shape are for the same paths. */
export function routeShape(segments: readonly RouteSegment[]): string {
  const written = { variable: () => '{}', rest: () => '{...}', any: () => '**' } as const;
  return `/${segments.map((segment) => (segment.kind === 'literal' ? segment.text : written[segment.kind]())).join('/')}`;
}
