import { Double } from 'bson';
import { totalmem } from 'node:os';
import { MAX_DOCUMENT_BYTES } from '../records/documents.js';
import { SESSION_TIMEOUT_MINUTES } from '../sessions/sessions.js';
import type { Document } from '../query/documents.js';
import { MAX_MESSAGE_BYTES } from '../wire/message.js';
import { invalidOptions } from '../query/errors.js';
import { countArgument } from './arguments.js';
import type { Call, Command } from './command.js';

/** What this store answers is what this version of MongoDB answers. */
export const VERSION = '8.0.0';
const WIRE_VERSION = 25;
const SET_NAME = 'embedded';
export const MAX_WRITE_BATCH = 100_000;

/** What setParameter may change. */
const PARAMETERS = ['ttlMonitorSleepSecs', 'oplogMaxBytes'] as const;

let connections = 0;

/** A primary of a replica set of one: so that drivers use sessions, retryable writes and transactions. */
function hello({ engine, name }: Call): Document {
  const { address } = engine;
  return {
    ...(name === 'hello' ? { isWritablePrimary: true } : { ismaster: true }),
    helloOk: true,
    setName: SET_NAME,
    setVersion: 1,
    hosts: [address],
    primary: address,
    me: address,
    secondary: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
    maxMessageSizeBytes: MAX_MESSAGE_BYTES,
    maxWriteBatchSize: MAX_WRITE_BATCH,
    localTime: new Date(),
    logicalSessionTimeoutMinutes: SESSION_TIMEOUT_MINUTES,
    connectionId: ++connections,
    minWireVersion: 0,
    maxWireVersion: WIRE_VERSION,
    readOnly: false,
  };
}

const helloCommand: Command = {
  fields: [
    'helloOk',
    'client',
    'compression',
    'saslSupportedMechs',
    'speculativeAuthenticate',
    'topologyVersion',
    'maxAwaitTimeMS',
    'hostInfo',
    'loadBalanced',
    'backpressure',
  ],
  run: hello,
};

function serverStatus({ engine }: Call): Document {
  const { flushes, commits } = engine.storage.stats();
  return {
    host: engine.address,
    version: VERSION,
    process: 'embedded',
    pid: process.pid,
    uptime: new Double((Date.now() - engine.startedAt) / 1000),
    localTime: new Date(),
    storageEngine: { name: 'lmdb', persistent: true, supportsCommittedReads: true },
    metrics: { cursor: { open: { total: engine.cursors.open } } },
    logicalSessionRecordCache: { activeSessionsCount: engine.sessions.open },
    // Flushes that have ended, and the commits that they made durable.
    embedded: { flushes, commits, oplog: { recording: engine.oplog.recording, bytes: engine.oplog.bytes } },
  };
}

export const serverCommands: Readonly<Record<string, Command>> = {
  hello: helloCommand,
  isMaster: helloCommand,
  ismaster: helloCommand,
  ping: { fields: [], run: () => ({}) },
  buildInfo: { fields: [], run: buildInfo },
  buildinfo: { fields: [], run: buildInfo },
  hostInfo: {
    fields: [],
    adminOnly: true,
    run: () => ({
      system: { memSizeMB: Math.round(totalmem() / 2 ** 20) },
      os: { type: process.platform },
      extra: {},
    }),
  },
  serverStatus: { fields: [], run: serverStatus },
  connectionStatus: {
    fields: ['showPrivileges'],
    run: () => ({ authInfo: { authenticatedUsers: [], authenticatedUserRoles: [] } }),
  },
  setParameter: { fields: PARAMETERS, adminOnly: true, run: setParameter },
  getParameter: {
    fields: ['featureCompatibilityVersion', ...PARAMETERS],
    adminOnly: true,
    run: getParameter,
  },
};

function buildInfo(): Document {
  return {
    version: VERSION,
    gitVersion: 'embedded',
    modules: [],
    storageEngines: ['lmdb'],
    versionArray: VERSION.split('.').map(Number).concat(0),
    bits: 64,
    debug: false,
    maxBsonObjectSize: MAX_DOCUMENT_BYTES,
  };
}

function getParameter({ engine, args }: Call): Document {
  const known: Document = {
    featureCompatibilityVersion: { version: VERSION.slice(0, 3) },
    ...engine.parameters,
  };
  if (args.getParameter === '*') return known;
  const asked = Object.keys(known).filter((name) => args[name] !== undefined);
  if (asked.length === 0) throw invalidOptions('no option found to get');
  return Object.fromEntries(asked.map((name) => [name, known[name]]));
}

function setParameter({ engine, args }: Call): Document {
  for (const name of PARAMETERS) {
    const value = countArgument(args, name);
    if (value === undefined || value === 0) continue;
    const was = engine.parameters[name];
    engine.parameters[name] = value;
    return { was };
  }
  throw invalidOptions('no option found to set');
}
