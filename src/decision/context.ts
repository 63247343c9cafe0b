import { DecisionRequestError, pointerToken } from './errors.js';

/** A value of a context key. An array is multivalued, even with one element or none. */
export type ContextValue = string | number | boolean | readonly (string | number | boolean)[];

/** The context of a request, keys as they came: `{'aws:SourceIp': '203.0.113.7', 'orders:tags': ['a', 'b']}`. */
export type RequestContext = Readonly<Record<string, ContextValue | undefined>>;

/** Context values by canonical key, all as strings. */
export type ContextValues = Pick<ReadonlyMap<string, string | readonly string[]>, 'get'>;

const EMPTY: ReadonlyMap<string, string> = new Map();

/** Keys are case-insensitive, and `reeve:` means the same as `aws:`. */
export function canonicalKey(key: string): string {
  const lower = key.toLowerCase();
  return lower.startsWith('reeve:') ? `aws:${lower.slice('reeve:'.length)}` : lower;
}

/**
 * Reads a context.
 *
 * @throws DecisionRequestError when a value is not a string, a finite number, a boolean or an array of
 *   those, or when two spellings of one key disagree: guessing which was meant could allow too much.
 */
export function readContext(
  context: RequestContext | undefined,
): ReadonlyMap<string, string | readonly string[]> {
  if (context === undefined) return EMPTY;
  const values = new Map<string, string | readonly string[]>();
  for (const [key, value] of Object.entries(context)) {
    if (value === undefined) continue;
    const read = Array.isArray(value)
      ? value.map((one: unknown, index) => readScalar(one, key, index))
      : readScalar(value, key);
    const canonical = canonicalKey(key);
    const before = values.get(canonical);
    if (before !== undefined && JSON.stringify(before) !== JSON.stringify(read)) {
      throw new DecisionRequestError(pointerTo(key), 'is given twice with different values');
    }
    values.set(canonical, read);
  }
  return values;
}

function readScalar(value: unknown, key: string, index?: number): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) {
    return String(value);
  }
  const message = 'must be a string, a number, a boolean, or an array of those';
  throw new DecisionRequestError(pointerTo(key, index), message);
}

function pointerTo(key: string, index?: number): string {
  const value = `/request/context${pointerToken(key)}`;
  return index === undefined ? value : value + pointerToken(index);
}
