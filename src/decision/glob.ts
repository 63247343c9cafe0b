import { ONE, STAR } from './template.js';
import type { ResolvedPart } from './template.js';

/** Does the whole text match? */
export type Matcher = (text: string) => boolean;

const STAR_CODE = -1;
const ONE_CODE = -2;

/** Compiles literals and wildcards; the common shapes (exact, prefix, everything) get their own matcher. */
export function compileGlob(parts: readonly ResolvedPart[]): Matcher {
  const [first, second] = parts;
  if (parts.length === 0) return (text) => text === '';
  if (parts.length === 1 && first === STAR) return () => true;
  if (parts.length === 1 && typeof first === 'string') return (text) => text === first;
  if (parts.length === 2 && typeof first === 'string' && second === STAR) {
    return (text) => text.startsWith(first);
  }
  const codes = toCodes(parts);
  return (text) => matches(codes, text);
}

function toCodes(parts: readonly ResolvedPart[]): readonly number[] {
  const codes: number[] = [];
  for (const part of parts) {
    if (part === STAR) {
      if (codes.at(-1) !== STAR_CODE) codes.push(STAR_CODE);
    } else if (part === ONE) codes.push(ONE_CODE);
    else for (let at = 0; at < part.length; at += 1) codes.push(part.charCodeAt(at));
  }
  return codes;
}

/** Greedy, going back to the last star only: time is at most pattern times text, whatever the pattern. */
function matches(codes: readonly number[], text: string): boolean {
  let code = 0;
  let at = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const wanted = codes[code];
    if (wanted === STAR_CODE) {
      star = code;
      starAt = at;
      code += 1;
    } else if (wanted === ONE_CODE) {
      code += 1;
      at += characterLength(text, at);
    } else if (wanted === text.charCodeAt(at)) {
      code += 1;
      at += 1;
    } else if (star !== -1) {
      starAt += 1;
      at = starAt;
      code = star + 1;
    } else {
      return false;
    }
  }
  while (codes[code] === STAR_CODE) code += 1;
  return code === codes.length;
}

/** `?` is one character as a person counts, so a surrogate pair is taken whole. */
function characterLength(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
