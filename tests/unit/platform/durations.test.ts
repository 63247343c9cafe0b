import { expect, test } from '@jest/globals';
import { Histogram, Registry } from 'prom-client';
import { createDurations } from '../../../src/platform/telemetry/durations.js';

const NAME = 'seconds';
const HELP = 'How long.';
const BUCKETS = [0.1, 1, 5];

test('a scrape shows what the histogram of prom-client would show', async () => {
  const [ours, theirs] = [new Registry(), new Registry()];
  const labelNames = ['route', 'status'];
  const durations = createDurations({ name: NAME, help: HELP, labelNames, buckets: BUCKETS, registry: ours });
  const histogram = new Histogram({
    name: NAME,
    help: HELP,
    labelNames,
    buckets: BUCKETS,
    registers: [theirs],
  });
  for (const [route, status, seconds] of [
    ['/a', '200', 0.1],
    ['/a', '200', 0.05],
    ['/a', '200', 7],
    ['/a', '404', 1.5],
    ['/"b"', '200', 0],
  ] as const) {
    durations.series(route, status).observe(seconds);
    histogram.labels(route, status).observe(seconds);
  }
  expect(await ours.metrics()).toBe(await theirs.metrics());
});

test('a histogram without labels has one series', async () => {
  const registry = new Registry();
  const one = createDurations({
    name: NAME,
    help: HELP,
    labelNames: [],
    buckets: BUCKETS,
    registry,
  }).series();
  one.observe(0.5);
  expect(await registry.metrics()).toContain('seconds_bucket{le="1"} 1\nseconds_bucket{le="5"} 1\n');
});
