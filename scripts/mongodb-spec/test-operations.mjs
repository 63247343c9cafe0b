import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

/** Operations on the test runner itself. */
const operations = {
  createEntities: ({ entities: definitions }, { entities }) => entities.create(definitions),
  wait: ({ ms }) => pause(ms),
  assertSessionTransactionState({ session, state }, { entities }) {
    const actual = entities
      .get(session)
      .transaction.state.toLowerCase()
      .replace('transaction_', '')
      .replace('no_transaction', 'none');
    const found =
      { starting_transaction: 'starting', starting: 'starting', in_progress: 'in_progress' }[actual] ??
      actual.replace('no_', 'none');
    if (found !== state) throw new Error(`the transaction should be ${state}, but is ${found}`);
  },
  assertSessionPinned({ session }, { entities }) {
    if (!entities.get(session).isPinned) throw new Error('the session should be pinned');
  },
  assertSessionUnpinned({ session }, { entities }) {
    if (entities.get(session).isPinned) throw new Error('the session should not be pinned');
  },
  assertSessionDirty: ({ session }, { entities }) => assertDirty(entities.get(session), true),
  assertSessionNotDirty: ({ session }, { entities }) => assertDirty(entities.get(session), false),
  assertSameLsidOnLastTwoCommands: ({ client }, { entities }) => assertLsids(entities, client, true),
  assertDifferentLsidOnLastTwoCommands: ({ client }, { entities }) => assertLsids(entities, client, false),
  async assertCollectionExists({ databaseName, collectionName }, { internal }) {
    if (!(await hasCollection(internal, databaseName, collectionName)))
      throw new Error(`${collectionName} should exist`);
  },
  async assertCollectionNotExists({ databaseName, collectionName }, { internal }) {
    if (await hasCollection(internal, databaseName, collectionName))
      throw new Error(`${collectionName} should not exist`);
  },
  async assertIndexExists({ databaseName, collectionName, indexName }, { internal }) {
    if (!(await hasIndex(internal, databaseName, collectionName, indexName)))
      throw new Error(`${indexName} should exist`);
  },
  async assertIndexNotExists({ databaseName, collectionName, indexName }, { internal }) {
    if (await hasIndex(internal, databaseName, collectionName, indexName))
      throw new Error(`${indexName} should not exist`);
  },
};

function assertDirty(session, dirty) {
  if (session.serverSession.isDirty !== dirty)
    throw new Error(`the session should ${dirty ? '' : 'not '}be dirty`);
}

function assertLsids(entities, client, same) {
  const starts = entities.events.get(client).filter(({ type }) => type === 'commandStartedEvent');
  const [a, b] = starts.slice(-2).map(({ details }) => details.command.lsid?.id?.toString('hex'));
  if (isDeepStrictEqual(a, b) !== same)
    throw new Error(`the last two commands should have ${same ? 'one session' : 'different sessions'}`);
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
  if (run === undefined) throw new Error(`the test runner's operation ${operation.name} is not known`);
  return run(operation.arguments ?? {}, runner);
}
