import { BSONRegExp } from 'bson';
import { pick, randomValue } from './random-values.js';

type Random = () => number;

const paths = ['a', 'b', 'a.b', 'b.a', 'a.a'];

/** A scalar that documents are likely to hold too. */
export function commonValue(random: Random): unknown {
  if (random() < 0.2) return randomValue(random, 1);
  return pick(random, [0, 1, 2, 3, 4, null, 'a', 'ab', 'b', '', true, [], [1], [1, 2], { a: 1 }, { b: 2 }]);
}

/** A document with fields `a` and `b`, which are scalars, arrays or documents of such. */
export function randomDocument(random: Random, depth = 2): Record<string, unknown> {
  const field = (level: number): unknown => {
    const kind = random();
    if (level > 0 && kind < 0.25)
      return Array.from({ length: Math.floor(random() * 3) }, () => field(level - 1));
    if (level > 0 && kind < 0.55) return randomDocument(random, level - 1);
    return commonValue(random);
  };
  const entries = ['a', 'b'].filter(() => random() < 0.85).map((name) => [name, field(depth)] as const);
  return Object.fromEntries(entries);
}

function condition(random: Random): Record<string, unknown> {
  const value = commonValue(random);
  switch (Math.floor(random() * 12)) {
    case 0:
    case 1:
      return { $eq: value };
    case 2:
      return { $in: Array.from({ length: Math.floor(random() * 4) }, () => commonValue(random)) };
    case 3:
      return { $exists: random() < 0.5 };
    case 4:
      return { $gt: value };
    case 5:
      return { $gte: value };
    case 6:
      return { $lt: value };
    case 7:
      return { $gte: commonValue(random), $lte: value };
    case 8:
      return { $ne: value };
    case 9:
      return {
        $regex: new BSONRegExp(pick(random, ['^a', '^ab', '^a.*', 'b', '^(a|b)', '^a|b', '^ab?']), ''),
      };
    case 10:
      return {
        $elemMatch: random() < 0.5 ? { $gte: 1, $lt: 3 } : { [pick(random, ['a', 'b'])]: condition(random) },
      };
    default:
      return { $all: [commonValue(random), commonValue(random)] };
  }
}

/** A valid filter over the paths of `randomDocument`. */
export function randomFilter(random: Random, depth = 1): Record<string, unknown> {
  const filter: Record<string, unknown> = {};
  const count = 1 + Math.floor(random() * 2);
  for (let i = 0; i < count; i += 1) {
    if (depth > 0 && random() < 0.2) {
      const branches = Array.from({ length: 1 + Math.floor(random() * 2) }, () =>
        randomFilter(random, depth - 1),
      );
      filter[pick(random, ['$or', '$and', '$nor'])] = branches;
    } else {
      filter[pick(random, paths)] = condition(random);
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
