import { StoreFormatError } from '../storage/format-error.js';
import { openStorage } from '../storage/open-storage.js';
import { checkStorage } from './check.js';
import type { CheckMessage } from './check-directory.js';

/** The process of `checkDirectory`: checks the store in the directory that is its argument, and says what it found. */
async function main(): Promise<CheckMessage> {
  const storage = await openStorage(process.argv[2] ?? '', { temporary: false });
  try {
    return { kind: 'report', report: await checkStorage(storage) };
  } finally {
    await storage.close();
  }
}

function failure(error: unknown): CheckMessage {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: error instanceof StoreFormatError ? 'format' : 'failed', message };
}

process.send?.(await main().catch(failure));
process.disconnect();
