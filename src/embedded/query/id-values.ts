import { CommandError, dollarPrefixedFieldName } from './errors.js';
import { isDocument, typeName } from './values.js';

/** Throws what MongoDB throws for a value that may not be an `_id`: 53 (InvalidIdField), 52 for `$` fields inside. */
export function requireIdValue(id: unknown): void {
  const type = typeName(id);
  if (type === 'array' || type === 'regex' || type === 'missing') {
    const name = type === 'missing' ? 'undefined' : type;
    throw new CommandError(53, 'InvalidIdField', `The '_id' value cannot be of type ${name}`);
  }
  if (isDocument(id)) refuseDollarFields(id);
}

function refuseDollarFields(document: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(document)) {
    if (name.startsWith('$')) {
      throw dollarPrefixedFieldName(
        `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
      );
    }
    if (isDocument(value)) refuseDollarFields(value);
  }
}
