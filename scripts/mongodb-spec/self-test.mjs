import { runTest } from './test-run.mjs';

// A runner that accepts anything is worse than none: every test here is right but for one thing, and must fail.

const file = {
  createEntities: [
    { client: { id: 'client', observeEvents: ['commandStartedEvent', 'commandSucceededEvent'] } },
    { database: { id: 'database', client: 'client', databaseName: 'self-test' } },
    { collection: { id: 'collection', database: 'database', collectionName: 'things' } },
    { session: { id: 'session', client: 'client' } },
    { session: { id: 'other', client: 'client' } },
  ],
  initialData: [
    {
      databaseName: 'self-test',
      collectionName: 'things',
      documents: [{ _id: 1, x: { y: 1, z: [1, 2] } }],
    },
  ],
};

const find = (more) => ({ object: 'collection', name: 'find', arguments: { filter: {} }, ...more });
const finds = (expected) => ({ operations: [find({ expectResult: [expected] })] });
const insert = (more) => ({
  object: 'collection',
  name: 'insertOne',
  arguments: { document: { _id: 1 } },
  ...more,
});
const sees = (events, more) => ({
  operations: [find()],
  expectEvents: [{ client: 'client', events, ...more }],
});
const started = { commandStartedEvent: { command: { find: 'things', filter: {} }, commandName: 'find' } };
const succeeded = { commandSucceededEvent: { commandName: 'find' } };

/** What must pass, so that the others fail for their own reason. */
const right = {
  'a result': finds({ _id: 1, x: { y: { $$type: 'int' }, z: [1, { $$lte: 2 }] } }),
  events: sees([started, succeeded]),
  'an error': {
    operations: [
      insert({ expectError: { isClientError: false, errorCode: 11000, errorContains: 'E11000' } }),
    ],
  },
  'an outcome': {
    operations: [],
    outcome: [{ ...file.initialData[0] }],
  },
};

const wrong = {
  'another value': finds({ _id: 2 }),
  'a field that is missing': finds({ _id: 1, w: 1 }),
  'a field too many in a nested document': finds({ x: { y: 1 } }),
  'an array too short': finds({ x: { y: 1, z: [1] } }),
  'a document too few': { operations: [find({ expectResult: [] })] },
  '$$exists: true of what is not there': finds({ w: { $$exists: true } }),
  '$$exists: false of what is there': finds({ x: { $$exists: false } }),
  '$$type of another type': finds({ _id: { $$type: ['string', 'date'] } }),
  '$$unsetOrMatches of another value': finds({ _id: { $$unsetOrMatches: 2 } }),
  '$$lte of a greater value': finds({ _id: { $$lte: 0 } }),
  'an operator that does not exist': finds({ _id: { $$anything: 1 } }),
  '$$matchesEntity of another value': {
    operations: [
      { ...find(), name: 'findOne', saveResultAsEntity: 'saved' },
      find({ arguments: { filter: { _id: 2 } }, expectResult: [{ $$matchesEntity: 'saved' }] }),
    ],
  },
  'no error where one is expected': { operations: [find({ expectError: { isError: true } })] },
  'an error where none is expected': { operations: [insert()] },
  'another code': { operations: [insert({ expectError: { errorCode: 112 } })] },
  'another code name': { operations: [insert({ expectError: { errorCodeName: 'WriteConflict' } })] },
  'another message': { operations: [insert({ expectError: { errorContains: 'no such thing' } })] },
  'a label that is not there': {
    operations: [insert({ expectError: { errorLabelsContain: ['TransientTransactionError'] } })],
  },
  "a server's error for a client's": { operations: [insert({ expectError: { isClientError: true } })] },
  'an error response with something else': {
    operations: [insert({ expectError: { errorResponse: { code: 112 } } })],
  },
  'an expectation of errors that is not known': {
    operations: [insert({ expectError: { isError: true, surely: true } })],
  },
  'an operation that is not known, and an error expected': {
    operations: [find({ name: 'fynd', expectError: { isError: true } })],
  },
  'an entity that is not there, and an error expected': {
    operations: [find({ object: 'nothing', expectError: { isError: true } })],
  },
  'an event too few': sees([started]),
  'an event too many': sees([started, succeeded, started]),
  'events in another order': sees([succeeded, started]),
  'another event first, extra ones ignored': sees([succeeded], { ignoreExtraEvents: true }),
  'another command': sees([{ commandStartedEvent: { command: { find: 'others' } } }, succeeded]),
  'a filter with less in it': {
    ...sees([{ commandStartedEvent: { command: { filter: {} } } }, succeeded]),
    operations: [find({ arguments: { filter: { _id: 1 } } })],
  },
  'another database': sees([{ commandStartedEvent: { databaseName: 'others' } }, succeeded]),
  'another reply': sees([started, { commandSucceededEvent: { reply: { ok: 0 } } }]),
  "another session's id": {
    operations: [find({ arguments: { filter: {}, session: 'session' } })],
    expectEvents: [
      {
        client: 'client',
        events: [{ commandStartedEvent: { command: { lsid: { $$sessionLsid: 'other' } } } }, succeeded],
      },
    ],
  },
  'another outcome': {
    operations: [],
    outcome: [{ ...file.initialData[0], documents: [{ _id: 1, x: { y: 1, z: [1, 3] } }] }],
  },
  'an outcome with fewer fields': {
    operations: [],
    outcome: [{ ...file.initialData[0], documents: [{ _id: 1 }] }],
  },
};

/** Answers what a runner that matches as the format says would not do; nothing, if all is well. */
export async function selfTest({ uri, internal }) {
  const mistakes = [];
  const fails = async (test) => {
    try {
      await runTest({ uri, internal, file, test });
      return undefined;
    } catch (error) {
      return error;
    }
  };
  for (const [name, test] of Object.entries(right)) {
    const error = await fails(test);
    if (error !== undefined) mistakes.push(`${name} should be accepted: ${error.message}`);
  }
  for (const [name, test] of Object.entries(wrong))
    if ((await fails(test)) === undefined) mistakes.push(`${name} should not be accepted`);
  return { mistakes, count: Object.keys(right).length + Object.keys(wrong).length };
}
