import { unmetRequirement } from './requirements.mjs';

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

/** What no test may ask of the store, and nothing else; the first that fits is counted. */
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
  ['capped, time-series and clustered collections', hasKey('capped', 'timeseries', 'clusteredIndex')],
  [
    'pre- and post-images and expanded events',
    hasKey('changeStreamPreAndPostImages', 'fullDocumentBeforeChange', 'showExpandedEvents'),
  ],
  ['text search', hasKey('$text')],
];

/** The rule by which a test is not run, or undefined. */
export function skipRule(file, test, server) {
  const found = rules.find(([, applies]) => applies(file, test));
  if (found !== undefined) return found[0];
  const why =
    unmetRequirement(file.runOnRequirements, server) ?? unmetRequirement(test.runOnRequirements, server);
  return why === undefined ? undefined : `runOnRequirements: for ${why}`;
}
