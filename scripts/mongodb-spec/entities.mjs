import { GridFSBucket, MongoClient } from 'mongodb';

import { RunnerError } from './errors.mjs';

const commandEvents = {
  commandStartedEvent: 'commandStarted',
  commandSucceededEvent: 'commandSucceeded',
  commandFailedEvent: 'commandFailed',
};

/** Of connection pools and of the topology, by their names in tests. */
const otherEvents = {
  poolCreatedEvent: ['cmap', 'connectionPoolCreated'],
  poolReadyEvent: ['cmap', 'connectionPoolReady'],
  poolClearedEvent: ['cmap', 'connectionPoolCleared'],
  poolClosedEvent: ['cmap', 'connectionPoolClosed'],
  connectionCreatedEvent: ['cmap', 'connectionCreated'],
  connectionReadyEvent: ['cmap', 'connectionReady'],
  connectionClosedEvent: ['cmap', 'connectionClosed'],
  connectionCheckOutStartedEvent: ['cmap', 'connectionCheckOutStarted'],
  connectionCheckOutFailedEvent: ['cmap', 'connectionCheckOutFailed'],
  connectionCheckedOutEvent: ['cmap', 'connectionCheckedOut'],
  connectionCheckedInEvent: ['cmap', 'connectionCheckedIn'],
  serverDescriptionChangedEvent: ['sdam', 'serverDescriptionChanged'],
  topologyDescriptionChangedEvent: ['sdam', 'topologyDescriptionChanged'],
};
const sensitive = [
  'authenticate',
  'saslStart',
  'saslContinue',
  'getnonce',
  'createUser',
  'updateUser',
  'copydbgetnonce',
  'copydbsaslstart',
  'copydb',
];

/** Clients, databases, collections, sessions and results by the names that a test gives them. */
export class Entities {
  byId = new Map();
  events = new Map();
  lsids = new Map();
  connectionsCheckedOut = new Map();

  constructor(uri) {
    this.uri = uri;
  }

  get(id) {
    if (!this.byId.has(id)) throw new RunnerError(`there is no entity ${id}`);
    return this.byId.get(id);
  }

  set(id, value) {
    this.byId.set(id, value);
  }

  /** The id of a session, also after its end. */
  lsid(sessionId) {
    const session = this.get(sessionId);
    if (session.id !== undefined) this.lsids.set(sessionId, session.id);
    return this.lsids.get(sessionId);
  }

  async create(definitions) {
    for (const definition of definitions) {
      const [[kind, spec]] = Object.entries(definition);
      const make = this[`create_${kind}`];
      if (make === undefined) throw new RunnerError(`entities of kind ${kind} are not known`);
      this.set(spec.id, await make.call(this, spec));
    }
  }

  async create_client(spec) {
    const {
      id,
      uriOptions = {},
      observeEvents = [],
      ignoreCommandMonitoringEvents = [],
      observeSensitiveCommands = false,
    } = spec;
    const client = new MongoClient(this.uri, { ...clientOptions(uriOptions), monitorCommands: true });
    const seen = [];
    this.events.set(id, seen);
    const ignored = new Set([
      'configureFailPoint',
      ...ignoreCommandMonitoringEvents,
      ...(observeSensitiveCommands ? [] : sensitive),
    ]);
    // all starts are kept, because assertions on sessions look at them
    for (const [type, event] of Object.entries(commandEvents)) {
      client.on(event, (details) => {
        if (!ignored.has(details.commandName) && !isRedacted(details, observeSensitiveCommands))
          seen.push({
            eventType: 'command',
            type,
            details: frozen(details),
            observed: observeEvents.includes(type),
          });
      });
    }
    for (const [type, [eventType, event]] of Object.entries(otherEvents))
      if (observeEvents.includes(type))
        client.on(event, (details) => seen.push({ eventType, type, details, observed: true }));
    const unknown = observeEvents.find((type) => !(type in commandEvents) && !(type in otherEvents));
    if (unknown !== undefined) throw new RunnerError(`events of type ${unknown} are not known`);
    let checkedOut = 0;
    client.on('connectionCheckedOut', () => (checkedOut += 1));
    client.on('connectionCheckedIn', () => (checkedOut -= 1));
    this.connectionsCheckedOut.set(id, () => checkedOut);
    // Connects with the first operation, as the format's tests of connection events want it.
    return client;
  }

  create_database({ client, databaseName, databaseOptions }) {
    return this.get(client).db(databaseName, databaseOptions);
  }

  create_collection({ database, collectionName, collectionOptions }) {
    return this.get(database).collection(collectionName, collectionOptions);
  }

  create_session({ id, client, sessionOptions }) {
    const session = this.get(client).startSession(sessionOptions);
    this.set(id, session);
    this.lsid(id);
    return session;
  }

  create_bucket({ database, bucketOptions }) {
    return new GridFSBucket(this.get(database), bucketOptions);
  }

  async close() {
    const values = [...this.byId.values()];
    for (const value of values)
      if (value?.constructor?.name === 'ClientSession') await value.endSession().catch(() => undefined);
    for (const value of values) if (value instanceof MongoClient) await value.close(true);
  }
}

/** What was sent, as it was then: the driver changes parts of its commands later. */
function frozen({ commandName, databaseName, command, reply }) {
  const copy = (value) => {
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null || value._bsontype !== undefined) return value;
    if (value instanceof Date || value instanceof RegExp || value instanceof Uint8Array) return value;
    const entries = value instanceof Map ? [...value] : Object.entries(value);
    return Object.fromEntries(entries.map(([key, inner]) => [key, copy(inner)]));
  };
  return { commandName, databaseName, command: copy(command), reply: copy(reply) };
}

/** The driver empties hellos that carry credentials. */
function isRedacted({ command, reply }, observeSensitiveCommands) {
  return !observeSensitiveCommands && Object.keys(command ?? reply ?? { kept: true }).length === 0;
}

/** URI options in the driver's spelling. */
function clientOptions(options) {
  const names = { readConcernLevel: 'readConcernLevel', w: 'w', appname: 'appName' };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [names[name] ?? name, value]));
}
