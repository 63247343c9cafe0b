import { MongoError, MongoServerError } from 'mongodb';
import { BSONError } from 'bson';
import { Mismatch, onlyKnown } from './errors.mjs';
import { assertMatches } from './match.mjs';

const KNOWN = [
  'isError',
  'isClientError',
  'errorContains',
  'errorCode',
  'errorCodeName',
  'errorLabelsContain',
  'errorLabelsOmit',
  'expectResult',
  'errorResponse',
];

/** Throws unless an operation's error is the one that the test expects. */
export function assertError(expected, error, entities, name) {
  const fail = (what) => {
    throw new Mismatch(`${name}: the error ${what}: ${error?.name} ${error?.code}: ${error?.message}`);
  };
  onlyKnown(expected, KNOWN, `expectError of ${name}`);
  // a mistake in the runner is not what any test expects
  if (!(error instanceof MongoError) && !(error instanceof BSONError)) fail("should be the driver's");
  const server = error instanceof MongoServerError;
  if (expected.isClientError === true && server) fail('should come from the client');
  if (expected.isClientError === false && !server) fail('should come from the server');
  const text = error.message.toLowerCase();
  if (expected.errorContains !== undefined && !text.includes(expected.errorContains.toLowerCase()))
    fail(`should contain "${expected.errorContains}"`);
  if (expected.errorCode !== undefined && error.code !== expected.errorCode)
    fail(`should have code ${expected.errorCode}`);
  if (expected.errorCodeName !== undefined && codeNameOf(error) !== expected.errorCodeName)
    fail(`should have the name ${expected.errorCodeName}, not ${codeNameOf(error)}`);
  for (const label of expected.errorLabelsContain ?? [])
    if (!error.hasErrorLabel?.(label)) fail(`should have the label ${label}`);
  for (const label of expected.errorLabelsOmit ?? [])
    if (error.hasErrorLabel?.(label)) fail(`should not have the label ${label}`);
  if (expected.expectResult !== undefined)
    assertMatches(expected.expectResult, error.result, entities, `partial result of ${name}`);
  if (expected.errorResponse !== undefined)
    assertMatches(
      expected.errorResponse,
      error.errorResponse ?? error,
      entities,
      `error response of ${name}`,
    );
}

function codeNameOf(error) {
  return (
    error.codeName ??
    error.errorResponse?.codeName ??
    error.writeConcernError?.codeName ??
    error.result?.writeConcernError?.codeName
  );
}
