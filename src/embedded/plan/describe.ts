import type { Document } from '../query/documents.js';
import type { KeyOrder } from './bounds.js';
import type { Access, IndexAccess, Plan } from './plan.js';
import type { Query } from './query.js';

/** A plan as the tree of stages that MongoDB's explain shows, outermost first. */
export function describePlan({ plan, spec, execution, projection }: Query): Document {
  const { filter, skip = 0, limit = 0, sort } = spec;
  let stage = accessStage(plan, filter, execution.sort?.pattern);
  if (!plan.sorted && sort !== undefined) {
    stage = {
      stage: 'SORT',
      sortPattern: sort,
      ...(limit > 0 ? { limitAmount: limit + skip } : {}),
      inputStage: stage,
    };
  }
  if (skip > 0) stage = { stage: 'SKIP', skipAmount: skip, inputStage: stage };
  if (limit > 0) stage = { stage: 'LIMIT', limitAmount: limit, inputStage: stage };
  if (projection !== undefined) {
    stage = { stage: 'PROJECTION_DEFAULT', transformBy: spec.projection, inputStage: stage };
  }
  return stage;
}

function accessStage(
  plan: Plan,
  filter: Document,
  sort: readonly (readonly [string, 1 | -1])[] | undefined,
): Document {
  const { access } = plan;
  const residual = plan.residual && Object.keys(filter).length > 0 ? { filter } : {};
  switch (access.kind) {
    case 'id':
      return plan.residual
        ? { stage: 'FETCH', ...residual, inputStage: { stage: 'IDHACK' } }
        : { stage: 'IDHACK' };
    case 'collection':
      return { stage: 'COLLSCAN', ...residual, direction: direction(access.reverse) };
    case 'index':
      return { stage: 'FETCH', ...residual, inputStage: indexScan(access) };
    case 'or': {
      const inputStages = access.branches.map((branch) => branchStage(branch.access));
      const inputStage = access.merge
        ? { stage: 'SORT_MERGE', sortPattern: Object.fromEntries(sort ?? []), inputStages }
        : { stage: 'OR', inputStages };
      return { stage: 'FETCH', ...residual, inputStage };
    }
  }
}

function branchStage(access: Access): Document {
  return access.kind === 'index'
    ? indexScan(access)
    : { stage: access.kind === 'id' ? 'IDHACK' : 'COLLSCAN' };
}

function indexScan({ order, ranges, reverse }: IndexAccess): Document {
  const { index } = order;
  const multikey = order.paths.filter((_path, part) => order.isMultikey(part));
  return {
    stage: 'IXSCAN',
    keyPattern: keyPattern(order),
    indexName: index?.name ?? '_id_',
    isMultiKey: multikey.length > 0,
    multiKeyPaths: Object.fromEntries(
      order.paths.map((path) => [path, multikey.includes(path) ? [path] : []]),
    ),
    isUnique: index?.unique ?? true,
    isSparse: index?.sparse ?? false,
    isPartial: index?.partialFilter !== undefined,
    indexVersion: 2,
    direction: direction(reverse),
    ranges: ranges.length,
  };
}

function keyPattern({ paths, directions }: KeyOrder): Document {
  return Object.fromEntries(paths.map((path, part) => [path, directions[part]]));
}

function direction(reverse: boolean): string {
  return reverse ? 'backward' : 'forward';
}
