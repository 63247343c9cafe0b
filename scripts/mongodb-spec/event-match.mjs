import { Mismatch, onlyKnown, RunnerError } from './errors.mjs';
import { assertMatches } from './match.mjs';

const COMMAND_FIELDS = ['commandName', 'databaseName', 'command', 'reply'];
const DESCRIPTIONS = ['previousDescription', 'newDescription'];

/** Throws unless every client has seen the events that the test expects, in order. */
export function assertEvents(expectations, entities) {
  for (const expectation of expectations) {
    onlyKnown(expectation, ['client', 'events', 'eventType', 'ignoreExtraEvents'], 'expectEvents');
    const { client, events, eventType = 'command', ignoreExtraEvents = false } = expectation;
    const seen = entities.events
      .get(client)
      .filter((event) => event.observed && event.eventType === eventType);
    if (seen.length < events.length || (!ignoreExtraEvents && seen.length > events.length)) {
      const names = seen.map(({ type, details }) => `${type} ${details.commandName ?? ''}`);
      throw new Mismatch(
        `${client} should have seen ${events.length} events, but saw ${seen.length}: ${names.join(', ')}`,
      );
    }
    for (const [i, expected] of events.entries())
      assertEvent(expected, seen[i], entities, `event ${i} of ${client}`);
  }
}

/** Whether an event is of the kind that `waitForEvent` waits for. */
export function isEvent(expected, { type, details }, entities) {
  const [[expectedType]] = Object.entries(expected);
  if (type !== expectedType) return false;
  try {
    assertEvent(expected, { type, details }, entities, 'event');
    return true;
  } catch (error) {
    if (error instanceof Mismatch) return false;
    throw error;
  }
}

function assertEvent(expected, { eventType, type, details }, entities, what) {
  const [[expectedType, fields], ...others] = Object.entries(expected);
  if (others.length > 0) throw new RunnerError(`${what} is expected to be of two types`);
  if (type !== expectedType)
    throw new Mismatch(`${what} should be a ${expectedType}, but is a ${type} (${details.commandName})`);
  if (eventType !== 'command') return assertOther(fields, details, what);
  onlyKnown(fields, COMMAND_FIELDS, what);
  for (const name of ['commandName', 'databaseName']) {
    if (fields[name] !== undefined && fields[name] !== details[name])
      throw new Mismatch(`${what} should have the ${name} ${fields[name]}, but has ${details[name]}`);
  }
  if (fields.command !== undefined) {
    const { wanted, sent } = allowingForTheDriver(fields.command, details);
    assertMatches(wanted, sent, entities, what);
  }
  if (fields.reply !== undefined) assertMatches(fields.reply, details.reply, entities, what);
}

/** Of connections only that they happened; of the topology its types. */
function assertOther(fields, details, what) {
  onlyKnown(fields, DESCRIPTIONS, what);
  for (const name of DESCRIPTIONS) {
    const wanted = fields[name];
    if (wanted === undefined) continue;
    onlyKnown(wanted, ['type'], `${what}'s ${name}`);
    if (wanted.type !== undefined && details[name].type !== wanted.type)
      throw new Mismatch(`${what}'s ${name} should be ${wanted.type}, but is ${details[name].type}`);
  }
}

/** How often each of the driver's own ways was allowed for. */
export const allowances = new Map();

function allow(what) {
  allowances.set(what, (allowances.get(what) ?? 0) + 1);
}

/**
 * Three things that the Node driver sends otherwise than the specification says, and that mean the same; everything
 * else of these commands must match.
 */
function allowingForTheDriver(wanted, { command, commandName }) {
  let sent = command;
  const ends = commandName === 'commitTransaction' || commandName === 'abortTransaction';
  if (ends && sent.writeConcern?.wtimeout === 10_000 && wanted.writeConcern?.wtimeout === undefined) {
    allow('the driver adds a wtimeout of 10 s when a transaction with a write concern ends');
    const { wtimeout: _, ...writeConcern } = sent.writeConcern;
    sent = { ...sent, writeConcern };
  }
  const id = sent.filter?._id?.$eq;
  if (wanted.find === 'fs.files' && id !== undefined && wanted.filter?._id?.$eq === undefined) {
    allow('the driver asks for a file of GridFS by {_id: {$eq: id}}');
    sent = { ...sent, filter: { _id: id } };
  }
  if (wanted.bypassDocumentValidation === false && sent.bypassDocumentValidation === undefined) {
    allow('the driver leaves out bypassDocumentValidation: false, which is the default');
    const { bypassDocumentValidation: _, ...rest } = wanted;
    return { wanted: rest, sent };
  }
  return { wanted, sent };
}
