/** Failures that are counted together: how many, and when the last one was (milliseconds since the epoch). */
export interface Failures {
  readonly failures: number;
  readonly lastAt: number;
}

/** So many failures cost nothing; the next ones cost 2 s, 4 s, 8 s, ... up to the cap. */
export interface Limit {
  readonly free: number;
  readonly capMs: number;
}

/** Counts start anew with every window, so nothing is remembered, or locked, longer than this. */
export const WINDOW_MS = 60 * 60_000;

const FIRST_MS = 2000;

/** Until when nothing is admitted (milliseconds since the epoch); in the past if nothing is locked. */
export function lockedUntil({ failures, lastAt }: Failures, { free, capMs }: Limit): number {
  if (failures < free) return 0;
  return lastAt + Math.min(capMs, FIRST_MS * 2 ** Math.min(failures - free, 40));
}
