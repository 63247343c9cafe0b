import { BSON, Int32 } from 'bson';
import { seal, unseal } from './checksum.js';
import type { Environment } from './environment.js';
import { StoreFormatError } from './format-error.js';
import { ALL_SPACES, CATALOG } from './layer.js';
import type { LmdbSpace } from './lmdb-reader.js';
import { WHOLE_SPACE } from './reader.js';

/**
 * The on-disk format that this version writes.
 * 1: records without checksums. 2: every record ends in its checksum. 3: a history of changes, which a version that
 * does not know it would leave with gaps.
 */
export const FORMAT_VERSION = 3;
/** Since this one every record has a checksum. */
const FIRST_SEALED = 2;

/**
 * Where the `catalog` space keeps a BSON document with `formatVersion` and `nextId`, in every format: whatever a later
 * one puts behind that document, every version can read which format it has before it.
 */
export const META_KEY = '!';

export interface Meta {
  readonly formatVersion: number;
  /** The next number for a collection or an index. */
  readonly nextId: number;
}

export function encodeMeta(nextId: number): Buffer {
  return Buffer.from(BSON.serialize({ formatVersion: new Int32(FORMAT_VERSION), nextId }));
}

export function decodeMeta(bytes: Buffer): Meta {
  const { formatVersion, nextId } = BSON.deserialize(bytes.subarray(0, bytes.readInt32LE(0)));
  return { formatVersion: Number(formatVersion), nextId: Number(nextId) };
}

/**
 * What an environment says of its format; undefined for one that holds nothing yet.
 * Throws StoreFormatError if it holds records and says nothing that can be read.
 */
export function readMeta({ spaces }: Environment): Meta | undefined {
  const bytes = spaces[CATALOG]?.get(META_KEY);
  if (bytes === undefined) {
    if (ALL_SPACES.every((space) => isEmpty(spaces[space] as LmdbSpace))) return undefined;
    throw new StoreFormatError('its record of the on-disk format is missing');
  }
  try {
    const meta = decodeMeta(bytes);
    const { formatVersion } = meta;
    const sealed = formatVersion >= FIRST_SEALED && formatVersion <= FORMAT_VERSION;
    const sound = !sealed || unseal(CATALOG, META_KEY, bytes) !== undefined;
    if (sound && Number.isSafeInteger(meta.formatVersion) && Number.isSafeInteger(meta.nextId)) return meta;
  } catch {
    // Said below.
  }
  throw new StoreFormatError('its record of the on-disk format is damaged');
}

/** Marks an environment, new or otherwise sound in it, with this version's format. */
export function writeMeta({ spaces }: Environment, nextId = 1): void {
  spaces[CATALOG]?.putSync(META_KEY, seal(CATALOG, META_KEY, encodeMeta(nextId)));
}

function isEmpty(space: LmdbSpace): boolean {
  return space.getKeysCount({ start: WHOLE_SPACE.lower, end: WHOLE_SPACE.upper, limit: 1 }) === 0;
}
