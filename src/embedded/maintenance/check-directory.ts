import { fork } from 'node:child_process';
import { once } from 'node:events';
import { checkDataFile } from '../storage/data-file.js';
import { dataFile, environmentPath } from '../storage/environment.js';
import { StoreFormatError } from '../storage/format-error.js';
import { pageProblems } from '../storage/pages.js';
import { type CheckReport, Findings } from './check-report.js';

/** What the process that checks says. */
export type CheckMessage =
  | { readonly kind: 'report'; readonly report: CheckReport }
  | { readonly kind: 'format'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string };

const PROGRAM = new URL('./embedded-check.js', import.meta.url);

/**
 * Checks the store in a directory that the caller owns: its pages, then what they hold, in a process of its own, for
 * LMDB trusts its pages, and a damaged one may end the process that reads it. `shownAs` is what problems call its file.
 * Throws StoreFormatError.
 */
export async function checkDirectory(
  directory: string,
  shownAs = dataFile(environmentPath(directory)),
): Promise<CheckReport> {
  await checkDataFile(directory, shownAs);
  const problems = pageProblems(dataFile(environmentPath(directory)));
  if (problems.length > 0) {
    const found = new Findings();
    for (const problem of problems) found.add('PAGE_DAMAGED', `${shownAs}: ${problem}`);
    return found.report();
  }
  const child = fork(PROGRAM, [directory], { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const heard: CheckMessage[] = [];
  child.on('message', (message: CheckMessage) => heard.push(message));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  const [message] = heard;
  if (message?.kind === 'report') return message.report;
  if (message?.kind === 'format') throw new StoreFormatError(message.message);
  if (message?.kind === 'failed') throw new Error(message.message);
  const found = new Findings();
  found.add('PAGE_DAMAGED', `the data file cannot be read: the check ended with ${String(signal ?? code)}`);
  return found.report();
}
