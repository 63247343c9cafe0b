/** The store cannot be opened by this version: it is of another format, or no store. */
export class StoreFormatError extends Error {
  override readonly name = 'StoreFormatError';
  readonly code = 'STORE_FORMAT';
}
