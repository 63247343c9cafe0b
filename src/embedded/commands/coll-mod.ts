import { type Collection, validatorOf } from '../catalog/collection.js';
import { namespace } from '../catalog/namespace.js';
import type { Document } from '../query/documents.js';
import { invalidOptions } from '../query/errors.js';
import { documentArgument, refuse } from './arguments.js';
import { changedIndex } from './coll-mod-index.js';
import { collectionOptions, KEPT_OPTIONS } from './collection-options.js';
import type { Call, Command } from './command.js';
import { isView } from './pipeline-input.js';

const UNSUPPORTED = [
  'changeStreamPreAndPostImages',
  'cappedSize',
  'cappedMax',
  'expireAfterSeconds',
  'timeseries',
];

function collMod(call: Call): Document {
  const { engine, unit, args, db } = call;
  refuse('collMod', args, UNSUPPORTED);
  const found = engine.catalog.get(unit, namespace(db, args.collMod));
  if (!isView(found) && (args.viewOn !== undefined || args.pipeline !== undefined))
    throw invalidOptions("'viewOn' and 'pipeline' are options of views");
  const options = collectionOptions(args, found.options);
  const collection: Collection = { ...found, options, validator: validatorOf(options) };
  const change = documentArgument(args, 'index');
  const { indexes, answer } =
    change === undefined
      ? { indexes: collection.indexes, answer: {} }
      : changedIndex(call, collection, change);
  engine.catalog.replace(unit, { ...collection, indexes });
  return answer;
}

export const collModCommands: Readonly<Record<string, Command>> = {
  collMod: { fields: ['index', ...KEPT_OPTIONS, ...UNSUPPORTED], run: collMod },
};
