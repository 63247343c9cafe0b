import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { createDurations, type DurationSeries } from './durations.js';

/** How a login ended. */
export type LoginOutcome =
  'success' | 'invalid_credentials' | 'rate_limited' | 'password_change_required' | 'error';
/** What an access token was issued for. */
export type GrantType = 'login' | 'assume_role' | 'refresh_token' | 'client_credentials';

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const STORE_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];

const registry = new Registry();
const registers = [registry];

const requests = createDurations({
  name: 'reeve_http_request_duration_seconds',
  help: 'HTTP requests answered, by route group, method and status.',
  labelNames: ['route', 'method', 'status'],
  buckets: REQUEST_SECONDS,
  registry,
});
const logins = new Counter({
  name: 'reeve_logins_total',
  help: 'Logins with a password, by outcome.',
  labelNames: ['outcome'] as const,
  registers,
});
const tokens = new Counter({
  name: 'reeve_tokens_issued_total',
  help: 'Access tokens issued, by grant.',
  labelNames: ['grant'] as const,
  registers,
});
const operations = new Histogram({
  name: 'reeve_graphql_operation_duration_seconds',
  help: 'GraphQL operations executed, by type and outcome.',
  labelNames: ['type', 'outcome'] as const,
  buckets: REQUEST_SECONDS,
  registers,
});
const storeCommands = createDurations({
  name: 'reeve_store_command_duration_seconds',
  help: 'Commands sent to the store: how long each held its connection.',
  labelNames: [],
  buckets: STORE_SECONDS,
  registry,
}).series();
const storeOperations = new Counter({
  name: 'reeve_store_operations_total',
  help: 'Operations asked of the store, by method (find, insertOne, ...).',
  labelNames: ['operation'] as const,
  registers,
});
const hashes = new Histogram({
  name: 'reeve_password_hash_duration_seconds',
  help: 'Password hashes computed, by algorithm, without the time spent in the queue.',
  labelNames: ['algorithm'] as const,
  buckets: REQUEST_SECONDS,
  registers,
});

/** Gauges read at the time of a scrape, so that nothing is spent between two. */
function gauge(name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}

let queueLength = (): number => 0;
gauge('reeve_password_hash_queue_length', 'Password hashes that wait for a turn.', () => queueLength());
let openRealms = (): number => 0;
gauge('reeve_realms_open', 'Realm handles that this process holds open.', () => openRealms());

gauge('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
gauge('nodejs_heap_used_bytes', 'JavaScript heap in use.', () => process.memoryUsage().heapUsed);
gauge('process_cpu_seconds_total', 'User and system CPU time.', () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
});
const startedAt = Date.now() / 1000 - process.uptime();
gauge('process_start_time_seconds', 'Start of the process, seconds since the epoch.', () => startedAt);

/** The histogram measures a timer of this many milliseconds, so an idle loop shows just that. */
const EVENT_LOOP_RESOLUTION_MS = 20;
const eventLoop = monitorEventLoopDelay({ resolution: EVENT_LOOP_RESOLUTION_MS });
for (const quantile of [50, 99] as const) {
  gauge(`nodejs_eventloop_delay_p${quantile}_seconds`, `Event-loop delay, ${quantile}th percentile.`, () =>
    Math.max(0, (eventLoop.percentile(quantile) / 1e6 - EVENT_LOOP_RESOLUTION_MS) / 1000),
  );
}

/** The series of each route, method and status that was seen: finding one by its labels costs more than counting. */
const requestSeries = new Map<string, Map<string, Map<number, DurationSeries>>>();

function seriesOf(route: string, method: string, status: number): DurationSeries {
  return requestSeries.get(route)?.get(method)?.get(status) ?? newSeries(route, method, status);
}

function newSeries(route: string, method: string, status: number): DurationSeries {
  const byMethod = requestSeries.get(route) ?? new Map<string, Map<number, DurationSeries>>();
  const byStatus = byMethod.get(method) ?? new Map<number, DurationSeries>();
  const series = requests.series(route, method, String(status));
  requestSeries.set(route, byMethod.set(method, byStatus.set(status, series)));
  return series;
}

/** What the server counts. Every method is cheap enough for every request. */
export const metrics = {
  request(route: string, method: string, status: number, seconds: number): void {
    seriesOf(route, method, status).observe(seconds);
  },
  loginOutcome(outcome: LoginOutcome): void {
    logins.labels(outcome).inc();
  },
  tokenIssued(grant: GrantType): void {
    tokens.labels(grant).inc();
  },
  graphqlOperation(
    type: 'query' | 'mutation' | 'subscription',
    outcome: 'success' | 'error',
    seconds: number,
  ): void {
    operations.labels(type, outcome).observe(seconds);
  },
  storeCommand(seconds: number): void {
    storeCommands.observe(seconds);
  },
  storeOperation(operation: string): void {
    storeOperations.labels(operation).inc();
  },
  passwordHash(algorithm: string, seconds: number): void {
    hashes.labels(algorithm).observe(seconds);
  },
  /** Tells where to read the length of the hashing queue. */
  readHashQueue(read: () => number): void {
    queueLength = read;
  },
  /** Tells where to read how many realms are open. */
  readOpenRealms(read: () => number): void {
    openRealms = read;
  },
};

/** Starts measuring the event loop; the server does this once, tools and tests need not. */
export function startProcessMetrics(): void {
  eventLoop.enable();
}

/** Everything counted, in Prometheus' text format. */
export async function renderMetrics(): Promise<{ readonly contentType: string; readonly body: string }> {
  return { contentType: registry.contentType, body: await registry.metrics() };
}
