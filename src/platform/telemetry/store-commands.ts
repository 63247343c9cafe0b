import mongoose, { type mongo } from 'mongoose';
import { metrics } from './metrics.js';
import { currentTracing, openSpan, type OpenSpan } from './traces.js';

/**
 * Counts what goes to the store. The driver's own command monitoring decodes every reply a second time, which doubles
 * the cost of a list; so time is taken from its connection pool (a connection is out for exactly one command), and names
 * from mongoose. Only while traces are on does the driver monitor commands (see `monitorsCommands`).
 */
export function observeStore(client: mongo.MongoClient): void {
  const since = new Map<string, number>();
  client.on('connectionCheckedOut', ({ address, connectionId }) => {
    since.set(`${address}/${String(connectionId)}`, performance.now());
  });
  client.on('connectionCheckedIn', ({ address, connectionId }) => {
    const connection = `${address}/${String(connectionId)}`;
    const start = since.get(connection);
    since.delete(connection);
    if (start !== undefined) metrics.storeCommand((performance.now() - start) / 1000);
  });
  mongoose.set('debug', (_collection: string, method: string) => metrics.storeOperation(method));
  if (monitorsCommands()) traceCommands(client);
}

/** Whether the driver should report commands one by one: only for spans. */
export function monitorsCommands(): boolean {
  return currentTracing() !== undefined;
}

/** One span for each command. Names and databases only: a command's body holds what nobody else may read. */
function traceCommands(client: mongo.MongoClient): void {
  const spans = new Map<number, OpenSpan>();
  client.on('commandStarted', ({ commandName, databaseName, requestId }) => {
    const span = openSpan(`mongodb ${commandName}`, 'client', {
      'db.system.name': 'mongodb',
      'db.operation.name': commandName,
      'db.namespace': databaseName,
    });
    if (span !== undefined) spans.set(requestId, span);
  });
  const end = (requestId: number, failed: boolean): void => {
    spans.get(requestId)?.end(failed);
    spans.delete(requestId);
  };
  client.on('commandSucceeded', ({ requestId }) => end(requestId, false));
  client.on('commandFailed', ({ requestId }) => end(requestId, true));
}
