interface ArgumentCodes {
  /** The operand is no object. */
  readonly object?: number;
  /** It has an argument that there is not. */
  readonly unknown?: number;
  /** It lacks an argument, by name. */
  readonly missing: Readonly<Record<string, number>>;
}

/** The codes that MongoDB has for wrong named arguments; operators that are not listed answer 9 (FailedToParse). */
const codes: Readonly<Record<string, ArgumentCodes>> = {
  $map: { object: 16878, unknown: 16879, missing: { input: 16880, in: 16882 } },
  $filter: { object: 28646, unknown: 28647, missing: { input: 28648, cond: 28650 } },
  $reduce: { object: 40075, unknown: 40076, missing: { input: 40077, initialValue: 40078, in: 40079 } },
  $let: { object: 16874, unknown: 16875, missing: { vars: 16876, in: 16877 } },
  $zip: { object: 34460, unknown: 34464, missing: { inputs: 34465 } },
  $trim: { object: 50696, unknown: 50694, missing: { input: 50695 } },
  $ltrim: { object: 50696, unknown: 50694, missing: { input: 50695 } },
  $rtrim: { object: 50696, unknown: 50694, missing: { input: 50695 } },
  $dateToString: { object: 18629, unknown: 18534, missing: { date: 18628 } },
  $dateFromString: { object: 40540, unknown: 40541, missing: { dateString: 40542 } },
  $dateToParts: { object: 40524, unknown: 40520, missing: { date: 40522 } },
  $dateFromParts: { object: 40519, unknown: 40518, missing: { year: 40516 } },
  $regexMatch: { object: 51103, unknown: 31024, missing: { input: 31022, regex: 31023 } },
  $regexFind: { object: 51103, unknown: 31024, missing: { input: 31022, regex: 31023 } },
  $regexFindAll: { object: 51103, unknown: 31024, missing: { input: 31022, regex: 31023 } },
  $replaceOne: { object: 51751, unknown: 51750, missing: { input: 51749, find: 51748, replacement: 51747 } },
  $replaceAll: { object: 51751, unknown: 51750, missing: { input: 51749, find: 51748, replacement: 51747 } },
};
const none: ArgumentCodes = { missing: {} };

export function argumentCode(operator: string): ArgumentCodes {
  return Object.hasOwn(codes, operator) ? (codes[operator] ?? none) : none;
}
