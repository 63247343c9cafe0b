import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from 'bson';

/** A small generator of pseudo-random numbers (mulberry32), so that a failure can be repeated by its seed. */
export function randomSource(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function pick<T>(random: () => number, list: readonly T[]): T {
  const chosen = list[Math.floor(random() * list.length)];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}

const doubles = [0, -0, 1, -1, 0.1, 0.5, 1e-300, -1e-300, 5e-324, 2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), 1e308, NaN, Infinity, -Infinity, 1.5]; // prettier-ignore
const longs = ['0', '1', '-1', '9007199254740993', '9007199254740992', '9223372036854775807', '-9223372036854775808', '9223372036854775806', '3']; // prettier-ignore
const decimals = ['0', '-0', '1', '1.0', '1.00', '0.1', '0.5', '1E-320', '1E-6000', '-1E-6000', '1E+6000', '-1E+6000', '1.7976931348623157E+308', '1.7976931348623158E+308', '1.8E+308', 'NaN', 'Infinity', '-Infinity', '9007199254740993', '9007199254740992.5', '0.1000000000000000055511151231257827', '9223372036854775807', '9223372036854775807.5', '5E-324', '1.5']; // prettier-ignore
const strings = ['', 'a', 'aa', 'ab', 'b', 'A', '\0', 'a\0', 'a\0b', 'a\0\0', 'a\u0001', '\uff5e', '\u{1f600}', '\u{10ffff}', '\ue000', 'é', 'z', '0', 'null']; // prettier-ignore

/** Any BSON value, with the odd ones much more often than by chance. */
export function randomValue(random: () => number, depth = 2): unknown {
  switch (Math.floor(random() * (depth > 0 ? 18 : 16))) {
    case 0:
      return null;
    case 1:
      return new Int32(Math.floor(random() * 5) - 2);
    case 2:
      return new Double(pick(random, doubles));
    case 3:
      return Long.fromString(pick(random, longs));
    case 4:
      return Decimal128.fromString(pick(random, decimals));
    case 5:
    case 6:
      return pick(random, strings);
    case 7:
      return random() < 0.5;
    case 8:
      return new Date(pick(random, [0, -1, 1, -62135596800000, 1700000000000, 253402300799999]));
    case 9:
      return new ObjectId(Buffer.alloc(12, Math.floor(random() * 3)));
    case 10:
      return new Binary(
        Buffer.alloc(Math.floor(random() * 3), 255 - Math.floor(random() * 2)),
        Math.floor(random() * 2),
      );
    case 11:
      return new Timestamp({ t: pick(random, [0, 1, 4294967295]), i: pick(random, [0, 1, 4294967295]) });
    case 12:
      return new BSONRegExp(pick(random, ['a', 'b', 'aa']), pick(random, ['', 'i', 'im']));
    case 13:
      return random() < 0.5 ? new MinKey() : new MaxKey();
    case 14:
      return random() < 0.5
        ? new Code(pick(random, ['a', 'b']))
        : new Code(pick(random, ['a', 'b']), { x: new Int32(1) });
    case 15:
      return pick(random, doubles.filter(Number.isFinite));
    case 16:
      return Array.from({ length: Math.floor(random() * 3) }, () => randomValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: Math.floor(random() * 3) }, () => [
          pick(random, ['a', 'b', 'ab', '']),
          randomValue(random, depth - 1),
        ]),
      );
  }
}
