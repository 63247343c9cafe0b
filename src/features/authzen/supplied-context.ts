import type { ContextValue } from '../../decision/public.js';
import { InvalidInputError } from '../../kernel/errors.js';
import { isReservedKey } from '../authorization/principal-facts.js';
import { MAX_CONTEXT_BYTES, MAX_CONTEXT_KEYS, MAX_CONTEXT_KEY_LENGTH } from '../decisions/decision.input.js';
import { resourceTagKey } from '../resources/resource-keys.js';
import type { Evaluation, Properties } from './evaluation.js';

type SuppliedContext = Readonly<Record<string, ContextValue>>;

/** What a caller may say of the circumstances, of a whole question or of a part of one. */
export type Circumstances = {
  readonly [K in keyof Evaluation]?:
    { readonly properties?: Properties | null | undefined } | Properties | null | undefined;
};

/** Of one object that a caller gave. */
interface Collected {
  readonly values: SuppliedContext;
  /** Members on all levels, also those that say nothing. */
  readonly members: number;
  /** Of the values as JSON in UTF-8. */
  readonly bytes: number;
}

/** One of the objects in which circumstances are said. */
interface Source {
  readonly path: readonly string[];
  readonly given: (asked: Circumstances) => Properties | undefined;
  readonly keyOf: (name: string) => string;
  /** One object may be the default of a thousand questions; what is wrong with it is kept as well. */
  readonly kept: WeakMap<Properties, Collected | InvalidInputError>;
}

const SOURCES: readonly Source[] = [
  source(
    ['subject', 'properties'],
    ({ subject }) => propertiesOf(subject),
    (name) => `aws:PrincipalTag/${name}`,
  ),
  source(
    ['action', 'properties'],
    ({ action }) => propertiesOf(action),
    (name) => `reeve:ActionProperty/${name}`,
  ),
  source(['resource', 'properties'], ({ resource }) => propertiesOf(resource), resourceTagKey),
  source(
    ['context'],
    ({ context }) => (context as Properties | null | undefined) ?? undefined,
    (name) => name,
  ),
];

/** True if a caller says anything of the circumstances: to be asked, and permitted, before any of it is read. */
export function suppliesContext({ subject, action, resource, context }: Circumstances): boolean {
  return (
    hasMembers(context) ||
    hasMembers(propertiesOf(subject)) ||
    hasMembers(propertiesOf(action)) ||
    hasMembers(propertiesOf(resource))
  );
}

/**
 * What a caller says of the circumstances, as context keys: properties of the subject and the resource override their
 * stored tags, context is taken as it is. Undefined if he says nothing. In all it is bounded as the context of other
 * questions is.
 *
 * @throws InvalidInputError for too much, and for a key that says who asks: that, the server knows by itself
 */
export function suppliedContext(asked: Circumstances): SuppliedContext | undefined {
  if (!suppliesContext(asked)) return undefined;
  let values: SuppliedContext | undefined;
  let members = 0;
  let bytes = 0;
  for (const one of SOURCES) {
    const given = one.given(asked);
    if (given === undefined) continue;
    const collected = collectedOf(one, given);
    members += collected.members;
    bytes += collected.bytes;
    if (members > MAX_CONTEXT_KEYS || bytes > MAX_CONTEXT_BYTES) throw tooMuch(one.path);
    if (Object.keys(collected.values).length === 0) continue;
    values = values === undefined ? collected.values : { ...values, ...collected.values };
  }
  return values;
}

function source(path: Source['path'], given: Source['given'], keyOf: Source['keyOf']): Source {
  return { path, given, keyOf, kept: new WeakMap() };
}

function propertiesOf(
  entity: { readonly properties?: unknown } | Properties | null | undefined,
): Properties | undefined {
  return (entity?.properties as Properties | null | undefined) ?? undefined;
}

function hasMembers(value: object | null | undefined): boolean {
  if (value === undefined || value === null) return false;
  for (const key in value) if (Object.hasOwn(value, key)) return true;
  return false;
}

function collectedOf(one: Source, given: Properties): Collected {
  const known = one.kept.get(given) ?? collectOrFault(one, given);
  one.kept.set(given, known);
  if (known instanceof InvalidInputError) throw known;
  return known;
}

function collectOrFault(one: Source, given: Properties): Collected | InvalidInputError {
  try {
    return collect(one, given);
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

/** Members that are objects count by their members, `outer.inner`; null is nothing. */
function collect({ path, keyOf }: Source, given: Properties): Collected {
  const values = new Map<string, ContextValue>();
  let members = 0;

  function add(properties: Properties, before: string): void {
    for (const [inner, value] of Object.entries(properties)) {
      members += 1;
      if (members > MAX_CONTEXT_KEYS) throw tooMuch(path);
      const name = before + inner;
      const key = keyOf(name);
      if (key.length > MAX_CONTEXT_KEY_LENGTH) throw keyTooLong(path, name);
      if (value === null || value === undefined) continue;
      if (typeof value === 'object' && !Array.isArray(value)) {
        add(value as Properties, `${name}.`);
        continue;
      }
      if (isReservedKey(key)) throw reserved(key);
      values.set(key, Array.isArray(value) ? value.flatMap(scalar) : (value as string | number | boolean));
    }
  }

  add(given, '');
  const all = Object.fromEntries(values);
  const bytes = Buffer.byteLength(JSON.stringify(all));
  if (bytes > MAX_CONTEXT_BYTES) throw tooMuch(path);
  return { values: all, members, bytes };
}

/** What is nested in a list has no name of its own: conditions see it as JSON text. */
function scalar(value: unknown): readonly (string | number | boolean)[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return [JSON.stringify(value)];
  return [value as string | number | boolean];
}

function tooMuch(path: readonly string[]): InvalidInputError {
  const message = `with the other circumstances of a question, must have at most ${MAX_CONTEXT_KEYS} members on all levels and ${MAX_CONTEXT_BYTES} bytes`;
  return new InvalidInputError([{ path, message }]);
}

const NAME_SHOWN = 64;

function keyTooLong(path: readonly string[], name: string): InvalidInputError {
  const message = `must be at most ${MAX_CONTEXT_KEY_LENGTH} characters long as a context key`;
  return new InvalidInputError([{ path: [...path, `${name.slice(0, NAME_SHOWN)}…`], message }]);
}

function reserved(key: string): InvalidInputError {
  const message = 'says who asks, which the server knows by itself and nobody can supply';
  return new InvalidInputError([{ path: ['context', key], message }]);
}
