import { z } from 'zod';
import { isId } from './ids.js';

/** The shape of an id that a caller sends. */
export const idText = z.string().refine(isId, 'must be an id: a UUID in lower case');

/** The shape of `expectedVersion`: the change is refused if the stored version is another. */
export const expectedVersion = z.int().min(1);
