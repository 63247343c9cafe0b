import type { z } from 'zod';
import { InvalidInputError } from './errors.js';

/** The domain error of a shape that refused an input. */
export function inputError(error: z.ZodError): InvalidInputError {
  return new InvalidInputError(
    error.issues.map(({ path, message }) => ({ path: path.map((key) => key as string | number), message })),
  );
}
