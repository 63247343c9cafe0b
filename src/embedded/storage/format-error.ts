/** The store cannot be opened by this version: it is of another format, or no store. */
export class StoreFormatError extends Error {
  override readonly name: string = 'StoreFormatError';
  readonly code: 'STORE_FORMAT' | 'STORE_DAMAGED' = 'STORE_FORMAT';
}

/** The store's file is damaged where LMDB trusts it: reading it might end the process, or hide records. */
export class StoreDamagedError extends StoreFormatError {
  override readonly name = 'StoreDamagedError';
  override readonly code = 'STORE_DAMAGED';
}
