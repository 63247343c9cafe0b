import type { Server, ServerResponse } from 'node:http';
import type { Application } from './application.js';

/**
 * Stops accepting connections, lets open requests end, ends streams, and hangs up on whatever is left at the deadline.
 * Resolves when the last connection is gone.
 */
export async function drain(
  server: Server,
  open: ReadonlyMap<ServerResponse, unknown>,
  application: Application | undefined,
  deadlineMs: number,
): Promise<void> {
  for (const outgoing of open.keys()) if (!outgoing.headersSent) outgoing.setHeader('Connection', 'close');
  application?.closeStreams();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const hangUp = setTimeout(() => server.closeAllConnections(), deadlineMs);
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(hangUp);
  clearInterval(sweep);
}
