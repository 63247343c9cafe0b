import { meetsRequirements } from './requirements.mjs';

/** Whether any key or string anywhere in a value satisfies `test`. */
function mentions(value, test) {
  if (Array.isArray(value)) return value.some((element) => mentions(element, test));
  if (typeof value === 'string') return test(value);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => test(key, inner) || mentions(inner, test));
}

const operations = (test) => test.operations ?? [];
const runs =
  (...names) =>
  (_, test) =>
    operations(test).some(({ name }) => names.includes(name));
const hasKey =
  (...keys) =>
  (_, test) =>
    mentions(test, (key) => keys.includes(key));
const entities = (file) => file.createEntities ?? [];

/** The driver drops bypassDocumentValidation: false outside of aggregate, and makes an ObjectId of an _id that is null. */
function driverDiffers(file, test) {
  if (file.name === 'create-null-ids' || file.name === 'gridfs-download') return true;
  const dropped = ['bulkWrite', 'findOneAndReplace', 'findOneAndUpdate', 'insertMany'];
  return operations(test).some(
    ({ name, arguments: given }) => dropped.includes(name) && given?.bypassDocumentValidation === false,
  );
}

/** What no test may ask of the store; the first that fits is counted. */
const rules = [
  ['the test says so (skipReason)', (file, test) => (test.skipReason ?? file.skipReason) !== undefined],
  ['fail points', runs('failPoint', 'targetedFailPoint')],
  ['client bulkWrite', runs('clientBulkWrite')],
  ['raw data', hasKey('rawData')],
  [
    'snapshot sessions',
    (file) => mentions(entities(file), (key, value) => key === 'snapshot' && value === true),
  ],
  [
    'Atlas search',
    runs(
      'createSearchIndex',
      'createSearchIndexes',
      'listSearchIndexes',
      'updateSearchIndex',
      'dropSearchIndex',
    ),
  ],
  [
    'server-side JavaScript',
    (_, test) => runs('mapReduce')(_, test) || hasKey('$where', '$function', '$accumulator')(_, test),
  ],
  [
    'collations beyond simple',
    (_, test) => mentions(test, (key, value) => key === 'collation' && value?.locale !== 'simple'),
  ],
  [
    'capped, time-series and clustered collections',
    hasKey('capped', 'timeseries', 'clusteredIndex', 'expireAfterSeconds'),
  ],
  [
    'pre- and post-images and expanded events',
    hasKey('changeStreamPreAndPostImages', 'fullDocumentBeforeChange', 'showExpandedEvents'),
  ],
  [
    'the Node driver sends something else (bypassDocumentValidation: false, _id: null, GridFS by $eq)',
    driverDiffers,
  ],
  ['text search', hasKey('$text')],
  [
    'connection pool and topology events',
    (file, test) =>
      (test.expectEvents ?? []).some(({ eventType = 'command' }) => eventType !== 'command') ||
      runs('assertNumberConnectionsCheckedOut', 'waitForEvent')(file, test),
  ],
  [
    'Atlas Data Lake and client-side encryption',
    (file) => mentions(entities(file), (key) => key === 'clientEncryption' || key === 'autoEncryptOpts'),
  ],
];

/** The rule by which a test is not run, or undefined. */
export function skipRule(file, test, server) {
  const found = rules.find(([, applies]) => applies(file, test));
  if (found !== undefined) return found[0];
  const met =
    meetsRequirements(file.runOnRequirements, server) && meetsRequirements(test.runOnRequirements, server);
  return met ? undefined : `runOnRequirements (the store is ${server.topology} ${server.version})`;
}
