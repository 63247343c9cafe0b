import { compileArrayFilters } from './array-filters.js';
import type { ArrayFilters } from './array-filters.js';
import type { Document } from './documents.js';
import { getField } from './documents.js';
import { badValue, dollarPrefixedFieldName, failedToParse, pathNotViable } from './errors.js';
import { arrayOffset } from './path-match.js';
import { shellText } from './shell-text.js';
import { applyNode } from './update-apply.js';
import type { Leaf } from './update-operators.js';
import { compileLeaf, requireOperands } from './update-operators.js';
import type { UpdateContext } from './update.js';
import type { UpdateNode } from './update-tree.js';
import { addLeaf, emptyNode, isPositional, parseUpdatePath } from './update-tree.js';
import { isDocument } from './values.js';

/** Compiles `{$set: {...}, $inc: {...}, ...}`. */
export function compileOperators(
  update: Document,
  arrayFilters: readonly Document[],
): (document: Document, context: UpdateContext) => Document {
  const root = emptyNode();
  const filters = compileArrayFilters(arrayFilters);
  const used = new Set<string>();
  let dollarField: string | undefined;
  for (const operator of Object.keys(update)) {
    const operands = update[operator];
    if (operator === '$rename') {
      addRenames(root, requireOperands(operator, operands));
      continue;
    }
    if (!operator.startsWith('$')) throw unknownModifier(operator);
    for (const [path, operand] of Object.entries(knownOperands(operator, operands))) {
      const parts = parseUpdatePath(path);
      checkIdentifiers(path, parts, filters, used);
      if (parts[0]?.startsWith('$') === true && operator !== '$unset') dollarField ??= parts[0];
      const leaf = compileLeaf(operator, operand, path);
      if (leaf === undefined) throw unknownModifier(operator);
      addLeaf(root, path, parts, leaf);
    }
  }
  for (const identifier of filters.keys()) {
    if (!used.has(identifier)) {
      throw failedToParse(
        `The array filter for identifier '${identifier}' was not used in the update ${shellText(update)}`,
      );
    }
  }
  return (document, context) => {
    if (dollarField !== undefined && context.isInsert !== true) throw dollarFieldRefused(dollarField);
    return applyRoot(root, filters, document, context);
  };
}

/** MongoDB lets documents be inserted with such fields, and lets nothing but $unset touch them afterwards. */
function dollarFieldRefused(field: string): Error {
  return dollarPrefixedFieldName(
    `The dollar ($) prefixed field '${field}' in '${field}' is not allowed in the context of an update. Consider using an aggregation pipeline with $replaceWith.`,
  );
}

function applyRoot(
  root: UpdateNode,
  arrayFilters: ArrayFilters,
  document: Document,
  context: UpdateContext,
): Document {
  let position: number | undefined | 'unknown' = 'unknown';
  const result = applyNode(root, document, '', {
    root: document,
    now: context.now,
    isInsert: context.isInsert ?? false,
    position: () => (position === 'unknown' ? (position = context.filter?.matchedIndex(document)) : position),
    arrayFilters,
  });
  return isDocument(result) ? result : document;
}

function knownOperands(operator: string, operands: unknown): Document {
  // an unknown operator is reported as such, whatever its operand
  if (!isDocument(operands) || Object.keys(operands).length === 0) {
    const known = isKnown(operator);
    if (!known) throw unknownModifier(operator);
  }
  return requireOperands(operator, operands);
}

const probes: Readonly<Record<string, unknown>> = {
  $currentDate: true,
  $pop: 1,
  $bit: { or: 0 },
  $inc: 0,
  $mul: 0,
  $pullAll: [],
};

function isKnown(operator: string): boolean {
  return compileLeaf(operator, probes[operator], 'probe') !== undefined;
}

function unknownModifier(name: string): Error {
  return failedToParse(
    `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
  );
}

function checkIdentifiers(
  path: string,
  parts: readonly string[],
  filters: ArrayFilters,
  used: Set<string>,
): void {
  for (const part of parts) {
    if (!isPositional(part) || part === '$' || part === '$[]') continue;
    const identifier = part.slice(2, -1);
    if (!filters.has(identifier)) {
      throw badValue(`No array filter found for identifier '${identifier}' in path '${path}'`);
    }
    used.add(identifier);
  }
}

function addRenames(root: UpdateNode, operands: Document): void {
  for (const [source, target] of Object.entries(operands)) {
    if (typeof target !== 'string')
      throw badValue(`The 'to' field for $rename must be a string: ${source}: ${shellText(target)}`);
    const from = parseUpdatePath(source);
    const to = parseUpdatePath(target);
    if (source === target)
      throw badValue(`The source and target field for $rename must differ: ${source}: "${target}"`);
    if (from.some(isPositional)) throw badValue(`The source field for $rename may not be dynamic: ${source}`);
    if (to.some(isPositional))
      throw badValue(`The destination field for $rename may not be dynamic: ${target}`);
    if (to[0]?.startsWith('$') === true) throw dollarFieldRefused(to[0]);
    addLeaf(root, source, from, renamedAway());
    addLeaf(root, target, to, renamedFrom(from, to));
  }
}

function renamedAway(): Leaf {
  return { apply: () => undefined, creates: false, toleratesBlockedPath: true, onlyOnInsert: false };
}

function renamedFrom(from: readonly string[], to: readonly string[]): Leaf {
  return {
    apply(value, { root }) {
      const moved = readThroughDocuments(root, from, 'source');
      if (moved === undefined) return value;
      readThroughDocuments(root, to, 'destination');
      return moved;
    },
    creates: true,
    toleratesBlockedPath: false,
    onlyOnInsert: false,
  };
}

function readThroughDocuments(root: Document, parts: readonly string[], which: string): unknown {
  let value: unknown = root;
  for (const [i, part] of parts.entries()) {
    if (value === undefined) return undefined;
    if (!isDocument(value) && (!Array.isArray(value) || arrayOffset(part) < 0)) {
      throw pathNotViable(
        `cannot use the part (${part} of ${parts.join('.')}) to traverse the element ({${parts[i - 1] ?? ''}: ${shellText(value)}})`,
      );
    }
    if (Array.isArray(value)) {
      throw badValue(
        `The ${which} field cannot be an array element, '${parts.join('.')}' in doc with _id: ${shellText(root._id)} has an array field called '${parts[i - 1] ?? ''}'`,
      );
    }
    value = getField(value, part);
  }
  return value;
}
