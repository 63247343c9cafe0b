import type { Collection } from '../catalog/collection.js';
import type { Document } from '../query/documents.js';
import { CommandError } from '../query/errors.js';
import type { Unit } from './unit.js';

/** Throws 121 DocumentValidationFailure for a document that its collection's validator refuses. */
export function validate(
  unit: Unit,
  { validator, options }: Collection,
  document: Document,
  before?: () => Document,
): void {
  if (validator === undefined || unit.bypassesValidation || validator.test(document)) return;
  // Documents that were not valid before may stay so.
  const moderate = options.validationLevel === 'moderate' && before !== undefined;
  if (moderate && !validator.test(before())) return;
  const details = { specifiedAs: options.validator, reason: 'expression did not match' };
  throw new CommandError(121, 'DocumentValidationFailure', 'Document failed validation', {
    errInfo: { failingDocumentId: document._id, details },
  });
}
