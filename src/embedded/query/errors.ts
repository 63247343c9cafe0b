import type { Document } from './documents.js';

/** A failed command: MongoDB's numeric code, its name, and what else the answer carries (keyPattern, keyValue, ...). */
export class CommandError extends Error {
  readonly code: number;
  readonly codeName: string;
  readonly extra: Document | undefined;

  constructor(code: number, codeName: string, message: string, extra?: Document) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.codeName = codeName;
    this.extra = extra;
  }
}

const kind =
  (code: number, codeName: string) =>
  (message: string, extra?: Document): CommandError =>
    new CommandError(code, codeName, message, extra);

// https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
export const badValue = kind(2, 'BadValue');
export const failedToParse = kind(9, 'FailedToParse');
export const unauthorized = kind(13, 'Unauthorized');
export const typeMismatch = kind(14, 'TypeMismatch');
export const overflow = kind(15, 'Overflow');
export const invalidLength = kind(16, 'InvalidLength');
export const namespaceNotFound = kind(26, 'NamespaceNotFound');
export const invalidBson = kind(22, 'InvalidBSON');
export const indexNotFound = kind(27, 'IndexNotFound');
export const pathNotViable = kind(28, 'PathNotViable');
export const conflictingUpdateOperators = kind(40, 'ConflictingUpdateOperators');
export const cursorNotFound = kind(43, 'CursorNotFound');
export const namespaceExists = kind(48, 'NamespaceExists');
export const dollarPrefixedFieldName = kind(52, 'DollarPrefixedFieldName');
export const notSingleValueField = kind(54, 'NotSingleValueField');
export const emptyFieldName = kind(56, 'EmptyFieldName');
export const commandNotFound = kind(59, 'CommandNotFound');
export const immutableField = kind(66, 'ImmutableField');
export const cannotCreateIndex = kind(67, 'CannotCreateIndex');
export const invalidOptions = kind(72, 'InvalidOptions');
export const invalidNamespace = kind(73, 'InvalidNamespace');
export const indexOptionsConflict = kind(85, 'IndexOptionsConflict');
export const indexKeySpecsConflict = kind(86, 'IndexKeySpecsConflict');
export const writeConflict = kind(112, 'WriteConflict');
export const commandNotSupported = kind(115, 'CommandNotSupported');
export const maxTimeMSExpired = kind(50, 'MaxTimeMSExpired');
export const exceededMemoryLimit = kind(146, 'ExceededMemoryLimit');
export const invalidPipelineOperator = kind(168, 'InvalidPipelineOperator');
export const queryFeatureNotAllowed = kind(224, 'QueryFeatureNotAllowed');
export const queryPlanKilled = kind(175, 'QueryPlanKilled');
export const noSuchTransaction = kind(251, 'NoSuchTransaction');
export const bsonObjectTooLarge = kind(10334, 'BSONObjectTooLarge');
export const duplicateKey = kind(11000, 'DuplicateKey');

/** An error that MongoDB knows by a location number only; its name is `Location<number>`. */
export function locationError(code: number, message: string): CommandError {
  return new CommandError(code, `Location${String(code)}`, message);
}

/** Of a command that gives a field twice. */
export function duplicateField(command: string, field: string): CommandError {
  return locationError(40413, `BSON field '${command}.${field}' is a duplicate field`);
}
