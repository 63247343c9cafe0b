import type { Histogram, Registry } from 'prom-client';

/** One series of a histogram: the durations with the same labels. */
export interface DurationSeries {
  observe(seconds: number): void;
}

export interface Durations {
  /** The series with these values of the labels, in their order; to be kept by who observes often. */
  series(...values: readonly string[]): DurationSeries;
}

export interface DurationsOptions {
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
  readonly registry: Registry;
}

/**
 * A histogram that is cheap to feed: an observation is three additions, and the cumulative counts are made at the
 * scrape. prom-client's own looks its labels up by a text that it puts together at each observation.
 */
export function createDurations({ name, help, labelNames, buckets, registry }: DurationsOptions): Durations {
  const known = new Map<string, Series>();
  const metric = {
    name,
    help,
    type: 'histogram',
    aggregator: 'sum',
    get: () =>
      Promise.resolve({ name, help, type: 'histogram', values: [...known.values()].flatMap(valuesOf) }),
  };
  // The registry asks a metric for its name and for `get`; its types want one of the package's own classes.
  registry.registerMetric(metric as unknown as Histogram);

  function valuesOf({ labels, counts, sum, count }: Series): readonly Value[] {
    let below = 0;
    const cumulative = buckets.map((le, at) => {
      below += counts[at] ?? 0;
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: below };
    });
    return [
      ...cumulative,
      { metricName: `${name}_bucket`, labels: { le: '+Inf', ...labels }, value: count },
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  }

  return {
    series(...values) {
      const key = JSON.stringify(values);
      const found = known.get(key);
      if (found !== undefined) return found;
      const labels = Object.fromEntries(labelNames.map((label, at) => [label, values[at] ?? '']));
      const made = new Series(labels, buckets);
      known.set(key, made);
      return made;
    },
  };
}

interface Value {
  readonly metricName: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

class Series implements DurationSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** By bucket, not cumulative; what is above the last one is in `count` alone. */
  readonly counts: number[];
  readonly #buckets: readonly number[];
  sum = 0;
  count = 0;

  constructor(labels: Readonly<Record<string, string>>, buckets: readonly number[]) {
    this.labels = labels;
    this.#buckets = buckets;
    this.counts = buckets.map(() => 0);
  }

  observe(seconds: number): void {
    this.sum += seconds;
    this.count += 1;
    const buckets = this.#buckets;
    for (let at = 0; at < buckets.length; at += 1) {
      if (seconds <= (buckets[at] ?? 0)) {
        this.counts[at] = (this.counts[at] ?? 0) + 1;
        return;
      }
    }
  }
}
