/** What LMDB returns where a page is not what it should be (lmdb.h): not found, corrupted, panic, bad transaction, problem. */
const CODES: ReadonlySet<unknown> = new Set([-30_797, -30_796, -30_795, -30_782, -30_779]);

/** Whether LMDB came upon a damaged page, and noticed. */
export function isPageError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && CODES.has(error.code);
}
