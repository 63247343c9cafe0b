import { GridFSBucket, MongoClient } from 'mongodb';

const eventNames = {
  commandStartedEvent: 'commandStarted',
  commandSucceededEvent: 'commandSucceeded',
  commandFailedEvent: 'commandFailed',
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

  constructor(uri) {
    this.uri = uri;
  }

  get(id) {
    if (!this.byId.has(id)) throw new Error(`there is no entity ${id}`);
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
      if (make === undefined) throw new Error(`entities of kind ${kind} are not known`);
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
    for (const [type, event] of Object.entries(eventNames)) {
      client.on(event, (details) => {
        if (!ignored.has(details.commandName) && !isRedacted(details, observeSensitiveCommands))
          seen.push({ type, details, observed: observeEvents.includes(type) });
      });
    }
    return client.connect();
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

/** The driver empties hellos that carry credentials. */
function isRedacted({ command, reply }, observeSensitiveCommands) {
  return !observeSensitiveCommands && Object.keys(command ?? reply ?? { kept: true }).length === 0;
}

/** URI options in the driver's spelling. */
function clientOptions(options) {
  const names = { readConcernLevel: 'readConcernLevel', w: 'w', appname: 'appName' };
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [names[name] ?? name, value]));
}
