import { AmbiguousRequestError } from './gateway.errors.js';

const MAX_TARGET = 8192;
const MAX_SEGMENTS = 64;

/** RFC 3986's path, without `;`: what stands behind one in a segment some servers cut off, and some do not. */
const PATH = /^(?:\/[\w.~!$&'()*+,=:@%-]*)+$/;
/** What another reader might take for a border, an end, or for one more thing to decode. */
const BORDERS = /[/\\;?#%\p{Cc}]/u;
const DOTS = /^\.+$/;
const ASCII = /^[\x20-\x7e]*$/;

/**
 * The segments of a request's path, each percent-decoded once. Gateway, Reeve and the service behind it must take a
 * path for the same; one that any two of them could read differently is refused, never put right.
 *
 * @param target what the request line said: `/orders/42?verbose`
 * @throws AmbiguousRequestError, which says the rule
 */
export function readRequestPath(target: string): readonly string[] {
  const query = target.indexOf('?');
  const path = query === -1 ? target : target.slice(0, query);
  if (target.length > MAX_TARGET)
    throw new AmbiguousRequestError(`it has more than ${MAX_TARGET} characters`);
  if (!PATH.test(path)) {
    throw new AmbiguousRequestError(
      'its path must begin with "/" and be written as RFC 3986 has it, without ";"',
    );
  }
  const written = path.slice(1).split('/');
  // Many services take `/orders/` for `/orders`: were it another path, it would be a way around a route.
  if (written.at(-1) === '') written.pop();
  if (written.length > MAX_SEGMENTS) {
    throw new AmbiguousRequestError(`its path has more than ${MAX_SEGMENTS} segments`);
  }
  return written.map(readSegment);
}

function readSegment(written: string): string {
  const segment = written.includes('%') ? decoded(written) : written;
  checkSegment(segment);
  if (ASCII.test(segment)) return segment;
  if (segment.normalize('NFC') !== segment) {
    throw new AmbiguousRequestError("its path must be in Unicode's composed form (NFC)");
  }
  // A full-width solidus becomes a slash in a service that folds characters.
  checkSegment(segment.normalize('NFKC'));
  return segment;
}

function decoded(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    throw new AmbiguousRequestError('its path must be percent-encoded UTF-8');
  }
}

function checkSegment(segment: string): void {
  if (segment === '') throw new AmbiguousRequestError('its path has an empty segment ("//")');
  if (DOTS.test(segment)) throw new AmbiguousRequestError('its path has a segment of dots');
  if (BORDERS.test(segment)) {
    throw new AmbiguousRequestError(
      'decoded once, its path has a "/" or "\\" within a segment, a ";", "?", "#" or "%", or a control character',
    );
  }
}
