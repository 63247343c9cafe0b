import { setTimeout as pause } from 'node:timers/promises';
import { MongoServerError } from 'mongodb';
import { Entities } from './entities.mjs';
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

async function runOperation(operation, runner, rethrows) {
  const { entities } = runner;
  if (operation.object === 'testRunner') return runTestOperation(operation, runner);
  let result;
  try {
    result = await execute(operation, entities.get(operation.object), entities, runner);
  } catch (error) {
    if (operation.expectError === undefined) {
      if (operation.ignoreResultAndError) return undefined;
      throw rethrows
        ? error
        : new Error(`${operation.name} failed: ${error?.stack ?? error}`, { cause: error });
    }
    assertError(operation.expectError, error, entities, operation.name);
    // inside withTransaction the driver must see the error
    if (rethrows) throw error;
    return undefined;
  }
  if (operation.expectError !== undefined)
    throw new Error(`${operation.name} should have failed: ${JSON.stringify(operation.expectError)}`);
  if (operation.saveResultAsEntity !== undefined) entities.set(operation.saveResultAsEntity, result);
  if ('expectResult' in operation)
    assertMatches(
      operation.expectResult,
      result ?? undefinedAsNull(operation),
      entities,
      `result of ${operation.name}`,
    );
  return result;
}

/** No result is null for the format, unless it is asked whether there is one. */
function undefinedAsNull({ expectResult }) {
  return expectResult === null ? null : undefined;
}

function assertError(expected, error, entities, name) {
  const fail = (what) => {
    throw new Error(`${name}: the error ${what}: ${error?.name} ${error?.code}: ${error?.message}`);
  };
  const server = error instanceof MongoServerError;
  if (expected.isClientError === true && server) fail('should come from the client');
  if (expected.isClientError === false && !server) fail('should come from the server');
  if (
    expected.errorContains !== undefined &&
    !error.message.toLowerCase().includes(expected.errorContains.toLowerCase())
  ) {
    fail(`should contain "${expected.errorContains}"`);
  }
  if (expected.errorCode !== undefined && error.code !== expected.errorCode)
    fail(`should have code ${expected.errorCode}`);
  if (expected.errorCodeName !== undefined && codeNameOf(error) !== expected.errorCodeName) {
    fail(`should have the name ${expected.errorCodeName}, not ${codeNameOf(error)}`);
  }
  for (const label of expected.errorLabelsContain ?? [])
    if (!error.hasErrorLabel?.(label)) fail(`should have the label ${label}`);
  for (const label of expected.errorLabelsOmit ?? [])
    if (error.hasErrorLabel?.(label)) fail(`should not have the label ${label}`);
  if (expected.expectResult !== undefined)
    assertMatches(expected.expectResult, error.result, entities, `partial result of ${name}`);
  if (expected.errorResponse !== undefined) {
    assertMatches(
      expected.errorResponse,
      error.errorResponse ?? error,
      entities,
      `error response of ${name}`,
    );
  }
}

function codeNameOf(error) {
  return (
    error.codeName ??
    error.errorResponse?.codeName ??
    error.writeConcernError?.codeName ??
    error.result?.writeConcernError?.codeName
  );
}

function assertEvents(expectations, entities) {
  for (const { client, events, eventType = 'command', ignoreExtraEvents = false } of expectations) {
    if (eventType !== 'command') throw new Error(`events of type ${eventType} are not known`);
    const seen = entities.events.get(client).filter(({ observed }) => observed);
    if (seen.length < events.length || (!ignoreExtraEvents && seen.length > events.length)) {
      const names = seen.map(({ type, details }) => `${type} ${details.commandName}`);
      throw new Error(
        `${client} should have seen ${events.length} events, but saw ${seen.length}: ${names.join(', ')}`,
      );
    }
    for (const [i, expected] of events.entries())
      assertEvent(expected, seen[i], entities, `event ${i} of ${client}`);
  }
}

function assertEvent(expected, { type, details }, entities, what) {
  const [[expectedType, fields]] = Object.entries(expected);
  if (type !== expectedType)
    throw new Error(`${what} should be a ${expectedType}, but is a ${type} (${details.commandName})`);
  for (const name of ['commandName', 'databaseName']) {
    if (fields[name] !== undefined && fields[name] !== details[name]) {
      throw new Error(`${what} should have the ${name} ${fields[name]}, but has ${details[name]}`);
    }
  }
  if (fields.command !== undefined)
    assertMatches(fields.command, withoutDriversTimeout(details, fields.command), entities, what);
  if (fields.reply !== undefined) assertMatches(fields.reply, details.reply, entities, what);
}

/** The Node driver adds a wtimeout of 10 s when a transaction with a write concern ends; the specification does not. */
function withoutDriversTimeout({ command, commandName }, expected) {
  const ends = commandName === 'commitTransaction' || commandName === 'abortTransaction';
  if (!ends || command.writeConcern?.wtimeout !== 10_000 || expected.writeConcern?.wtimeout !== undefined)
    return command;
  const { wtimeout: _, ...writeConcern } = command.writeConcern;
  return { ...command, writeConcern };
}

async function assertOutcome(outcome, internal, entities) {
  for (const { databaseName, collectionName, documents } of outcome) {
    const found = await internal
      .db(databaseName)
      .collection(collectionName)
      .find()
      .sort({ _id: 1 })
      .toArray();
    // nested, so that no document may have more fields than expected
    assertMatches(
      { documents: { $$matchAsRoot: { documents } } },
      { documents: { documents: found } },
      entities,
      `outcome of ${collectionName}`,
    );
    for (const [i, document] of documents.entries()) {
      assertMatches({ document }, { document: found[i] }, entities, `outcome of ${collectionName}`);
    }
  }
}
