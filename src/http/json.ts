import { isAscii } from 'node:buffer';
import { MalformedRequestError } from './errors.js';

/** Nesting that no request of ours needs, and that would cost a recursive reader its stack. */
const MAX_DEPTH = 32;

const utf8 = new TextDecoder('utf-8', { fatal: true });

function check(value: unknown, depth: number, strings: boolean): void {
  if (typeof value === 'string') {
    if (strings && value.includes('\0'))
      throw new MalformedRequestError('Text may not contain the NUL character.');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === MAX_DEPTH)
    throw new MalformedRequestError(`The body is nested deeper than ${MAX_DEPTH} levels.`);
  if (Array.isArray(value)) {
    for (const item of value) check(item, depth + 1, strings);
    return;
  }
  for (const key in value) {
    if (key === '__proto__') throw new MalformedRequestError('A field may not be called __proto__.');
    if (strings) check(key, depth, strings);
    check((value as Record<string, unknown>)[key], depth + 1, strings);
  }
}

/** Text from UTF-8; most of what is sent is ASCII, and that is read at a fraction of the cost. */
function textOf(bytes: Uint8Array): string {
  if (!isAscii(bytes)) return utf8.decode(bytes);
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/**
 * JSON from bytes, strictly: valid UTF-8, bounded depth, no `__proto__`, no NUL (unless the reader's own checks name the
 * field that has one). Throws MalformedRequestError.
 */
export function parseJson(bytes: Uint8Array, { allowNul = false } = {}): unknown {
  let value: unknown;
  let text: string;
  try {
    text = textOf(bytes);
    value = JSON.parse(text);
  } catch {
    throw new MalformedRequestError('The body is not valid JSON.');
  }
  check(value, 0, !allowNul && text.includes('\\u0000'));
  return value;
}
