import { pino, type DestinationStream } from 'pino';

/** Characters that are gathered before they are handed on. */
const TOGETHER = 32_768;
/** Milliseconds that a line waits at most. */
const WAIT_MS = 100;

/** Where log lines go. pino calls all three: `flushSync` after a fatal line, `flush` when it is asked to. */
export interface LogOutput extends DestinationStream {
  write(lines: string): void;
  flush(done?: (error?: Error) => void): void;
  flushSync(): void;
}

/**
 * Gathers lines in front of `destination`: a line reaches it within 100 ms, at once with `flush`. pino's destination
 * gathers as well (`minLength`), but copies all that it has gathered at each further line.
 */
export function gatherLines(destination: LogOutput): LogOutput {
  let gathered = '';
  let timer: NodeJS.Timeout | undefined;

  function handOn(): void {
    clearTimeout(timer);
    timer = undefined;
    if (gathered === '') return;
    const lines = gathered;
    gathered = '';
    destination.write(lines);
  }

  return {
    write(line) {
      gathered += line;
      if (gathered.length >= TOGETHER) handOn();
      else timer ??= setTimeout(handOn, WAIT_MS).unref();
    },
    flush(done) {
      handOn();
      destination.flush(done);
    },
    flushSync() {
      handOn();
      destination.flushSync();
    },
  };
}

/** Standard output, gathered; whatever is left is written when the process ends. */
export function standardOutput(): LogOutput {
  const output = gatherLines(
    // Without any `minLength` it would not wait, in `flush`, for a write that is under way.
    pino.destination({ dest: 1, sync: false, minLength: 1, maxWrite: 2 * TOGETHER }),
  );
  // Before pino's own listeners, which close the destination.
  process
    .prependListener('beforeExit', () => output.flush())
    .prependListener('exit', () => output.flushSync());
  return output;
}
