import { validatorOf } from '../catalog/collection.js';
import type { Document } from '../query/documents.js';
import { badValue, commandNotSupported, invalidOptions } from '../query/errors.js';
import { compilePipeline } from '../query/pipeline.js';
import { documentArgument, documentsArgument, stringArgument } from './arguments.js';

/** The options that the catalogue keeps. */
export const KEPT_OPTIONS = [
  'validator',
  'validationLevel',
  'validationAction',
  'viewOn',
  'pipeline',
] as const;

/** The options of a collection or view after `create` or `collMod`. Throws for what is malformed or not supported. */
export function collectionOptions(args: Document, before: Document): Document {
  const options = { ...before };
  if (args.viewOn !== undefined || args.pipeline !== undefined) setView(options, args);
  if (args.validator !== undefined) options.validator = documentArgument(args, 'validator');
  if (args.validationLevel !== undefined) {
    options.validationLevel = oneOf(args, 'validationLevel', ['off', 'strict', 'moderate']);
  }
  if (args.validationAction !== undefined) {
    options.validationAction = oneOf(args, 'validationAction', ['error', 'warn', 'errorAndLog']);
    if (options.validationAction !== 'error')
      throw commandNotSupported("a 'validationAction' other than 'error' is not supported by this store");
  }
  if (options.validator !== undefined && options.viewOn !== undefined)
    throw invalidOptions('a view has no validator');
  validatorOf(options);
  return options;
}

function setView(options: Document, args: Document): void {
  const viewOn = stringArgument(args, 'viewOn');
  if (viewOn === '') throw badValue("'viewOn' cannot be empty");
  const pipeline = args.pipeline === undefined ? [] : documentsArgument(args, 'pipeline');
  const writes = pipeline.some((stage) => '$out' in stage || '$merge' in stage);
  if (writes) throw badValue('a view cannot write: its pipeline has $out or $merge');
  compilePipeline(pipeline);
  options.viewOn = viewOn;
  options.pipeline = pipeline;
}

function oneOf(args: Document, name: string, values: readonly string[]): string {
  const value = stringArgument(args, name);
  if (values.includes(value)) return value;
  throw badValue(`Enumeration value '${value}' for field '${name}' is not a valid value.`);
}
