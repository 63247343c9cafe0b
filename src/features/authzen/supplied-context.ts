import type { ContextValue } from '../../decision/public.js';
import { InvalidInputError } from '../../kernel/errors.js';
import { isReservedKey } from '../authorization/principal-facts.js';
import { resourceTagKey } from '../resources/resource-keys.js';
import type { Evaluation, Properties } from './evaluation.js';

type SuppliedContext = Readonly<Record<string, ContextValue>>;

/**
 * What a caller says of the circumstances, as context keys: properties of the subject and the resource override their
 * stored tags, context is taken as it is. Undefined if he says nothing.
 *
 * @throws InvalidInputError for a key that says who asks: that, the server knows by itself
 */
export function suppliedContext({
  subject,
  action,
  resource,
  context,
}: {
  readonly [K in keyof Evaluation]?:
    { readonly properties?: Properties | null | undefined } | Properties | null | undefined;
}): SuppliedContext | undefined {
  const values = new Map<string, ContextValue>();
  collect(values, propertiesOf(subject), (name) => `aws:PrincipalTag/${name}`);
  collect(values, propertiesOf(action), (name) => `reeve:ActionProperty/${name}`);
  collect(values, propertiesOf(resource), resourceTagKey);
  collect(values, context ?? undefined, (name) => name);
  if (values.size === 0) return undefined;
  for (const key of values.keys()) {
    if (!isReservedKey(key)) continue;
    const message = 'says who asks, which the server knows by itself and nobody can supply';
    throw new InvalidInputError([{ path: ['context', key], message }]);
  }
  return Object.fromEntries(values);
}

function propertiesOf(
  entity: { readonly properties?: unknown } | Properties | null | undefined,
): Properties | undefined {
  return (entity?.properties as Properties | null | undefined) ?? undefined;
}

/** Members that are objects count by their members, `outer.inner`; null is nothing. */
function collect(
  values: Map<string, ContextValue>,
  properties: Properties | undefined,
  keyOf: (name: string) => string,
): void {
  if (properties === undefined) return;
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    if (Array.isArray(value)) values.set(keyOf(name), value.flatMap(scalar));
    else if (typeof value === 'object')
      collect(values, value as Properties, (inner) => keyOf(`${name}.${inner}`));
    else values.set(keyOf(name), value as string | number | boolean);
  }
}

/** What is nested in a list has no name of its own: conditions see it as JSON text. */
function scalar(value: unknown): readonly (string | number | boolean)[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return [JSON.stringify(value)];
  return [value as string | number | boolean];
}
