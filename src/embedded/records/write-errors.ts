import type { Collection, Index } from '../catalog/collection.js';
import { fullName } from '../catalog/namespace.js';
import type { Document } from '../query/documents.js';
import { bsonObjectTooLarge, type CommandError, duplicateKey } from '../query/errors.js';
import { shellText } from './shell-text.js';

/** 11000, with what the driver's users look at: keyPattern and keyValue. */
export function duplicateKeyError(
  collection: Collection,
  index: Index | undefined,
  values: readonly unknown[],
): CommandError {
  const name = index?.name ?? '_id_';
  const paths = index?.paths ?? ['_id'];
  const keyPattern = (index?.spec.key ?? { _id: 1 }) as Document;
  const keyValue = Object.fromEntries(paths.map((path, part) => [path, values[part]]));
  const shown = paths.map((path, part) => `${path}: ${shellText(values[part])}`).join(', ');
  const message = `E11000 duplicate key error collection: ${fullName(collection.namespace)} index: ${name} dup key: { ${shown} }`;
  return duplicateKey(message, { keyPattern, keyValue });
}

export function tooLarge(bytes: number, limit: number): CommandError {
  return bsonObjectTooLarge(
    `BSONObj size: ${String(bytes)} is invalid. Size must be between 0 and ${String(limit)}`,
  );
}
