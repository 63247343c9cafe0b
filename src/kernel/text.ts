import { z } from 'zod';

/** Bounds of a text, in Unicode code points. */
export interface TextBounds {
  /** 1 unless told: an empty text is seldom meant. */
  readonly min?: number;
  readonly max: number;
  /** Line breaks and tabs are allowed (descriptions); no other control character ever is. */
  readonly multiline?: boolean;
}

// A UTF-16 code unit is at most one code point and a code point at most two units: a cheap bound before counting.
const UNITS_PER_CODE_POINT = 2;
const LONE_SURROGATE = /\p{Cs}/u;
const CONTROL = /\p{Cc}/u;
const CONTROL_BUT_LINES = /[^\P{Cc}\t\n\r]/u;

/** Length in Unicode code points, which is how every limit of ours counts. */
export function codePoints(value: string): number {
  let count = 0;
  for (let index = 0; index < value.length; count += 1) {
    const codePoint = value.codePointAt(index) ?? 0;
    index += codePoint > 0xffff ? 2 : 1;
  }
  return count;
}

function plural(count: number, max = count): string {
  return count === max ? `${count} character${count === 1 ? '' : 's'}` : `${count} to ${max} characters`;
}

/** What is wrong with a text, as a sentence that says what is allowed; undefined if nothing is. */
export function textProblem(value: string, bounds: TextBounds): string | undefined {
  const min = bounds.min ?? 1;
  const { max, multiline = false } = bounds;
  if (value.length > max * UNITS_PER_CODE_POINT) return `must have ${plural(min, max)}`;
  if (LONE_SURROGATE.test(value)) return 'must be well-formed Unicode: a lone surrogate is not allowed';
  if (value.includes('\0')) return 'must not contain the NUL character';
  if ((multiline ? CONTROL_BUT_LINES : CONTROL).test(value)) {
    return multiline
      ? 'must not contain control characters other than line breaks and tabs'
      : 'must be one line without control characters';
  }
  const length = codePoints(value);
  return length < min || length > max ? `must have ${plural(min, max)}` : undefined;
}

/**
 * The shape of a bounded text; its messages say what is allowed and never repeat the value. JSON Schema counts lengths in
 * code points as we do, so the API's documents have them too.
 */
export function text(bounds: TextBounds): z.ZodString {
  return z
    .string()
    .check((ctx) => {
      const problem = textProblem(ctx.value, bounds);
      if (problem !== undefined) ctx.issues.push({ code: 'custom', message: problem, input: ctx.value });
    })
    .meta({ minLength: bounds.min ?? 1, maxLength: bounds.max });
}

/** What is wrong with a secret that a person typed; unlike a text it may hold any character but NUL. */
function secretProblem(value: string, max: number): string | undefined {
  if (value === '' || value.length > max * UNITS_PER_CODE_POINT) return `must have ${plural(1, max)}`;
  if (LONE_SURROGATE.test(value)) return 'must be well-formed Unicode: a lone surrogate is not allowed';
  if (value.includes('\0')) return 'must not contain the NUL character';
  return codePoints(value) > max ? `must have ${plural(1, max)}` : undefined;
}

/**
 * The shape of a secret that a person typed (a password). Its length rules belong to the realm's policy; `max` only
 * bounds the work.
 */
export function secretText(max: number): z.ZodString {
  return z
    .string()
    .check((ctx) => {
      const problem = secretProblem(ctx.value, max);
      if (problem !== undefined) ctx.issues.push({ code: 'custom', message: problem, input: '' });
    })
    .meta({ minLength: 1, maxLength: max });
}
