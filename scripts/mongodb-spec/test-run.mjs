import { setTimeout as pause } from 'node:timers/promises';
import { Entities } from './entities.mjs';
import { assertError } from './error-match.mjs';
import { Mismatch, onlyKnown, RunnerError } from './errors.mjs';
import { assertEvents } from './event-match.mjs';
import { assertMatches } from './match.mjs';
import { execute } from './operations.mjs';
import { runTestOperation } from './test-operations.mjs';

/** Runs one test; throws what is wrong with it. */
export async function runTest({ uri, internal, file, test }) {
  await internal
    .db('admin')
    .command({ killAllSessions: [] })
    .catch(() => undefined);
  await prepareData(internal, file.initialData ?? []);
  const entities = new Entities(uri);
  const runner = {
    entities,
    internal,
    operation: (operation, rethrows) => runOperation(operation, runner, rethrows),
  };
  const run = async () => {
    await entities.create(file.createEntities ?? []);
    for (const events of entities.events.values()) events.length = 0;
    for (const operation of test.operations) await runOperation(operation, runner, false);
    assertEvents(test.expectEvents ?? [], entities);
    await assertOutcome(test.outcome ?? [], internal, entities);
  };
  try {
    await withinTime(run());
  } finally {
    await entities.close();
  }
}

const TEST_MS = 10_000;

/** A test that waits for an event that does not come fails. */
async function withinTime(running) {
  const ended = new AbortController();
  const late = pause(TEST_MS, undefined, { signal: ended.signal, ref: false }).then(() => {
    throw new Error(`the test was not done after ${TEST_MS} ms`);
  });
  try {
    await Promise.race([running, late]);
  } finally {
    ended.abort();
    late.catch(() => undefined);
    running.catch(() => undefined);
  }
}

async function prepareData(internal, initialData) {
  for (const { databaseName, collectionName, documents, createOptions } of initialData) {
    const database = internal.db(databaseName);
    await database
      .collection(collectionName)
      .drop()
      .catch(() => undefined);
    if (createOptions !== undefined || documents.length === 0)
      await database.createCollection(collectionName, createOptions);
    if (documents.length > 0) await database.collection(collectionName).insertMany(documents);
  }
}

const OPERATION_KEYS = [
  'name',
  'object',
  'arguments',
  'expectError',
  'expectResult',
  'ignoreResultAndError',
  'saveResultAsEntity',
];

/** Operations whose results are values, not root-level documents. */
const VALUES = ['distinct'];

async function runOperation(operation, runner, rethrows) {
  const { entities } = runner;
  const { name, expectError, expectResult, saveResultAsEntity } = operation;
  onlyKnown(operation, OPERATION_KEYS, `the operation ${name}`);
  if (operation.object === 'testRunner') return runTestOperation(operation, runner);
  let result;
  try {
    result = await execute(operation, entities.get(operation.object), entities, runner);
  } catch (error) {
    if (error instanceof RunnerError || error instanceof Mismatch) throw error;
    if (expectError === undefined) {
      if (operation.ignoreResultAndError) return undefined;
      throw rethrows ? error : new Mismatch(`${name} failed: ${error?.stack ?? error}`, { cause: error });
    }
    assertError(expectError, error, entities, name);
    // inside withTransaction the driver must see the error
    if (rethrows) throw error;
    return undefined;
  }
  if (expectError !== undefined)
    throw new Mismatch(`${name} should have failed: ${JSON.stringify(expectError)}`);
  if (saveResultAsEntity !== undefined) entities.set(saveResultAsEntity, result);
  if ('expectResult' in operation)
    assertMatches(expectResult, result, entities, `result of ${name}`, !VALUES.includes(name));
  return result;
}

async function assertOutcome(outcome, internal, entities) {
  for (const { databaseName, collectionName, documents } of outcome) {
    const found = await internal
      .db(databaseName)
      .collection(collectionName)
      .find()
      .sort({ _id: 1 })
      .toArray();
    assertMatches(documents, found, entities, `outcome of ${collectionName}`, false);
  }
}
