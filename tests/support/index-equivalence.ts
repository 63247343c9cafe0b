import { expect } from '@jest/globals';
import type { Collection, Db, Document, IndexDescription } from 'mongodb';
import { randomDocument, randomFilter } from '../unit/embedded/query/random-filters.js';
import { pick } from '../unit/embedded/query/random-values.js';

// Documents and filters are random: arrays, missing fields, null and values of all types, keys too long for an index,
// ranges, $in, $or, $not, $elemMatch, regular expressions. What a query answers must not depend on the indexes.

export type Numbered = Document & { _id: number };

export interface Twins {
  readonly indexed: Collection<Numbered>;
  readonly plain: Collection<Numbered>;
}

export const indexSets: Readonly<Record<string, readonly IndexDescription[]>> = {
  single: [{ key: { a: 1 } }, { key: { b: -1 } }, { key: { 'a.b': 1 } }],
  compound: [{ key: { 'a.b': 1, 'a.a': -1 } }, { key: { 'b.a': -1, _id: 1 } }],
  descending: [{ key: { a: -1 } }, { key: { 'b.a': -1 } }, { key: { c: -1, a: -1 } }],
  'compound of two fields': [{ key: { a: 1, b: -1 } }, { key: { b: 1, a: 1, _id: -1 } }],
  'compound of three fields': [{ key: { c: 1, a: -1, 'b.a': 1 } }, { key: { b: 1, c: -1, _id: 1 } }],
  'array positions': [{ key: { 'a.0': 1 } }, { key: { 'b.1': -1, c: 1 } }, { key: { 'a.0.b': 1 } }],
  sparse: [
    { key: { a: 1 }, sparse: true },
    { key: { 'a.b': -1, b: 1 }, sparse: true },
    { key: { c: -1 }, sparse: true },
  ],
  partial: [
    { key: { a: 1 }, partialFilterExpression: { b: { $exists: true } } },
    { key: { b: -1, a: 1 }, partialFilterExpression: { a: { $gt: 0 } } },
    { key: { 'a.b': 1 }, partialFilterExpression: { b: 1 } },
    { key: { c: 1 }, partialFilterExpression: { c: { $type: 'string' } } },
  ],
  unique: [
    { key: { a: 1, b: 1, _id: 1 }, unique: true },
    { key: { b: 1, _id: -1 }, unique: true, sparse: true },
    { key: { 'a.a': -1, _id: 1 }, unique: true, partialFilterExpression: { 'a.a': { $exists: true } } },
    { key: { c: 1, _id: 1 }, unique: true },
  ],
};

const sorts: readonly Document[] = [
  {},
  { a: 1, _id: 1 },
  { b: -1, _id: 1 },
  { c: 1, _id: 1 },
  { c: -1, _id: -1 },
  { 'a.b': 1, _id: 1 },
  { 'a.0': 1, _id: 1 },
  { _id: -1 },
];
/** Where an index keeps documents out that have arrays in both fields, by which nothing can be sorted. */
const sortsOfTwo: readonly Document[] = [
  { a: 1, b: -1, _id: 1 },
  { a: -1, b: 1, _id: -1 },
  { b: 1, a: 1, _id: -1 },
];

/** Whether an index over both keeps documents out that have arrays in `a` and in `b`. */
function refusesParallelArrays(indexes: readonly IndexDescription[]): boolean {
  return indexes.some(
    ({ key, partialFilterExpression, sparse }) =>
      'a' in key && 'b' in key && partialFilterExpression === undefined && sparse !== true,
  );
}

/** A collection with the indexes and one without, of the same documents: those that the indexes take. */
export async function twins(
  db: Db,
  indexes: readonly IndexDescription[],
  random: () => number,
): Promise<Twins> {
  const indexed = db.collection<Numbered>('indexed');
  const plain = db.collection<Numbered>('plain');
  await indexed.createIndexes([...indexes]);
  const documents = Array.from({ length: 150 }, (_, _id) => ({ _id, ...randomDocument(random) }));
  await indexed.insertMany(documents, { ordered: false }).catch(() => undefined);
  // Without promotion, so that a double does not become an int on its way.
  const kept = await indexed.find({}, { promoteValues: false }).sort({ _id: 1 }).toArray();
  expect(kept.length).toBeGreaterThan(60);
  await plain.insertMany(kept);
  return { indexed, plain };
}

/** Conditions that bound an index, for partial ones, which few random filters are inside of. */
const bounds: readonly Document[] = [{ $gte: 0 }, { $gte: 'a' }, { $lt: 3 }, { $in: [1, 'a', null] }];

function firstPath(key: IndexDescription['key']): string {
  return Object.keys(key)[0] ?? '_id';
}

/** Asks both collections `rounds` random questions; answers how often an index served. */
export async function compareQueries(
  { indexed, plain }: Twins,
  indexes: readonly IndexDescription[],
  random: () => number,
  rounds: number,
): Promise<number> {
  let indexUses = 0;
  for (let round = 0; round < rounds; round += 1) {
    const { key, partialFilterExpression: part } = pick(random, indexes);
    const filter =
      part === undefined || round % 2 === 0
        ? randomFilter(random)
        : {
            $and: [random() < 0.5 ? randomFilter(random) : { [firstPath(key)]: pick(random, bounds) }, part],
          };
    const sort = pick(random, refusesParallelArrays(indexes) ? [...sorts, ...sortsOfTwo] : sorts);
    const isSorted = Object.keys(sort).length > 0;
    const page =
      isSorted && random() < 0.4
        ? { skip: Math.floor(random() * 4), limit: 1 + Math.floor(random() * 6) }
        : {};
    const field = pick(random, ['a', 'b', 'c', 'a.b']);
    const answers = async (collection: Collection<Numbered>): Promise<unknown> => {
      const cursor = collection.find(filter, { projection: { _id: 1 }, ...page });
      const found = await (isSorted ? cursor.sort(sort) : cursor).toArray();
      const ids = found.map(({ _id }) => _id);
      const stages = [{ $match: filter }, ...(isSorted ? [{ $sort: sort }] : []), { $project: { _id: 1 } }];
      const piped = (await collection.aggregate<Numbered>(stages).toArray()).map(({ _id }) => _id);
      return {
        ids: isSorted ? ids : ids.sort((a, b) => a - b),
        piped: isSorted ? piped : piped.sort((a, b) => a - b),
        count: await collection.countDocuments(filter),
        values: (await collection.distinct(field, filter)).length,
      };
    };
    const question = { filter, sort, page, field };
    expect({ question, answers: await answers(indexed) }).toEqual({
      question,
      answers: await answers(plain),
    });
    const plan = JSON.stringify(await indexed.find(filter).sort(sort).explain('queryPlanner'));
    if (plan.includes('IXSCAN')) indexUses += 1;
  }
  return indexUses;
}
