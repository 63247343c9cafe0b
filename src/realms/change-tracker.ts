import { EVERYTHING, type ChangeRecord } from './changes.js';

/**
 * What this process knows of a realm's changes: enough to tell whether something that was derived at one revision is
 * still so at a later one, without reading it again.
 */
export interface ChangeTracker {
  /** Everything that was touched up to this revision is known. */
  readonly revision: number;
  /** True if nothing named in `refs` was touched after `since`; what is not known counts as touched. */
  unchanged(refs: Iterable<string>, since: number): boolean;
  /** Learns of the changes up to `revision`: at once (undefined) if they are known, else by one read. */
  reach(revision: number): Promise<void> | undefined;
  /** Takes over what this process has just committed; ignored where it is not the next revision. */
  note(revision: number, touched: readonly string[]): void;
}

/** Things remembered with the revision that touched them last; beyond it, everything counts as touched. */
const MAX_REMEMBERED = 20_000;

/**
 * @param start the revision at which the realm was opened
 * @param read the changes between two revisions, complete and in order; undefined if they are not to be had any more
 */
export function createChangeTracker(
  start: number,
  read: (from: number, to: number) => Promise<readonly ChangeRecord[] | undefined>,
): ChangeTracker {
  const lastTouched = new Map<string, number>();
  let known = start;
  /** Nothing is known of what was touched up to here. */
  let floor = start;
  let reading: Promise<void> | undefined;

  function forgetAll(revision: number): void {
    lastTouched.clear();
    floor = revision;
  }

  function apply(revision: number, touched: readonly string[]): void {
    known = revision;
    if (touched.includes(EVERYTHING)) forgetAll(revision);
    for (const ref of touched) lastTouched.set(ref, revision);
    if (lastTouched.size > MAX_REMEMBERED) forgetAll(revision);
  }

  async function catchUp(revision: number): Promise<void> {
    while (known < revision) {
      const from = known;
      const changes = await read(from, revision);
      if (known !== from) continue;
      if (changes === undefined) {
        known = revision;
        forgetAll(revision);
      } else for (const { _id, touched } of changes) apply(_id, touched);
    }
  }

  return {
    get revision() {
      return known;
    },
    unchanged(refs, since) {
      if (since < floor) return false;
      for (const ref of refs) if ((lastTouched.get(ref) ?? 0) > since) return false;
      return true;
    },
    reach(revision) {
      if (revision <= known) return undefined;
      const running = (reading ?? Promise.resolve()).then(() => catchUp(revision));
      const settled = running.catch(() => undefined);
      reading = settled;
      return running;
    },
    note(revision, touched) {
      if (revision === known + 1) apply(revision, touched);
    },
  };
}
