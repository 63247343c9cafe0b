import { ONE, STAR } from './template.js';
import type { Part } from './template.js';

/**
 * Relations between patterns, for all texts at once. Both answers are on the safe side: `contains` may say no
 * where it is so, `overlaps` may say yes where it is not.
 */

const STAR_CODE = -1;
const ONE_CODE = -2;

/** Does the outer pattern match everything that the inner one matches? A variable may hold any text. */
export function contains(outer: readonly Part[], inner: readonly Part[]): boolean {
  // What the outer pattern's variables will hold is not known, so nothing is surely inside.
  if (outer.some((part) => typeof part === 'object')) return false;
  return relate(toCodes(outer), toCodes(inner), (code, other) => {
    if (other === STAR_CODE) return false;
    return code === ONE_CODE || code === other;
  });
}

/** Is there a text that both patterns match? */
export function overlaps(a: readonly Part[], b: readonly Part[]): boolean {
  const codesA = toCodes(a);
  const codesB = toCodes(b);
  return relate(
    codesA,
    codesB,
    (code, other) => code === other || code === ONE_CODE || other === ONE_CODE,
    true,
  );
}

/**
 * Walks both patterns together; a star of `a` (and of `b`, when both are free) takes any number of codes.
 * Row by row from the end, so time is the product of the lengths and space one row.
 */
function relate(
  a: readonly number[],
  b: readonly number[],
  step: (code: number, other: number) => boolean,
  bothFree = false,
): boolean {
  let below = new Uint8Array(b.length + 1);
  for (let i = a.length; i >= 0; i -= 1) {
    const row = new Uint8Array(b.length + 1);
    const code = a[i];
    for (let j = b.length; j >= 0; j -= 1) {
      const other = b[j];
      if (code === undefined && other === undefined) row[j] = 1;
      else if (code === STAR_CODE) row[j] = below[j] === 1 || row[j + 1] === 1 ? 1 : 0;
      else if (bothFree && other === STAR_CODE) row[j] = row[j + 1] === 1 || below[j] === 1 ? 1 : 0;
      else if (code !== undefined && other !== undefined && step(code, other)) row[j] = below[j + 1] ?? 0;
    }
    below = row;
  }
  return below[0] === 1;
}

/** Code points, so that `?` is one character whatever its size. */
function toCodes(parts: readonly Part[]): readonly number[] {
  return parts.flatMap((part) => {
    if (part === ONE) return [ONE_CODE];
    if (part === STAR || typeof part === 'object') return [STAR_CODE];
    return Array.from(part, (character) => character.codePointAt(0) ?? 0);
  });
}
