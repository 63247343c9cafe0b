import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/*
 * Reads what record-writes.c recorded, and makes the data file as a power cut would have left it.
 */

const SOURCE = fileURLToPath(new URL('record-writes.c', import.meta.url));
const HEAD_BYTES = 21;
/** The unit in which an operating system writes its page cache to the disk. */
const PAGE_BYTES = 4096;

type Kind = 'W' | 'D' | 'T' | 'B' | 'E';

interface RecordedEvent {
  readonly kind: Kind;
  /** Where its record ends in the recording. */
  readonly end: number;
  /** Of B and E: which flush. */
  readonly flush: number;
  readonly offset: number;
  readonly bytes: Buffer;
}

/** Compiles the recorder to `target`; says why where that cannot be. */
export function compileRecorder(target: string): { readonly impossible?: string } {
  if (process.platform !== 'linux') return { impossible: 'recording writes needs Linux' };
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', target, SOURCE, '-ldl', '-lpthread'], {
      stdio: 'pipe',
    });
    return {};
  } catch (error) {
    return { impossible: `recording writes needs a C compiler: ${(error as Error).message}` };
  }
}

/** What a store's process needs in its environment to be recorded. */
export function recordingEnvironment(recorder: string, recording: string): NodeJS.ProcessEnv {
  return { ...process.env, LD_PRELOAD: recorder, RECORD_WRITES_TO: recording };
}

export function readRecording(file: string): RecordedEvent[] {
  const recording = readFileSync(file);
  const events: RecordedEvent[] = [];
  for (let at = 0; at + HEAD_BYTES <= recording.length;) {
    const end = at + HEAD_BYTES + Number(recording.readBigUInt64LE(at + 13));
    if (end > recording.length) break;
    events.push({
      kind: String.fromCharCode(recording[at] ?? 0) as Kind,
      end,
      flush: recording.readUInt32LE(at + 1),
      offset: Number(recording.readBigUInt64LE(at + 5)),
      bytes: recording.subarray(at + HEAD_BYTES, end),
    });
    at = end;
  }
  return events;
}

/**
 * The data file after a power cut at `position` of the recording. What was flushed is there: writes before the
 * beginning of a flush that has ended, and those that return only when they are on the disk. Of the rest each page is
 * there if `keeps` says so.
 */
export function diskAfterPowerCut(
  events: readonly RecordedEvent[],
  position: number,
  keeps: () => boolean,
): Buffer {
  const written = events.filter(({ end }) => end <= position);
  const ended = new Set(written.filter(({ kind }) => kind === 'E').map(({ flush }) => flush));
  const flushed = written.findLastIndex(({ kind, flush }) => kind === 'B' && ended.has(flush));
  let disk: Buffer = Buffer.alloc(0);
  written.forEach(({ kind, offset, bytes }, i) => {
    const isDurable = i < flushed || kind === 'D';
    if (kind === 'T' && (isDurable || keeps())) disk = resized(disk, offset);
    if (kind !== 'W' && kind !== 'D') return;
    for (let from = 0; from < bytes.length; from += PAGE_BYTES) {
      if (!isDurable && !keeps()) continue;
      const page = bytes.subarray(from, from + PAGE_BYTES);
      disk = resized(disk, Math.max(disk.length, offset + from + page.length));
      page.copy(disk, offset + from);
    }
  });
  return disk;
}

function resized(disk: Buffer, length: number): Buffer {
  if (length <= disk.length) return disk.subarray(0, length);
  const longer = Buffer.alloc(length);
  disk.copy(longer);
  return longer;
}
