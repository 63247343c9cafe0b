import { isRealmSlug } from './realm.js';

/** The control database if MONGODB_URI names none. */
export const DEFAULT_CONTROL_DATABASE = 'reeve';

/** 30 bytes, `_` and a slug of 32 stay under MongoDB's limit of 63. */
const CONTROL_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,29}$/;

/**
 * The name of a realm's database: the one way from a slug to a database.
 *
 * @throws RangeError for anything but a slug, or a control database whose name leaves no room.
 */
export function realmDatabaseName(controlDatabase: string, slug: string): string {
  if (!CONTROL_NAME.test(controlDatabase)) {
    throw new RangeError('The control database is named by at most 30 letters, digits, "_" and "-".');
  }
  if (!isRealmSlug(slug)) throw new RangeError('This is not a realm slug.');
  return `${controlDatabase}_${slug}`;
}
