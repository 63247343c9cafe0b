import { startStoreEarly } from './bootstrap/start-store.js';
import { loadConfig } from './config/load-config.js';
import type { Config } from './config/config.js';
import { startHttpServer, type HttpServer } from './http/server.js';
import type { Application } from './http/application.js';
import { tuneHeap } from './platform/heap.js';
import { createAccessLog } from './platform/logger/access-log.js';
import { createLogger, type Logger } from './platform/logger/logger.js';
import { standardOutput } from './platform/logger/output.js';
import { startProcessMetrics } from './platform/telemetry/metrics.js';
import { startTracing } from './platform/telemetry/start-tracing.js';

/** How long open requests may take once the server is told to stop. */
const DRAIN_MS = 10_000;

/** Where everything is, for a person; the log goes to standard output, this to standard error. */
function printSummary(publicUrl: string, application: Application): void {
  const lines: (readonly [string, string])[] = [
    ['Reeve', publicUrl],
    ['GraphiQL', `${publicUrl}/graphql`],
    ['REST', `${publicUrl}/docs`],
    ...application.summary,
  ];
  const width = Math.max(...lines.map(([label]) => label.length));
  process.stderr.write(
    `\n${lines.map(([label, value]) => `  ${label.padEnd(width)}  ${value}\n`).join('')}\n`,
  );
}

/** Stops in the reverse order of the start; resolves when nothing is left to wait for. */
async function stop(
  server: HttpServer,
  application: Application,
  stopTracing: () => Promise<void>,
): Promise<void> {
  await server.drain(DRAIN_MS);
  await application.close();
  await stopTracing();
}

/** SIGTERM or SIGINT drains and exits with 0; a second signal exits at once. */
function stopOnSignal(logger: Logger, work: () => Promise<void>): void {
  let stopping = false;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stopping) process.exit(1);
    stopping = true;
    logger.info({ signal }, 'Stopping');
    work().then(
      () => {
        logger.info('Stopped');
        logger.flush(() => process.exit(0));
      },
      (error: unknown) => {
        logger.fatal({ err: error }, 'Stopping failed');
        logger.flush(() => process.exit(1));
      },
    );
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
}

/** Runs the server until a signal stops it: listens first, then composes what answers. Throws what keeps it from starting. */
export async function serve(config: Config = loadConfig()): Promise<void> {
  tuneHeap();
  const stopTracing = await startTracing(config.telemetry);
  const output = standardOutput();
  const logger = createLogger(config, output);
  startProcessMetrics();
  const startingStore = startStoreEarly(config);
  const server = await startHttpServer(config.http, createAccessLog(config, output));
  const publicUrl = config.http.publicUrl ?? server.url;

  // Loaded after the tracer, so that spans are there from the first command on; and after the socket, so that
  // /livez answers while the rest is read from disk.
  const { createApp } = await import('./app.js');
  const application = await createApp(config, { logger, publicUrl, startingStore });
  server.attach(application);
  stopOnSignal(logger, () => stop(server, application, stopTracing));
  logger.info({ url: server.url, publicUrl, pid: process.pid }, 'Ready');
  printSummary(publicUrl, application);
}
