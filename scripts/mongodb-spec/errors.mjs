/** Something that the runner does not know or cannot do: it fails the test, whatever error the test expects. */
export class RunnerError extends Error {
  name = 'RunnerError';
}

/** Throws if an object of a test has keys that the runner does not look at. */
export function onlyKnown(object, known, what) {
  const unknown = Object.keys(object).find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new RunnerError(`${what} has a key that the runner does not know: ${unknown}`);
}

/** What happened is not what the test expects. */
export class Mismatch extends Error {
  name = 'Mismatch';
}
