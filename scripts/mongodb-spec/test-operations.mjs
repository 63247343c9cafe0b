import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { Mismatch, RunnerError } from './errors.mjs';
import { isEvent } from './event-match.mjs';

/** The driver's names of a transaction's states, and the format's. */
const transactionStates = {
  NO_TRANSACTION: 'none',
  STARTING_TRANSACTION: 'starting',
  TRANSACTION_IN_PROGRESS: 'in_progress',
  TRANSACTION_COMMITTED: 'committed',
  TRANSACTION_COMMITTED_EMPTY: 'committed',
  TRANSACTION_ABORTED: 'aborted',
};

/** Operations on the test runner itself. */
const operations = {
  createEntities: ({ entities: definitions }, { entities }) => entities.create(definitions),
  wait: ({ ms }) => pause(ms),
  assertSessionTransactionState({ session, state }, { entities }) {
    const found = transactionStates[entities.get(session).transaction.state];
    if (found !== state) throw new Mismatch(`the transaction should be ${state}, but is ${found}`);
  },
  assertNumberConnectionsCheckedOut({ client, connections }, { entities }) {
    const found = entities.connectionsCheckedOut.get(client)();
    if (found !== connections)
      throw new Mismatch(`${client} should have ${connections} connections checked out, but has ${found}`);
  },
  async waitForEvent({ client, event, count }, { entities }) {
    await entities.get(client).connect();
    const seen = () => entities.events.get(client).filter((one) => isEvent(event, one, entities)).length;
    for (let tries = 0; tries < 200 && seen() < count; tries += 1) await pause(10);
    if (seen() < count) throw new Mismatch(`${client} should have seen ${count} of ${JSON.stringify(event)}`);
  },
  assertSessionPinned({ session }, { entities }) {
    if (!entities.get(session).isPinned) throw new Mismatch('the session should be pinned');
  },
  assertSessionUnpinned({ session }, { entities }) {
    if (entities.get(session).isPinned) throw new Mismatch('the session should not be pinned');
  },
  assertSessionDirty: ({ session }, { entities }) => assertDirty(entities.get(session), true),
  assertSessionNotDirty: ({ session }, { entities }) => assertDirty(entities.get(session), false),
  assertSameLsidOnLastTwoCommands: ({ client }, { entities }) => assertLsids(entities, client, true),
  assertDifferentLsidOnLastTwoCommands: ({ client }, { entities }) => assertLsids(entities, client, false),
  async assertCollectionExists({ databaseName, collectionName }, { internal }) {
    if (!(await hasCollection(internal, databaseName, collectionName)))
      throw new Mismatch(`${collectionName} should exist`);
  },
  async assertCollectionNotExists({ databaseName, collectionName }, { internal }) {
    if (await hasCollection(internal, databaseName, collectionName))
      throw new Mismatch(`${collectionName} should not exist`);
  },
  async assertIndexExists({ databaseName, collectionName, indexName }, { internal }) {
    if (!(await hasIndex(internal, databaseName, collectionName, indexName)))
      throw new Mismatch(`${indexName} should exist`);
  },
  async assertIndexNotExists({ databaseName, collectionName, indexName }, { internal }) {
    if (await hasIndex(internal, databaseName, collectionName, indexName))
      throw new Mismatch(`${indexName} should not exist`);
  },
};

function assertDirty(session, dirty) {
  if (session.serverSession.isDirty !== dirty)
    throw new Mismatch(`the session should ${dirty ? '' : 'not '}be dirty`);
}

function assertLsids(entities, client, same) {
  const starts = entities.events.get(client).filter(({ type }) => type === 'commandStartedEvent');
  const [a, b] = starts.slice(-2).map(({ details }) => details.command.lsid?.id?.toString('hex'));
  if (isDeepStrictEqual(a, b) !== same)
    throw new Mismatch(`the last two commands should have ${same ? 'one session' : 'different sessions'}`);
}

async function hasCollection(internal, database, name) {
  return (await internal.db(database).listCollections({ name }, { nameOnly: true }).toArray()).length > 0;
}

async function hasIndex(internal, database, collection, name) {
  const indexes = await internal
    .db(database)
    .collection(collection)
    .listIndexes()
    .toArray()
    .catch(() => []);
  return indexes.some((index) => index.name === name);
}

export async function runTestOperation(operation, runner) {
  const run = operations[operation.name];
  if (run === undefined) throw new RunnerError(`the test runner's operation ${operation.name} is not known`);
  return run(operation.arguments ?? {}, runner);
}
