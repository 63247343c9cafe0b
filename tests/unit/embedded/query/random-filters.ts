import { BSONRegExp } from 'bson';
import { pick, randomValue } from './random-values.js';

type Random = () => number;

const paths = ['a', 'b', 'c', 'a.b', 'b.a', 'a.a'];
/** Paths in which a number may be an index or a name. */
const numericPaths = ['a.0', 'b.1', 'a.0.b', 'a.b.0'];
/** Longer than what an index keeps of a key, and alike up to there. */
const long = 'x'.repeat(1_600);

/** A scalar that documents are likely to hold too. */
export function commonValue(random: Random): unknown {
  const kind = random();
  if (kind < 0.2) return randomValue(random, 1);
  if (kind < 0.23) return long + pick(random, ['', 'a', 'b']);
  return pick(random, [0, 1, 2, 3, 4, null, 'a', 'ab', 'b', '', true, [], [1], [1, 2], { a: 1 }, { b: 2 }]);
}

/** A document with fields `a`, `b` and `c`, which are scalars, arrays or documents of such. */
export function randomDocument(random: Random, depth = 2): Record<string, unknown> {
  const field = (level: number): unknown => {
    const kind = random();
    if (level > 0 && kind < 0.25)
      return Array.from({ length: Math.floor(random() * 3) }, () => field(level - 1));
    if (level > 0 && kind < 0.55) return randomDocument(random, level - 1);
    return commonValue(random);
  };
  const entries = ['a', 'b'].filter(() => random() < 0.85).map((name) => [name, field(depth)] as const);
  if (random() < 0.7) return Object.fromEntries([...entries, ['c', commonValue(random)]]);
  return Object.fromEntries(entries);
}

const commonValues = (random: Random, most: number): unknown[] =>
  Array.from({ length: Math.floor(random() * (most + 1)) }, () => commonValue(random));

const commonPattern = (random: Random): BSONRegExp =>
  new BSONRegExp(
    pick(random, ['^a', '^ab', '^a.*', 'b', '^(a|b)', '^a|b', '^ab?', '^x', '^$']),
    pick(random, ['', '', '', 'i']),
  );

type Condition = Record<string, unknown>;

const conditions: readonly ((random: Random) => Condition)[] = [
  (random) => ({ $eq: commonValue(random) }),
  (random) => ({ $eq: commonValue(random) }),
  (random) => ({ $in: commonValues(random, 3) }),
  (random) => ({ $in: [...commonValues(random, 2), commonPattern(random)] }),
  (random) => ({ $nin: commonValues(random, 2) }),
  (random) => ({ $exists: random() < 0.5 }),
  (random) => ({ $gt: commonValue(random) }),
  (random) => ({ $gte: commonValue(random) }),
  (random) => ({ $lt: commonValue(random) }),
  (random) => ({ $lte: commonValue(random) }),
  (random) => ({ $gte: commonValue(random), $lte: commonValue(random) }),
  (random) => ({ $gt: 0, $lt: pick(random, [2, 3, 4]) }),
  (random) => ({ $ne: commonValue(random) }),
  (random) => ({ $regex: commonPattern(random) }),
  (random) => ({
    $elemMatch: pick(random, [
      { $gte: 1, $lt: 3 },
      { $ne: 1 },
      { $in: [1, null] },
      { $elemMatch: { $gte: 1 } },
    ]),
  }),
  (random) => ({ $elemMatch: { [pick(random, ['a', 'b'])]: condition(random) } }),
  (random) => ({ $all: [commonValue(random), commonValue(random)] }),
  (random) => ({ $not: condition(random) }),
  (random) => ({ $type: pick(random, ['string', 'number', 'array', 'null', 'object', ['int', 'bool']]) }),
  (random) => ({ $size: Math.floor(random() * 3) }),
  (random) => ({ $mod: [2, Math.floor(random() * 2)] }),
];

function condition(random: Random): Condition {
  return pick(random, conditions)(random);
}

/** A valid filter over the paths of `randomDocument`. */
export function randomFilter(random: Random, depth = 2): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  const count = 1 + Math.floor(random() * 2);
  for (let i = 0; i < count; i += 1) {
    if (depth > 0 && random() < 0.2) {
      const branches = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
        randomFilter(random, depth - 1),
      );
      filter[pick(random, ['$or', '$and', '$nor'])] = branches;
    } else {
      const path = pick(random, random() < 0.1 ? numericPaths : paths);
      const value = commonValue(random);
      // A bare value is an equality, too.
      filter[path] = random() < 0.1 && !(value instanceof BSONRegExp) ? value : condition(random);
    }
  }
  return isRefused(filter) ? randomFilter(random, depth) : filter;
}

/** Range operators refuse regular expressions, as $ne does. */
function isRefused(value: unknown, operator = ''): boolean {
  if (value instanceof BSONRegExp) return /^\$(?:gt|gte|lt|lte|ne)$/.test(operator);
  if (Array.isArray(value)) return value.some((element) => isRefused(element));
  if (typeof value !== 'object' || value === null || '_bsontype' in value || value instanceof Date)
    return false;
  return Object.entries(value).some(([key, inner]) => isRefused(inner, key));
}
