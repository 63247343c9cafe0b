import type { Server } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Application } from './application.js';
import type { OpenAnswers } from './open-answers.js';

/**
 * So long a connection without a request may stay: its client may have sent one that nobody has read yet. The answer
 * closes it.
 */
const LINGER_MS = 200;

/**
 * Stops accepting connections, lets open requests end, ends streams, and hangs up on whatever is left at the deadline.
 * Resolves when the last connection is gone.
 */
export async function drain(
  server: Server,
  open: OpenAnswers,
  application: Application | undefined,
  deadlineMs: number,
): Promise<void> {
  for (const { outgoing } of open.all()) if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close');
  application?.closeStreams();
  // This only stops listening. http.Server's own close would also reset, at once, what looks idle.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });
  const hangUp = setTimeout(() => server.closeAllConnections(), deadlineMs);
  const lingerEnds = performance.now() + LINGER_MS;
  const sweep = setInterval(() => {
    if (performance.now() >= lingerEnds) server.closeIdleConnections();
  }, 50);
  await closed;
  clearTimeout(hangUp);
  clearInterval(sweep);
}
