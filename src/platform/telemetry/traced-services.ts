import { currentTracing, withSpan } from './traces.js';

type Method = (...args: unknown[]) => unknown;

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

/** The object with a span around each of its functions, made when first asked for. */
function traced(name: string, service: object): object {
  const methods = new Map<PropertyKey, Method>();
  return new Proxy(service, {
    get(target, key, receiver) {
      const value: unknown = Reflect.get(target, key, receiver);
      if (!isMethod(value)) return value;
      let method = methods.get(key);
      if (method === undefined) {
        const span = `${name}.${String(key)}`;
        method = (...args) => withSpan(span, undefined, () => Reflect.apply(value, target, args));
        methods.set(key, method);
      }
      return method;
    },
  });
}

/**
 * The services with a span around every use case (`accounts.create`), named after the keys. While traces are off this is
 * the very object that came in, so compose after `startTracing`.
 */
export function traceServices<T extends object>(services: T): T {
  if (currentTracing() === undefined) return services;
  return Object.fromEntries(
    Object.entries(services).map(([name, service]: [string, unknown]) => [
      name,
      typeof service === 'object' && service !== null ? traced(name, service) : service,
    ]),
  ) as T;
}
