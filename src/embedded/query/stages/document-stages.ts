import type { Document } from '../documents.js';
import { locationError } from '../errors.js';
import { compileExpression } from '../expression.js';
import { parseFieldPath } from '../paths.js';
import type { ProjectionNode } from '../projection-tree.js';
import { addProjection, applyProjection, projectionNode } from '../projection-tree.js';
import { compileProjection } from '../projection.js';
import { isDocument, typeName } from '../values.js';
import { mapping } from './stage.js';
import type { StageCompiler, StageFactory } from './stage.js';

const project: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw locationError(15969, '$project specification must be an object');
  if (Object.keys(spec).length === 0) {
    throw locationError(
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    );
  }
  const projection = compileProjection(spec, { ...compiler, stage: true });
  return mapping((document) => projection.apply(document));
};

const addFields: StageFactory = (spec, compiler) => {
  if (!isDocument(spec)) throw locationError(40272, '$addFields specification stage must be an object');
  if (Object.keys(spec).length === 0) {
    throw locationError(
      40177,
      'Invalid $addFields :: caused by :: specification must have at least one field',
    );
  }
  const root = projectionNode();
  addComputed(root, spec, [], compiler);
  return mapping((document) => applyProjection(root, document, document, true));
};

function addComputed(
  root: ProjectionNode,
  spec: Document,
  path: readonly string[],
  compiler: StageCompiler,
): void {
  for (const key of Object.keys(spec)) {
    const value = spec[key];
    const parts = [...path, ...parseFieldPath(key)];
    const nested =
      isDocument(value) &&
      Object.keys(value).length > 0 &&
      !Object.keys(value).some((name) => name.startsWith('$'));
    if (nested) addComputed(root, value, parts, compiler);
    else addProjection(root, parts, { kind: 'compute', apply: compileExpression(value, compiler) });
  }
}

const unset: StageFactory = (spec) => {
  if (!Array.isArray(spec) && typeof spec !== 'string')
    throw locationError(31002, '$unset specification must be a string or an array');
  const paths: readonly unknown[] = Array.isArray(spec) ? spec : [spec];
  if (paths.length === 0)
    throw locationError(31119, '$unset specification must be a string or an array with at least one field');
  const root = projectionNode();
  for (const path of paths) {
    if (typeof path !== 'string') {
      throw locationError(
        31120,
        '$unset specification must be a string or an array containing only string values',
      );
    }
    addProjection(root, parseFieldPath(path), { kind: 'drop' });
  }
  return mapping((document) => applyProjection(root, document, document, true));
};

const replaceWith: StageFactory = (spec, compiler) => {
  const expression = compileExpression(spec, compiler);
  return mapping((document) => {
    const value = expression(document);
    if (isDocument(value)) return value;
    throw locationError(
      40228,
      `'newRoot' expression must evaluate to an object, but resulting value was of type: ${typeName(value)}`,
    );
  });
};

const replaceRoot: StageFactory = (spec, compiler) => {
  if (!isDocument(spec))
    throw locationError(40229, 'expected an object as specification for $replaceRoot stage');
  const unknown = Object.keys(spec).find((key) => key !== 'newRoot');
  if (unknown !== undefined)
    throw locationError(40415, `BSON field '$replaceRoot.${unknown}' is an unknown field.`);
  if (!('newRoot' in spec))
    throw locationError(40414, "BSON field '$replaceRoot.newRoot' is missing but a required field");
  return replaceWith(spec.newRoot, compiler);
};

const prunings = { DESCEND: 'descend', PRUNE: 'prune', KEEP: 'keep' } as const;

const redact: StageFactory = (spec, compiler) => {
  const variables = { ...compiler.variables, ...prunings };
  const decide = compileExpression(spec, { now: compiler.now, variables });
  const redacted = (document: Document): Document | undefined => {
    switch (decide(document)) {
      case 'prune':
        return undefined;
      case 'keep':
        return document;
      case 'descend': {
        const entries = Object.entries(document).map(([key, value]) => [key, descend(value)] as const);
        return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
      }
      default:
        throw locationError(17053, '$redact must evaluate to $$DESCEND, $$PRUNE, or $$KEEP');
    }
  };
  const descend = (value: unknown): unknown => {
    if (isDocument(value)) return redacted(value);
    return Array.isArray(value) ? value.map(descend).filter((element) => element !== undefined) : value;
  };
  return function* (input) {
    for (const document of input) {
      const kept = redacted(document);
      if (kept !== undefined) yield kept;
    }
  };
};

/** Stages that make one document of one. */
export const documentStages: Readonly<Record<string, StageFactory>> = {
  $project: project,
  $addFields: addFields,
  $set: addFields,
  $unset: unset,
  $replaceRoot: replaceRoot,
  $replaceWith: replaceWith,
  $redact: redact,
};
