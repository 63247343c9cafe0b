import { ByteUtils } from 'bson';

/** Longer names are rare, and dear to compare. */
const LONGEST = 32;
const SLOTS = 2_048;

/** By a hash of their bytes: the names of fields that were read lately. All are ASCII. */
const names: (string | undefined)[] = new Array<string | undefined>(SLOTS);

/**
 * The field's name from `start` to `end`. Documents repeat a few names for ever: a string that was made before needs
 * neither be made again nor looked up among V8's property names.
 */
export function readFieldName(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start;
  if (length > LONGEST) return ByteUtils.toUTF8(bytes, start, end, false);
  let hash = length;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  const slot = (hash ^ (hash >>> 11)) & (SLOTS - 1);
  const known = names[slot];
  if (known?.length === length && spells(known, bytes, start)) return known;
  const name = ByteUtils.toUTF8(bytes, start, end, false);
  // A name that is not ASCII has fewer characters than bytes, or is compared in vain.
  if (name.length === length) names[slot] = name;
  return name;
}

function spells(name: string, bytes: Uint8Array, start: number): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
