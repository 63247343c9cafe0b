/** A value that is there, or will be. Most of what decides is in memory, and a promise costs more than deciding. */
export type Awaitable<T> = T | Promise<T>;

/** Goes on with a value: at once if it is there, else when it is. */
export function whenThere<T, R>(value: Awaitable<T>, next: (value: T) => Awaitable<R>): Awaitable<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/** Does `work`, at once or later, then exactly one of the two; neither may throw. */
export function settle<T>(
  work: () => Awaitable<T>,
  done: (value: T) => void,
  failed: (error: unknown) => void,
): void {
  let value: Awaitable<T>;
  try {
    value = work();
  } catch (error) {
    failed(error);
    return;
  }
  if (value instanceof Promise) value.then(done, failed);
  else done(value);
}
