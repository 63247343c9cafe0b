let writtenAt = 0;
let written = '';

/** As pino's own isoTime, but made once a millisecond: under load many lines share one. */
export function isoTime(): string {
  const now = Date.now();
  if (now !== writtenAt) {
    writtenAt = now;
    written = `,"time":"${new Date(now).toISOString()}"`;
  }
  return written;
}
