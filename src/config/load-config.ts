import { availableParallelism } from 'node:os';
import path from 'node:path';
import type { z } from 'zod';
import type { Config } from './config.js';
import { variables, type VariableName } from './variables.js';

/** `DATA_DIR=:memory:` keeps nothing. */
export const MEMORY = ':memory:';

/** The environment is wrong; the message lists everything that is, and what would be allowed. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The environment is not valid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

type Values = { readonly [Name in VariableName]: z.output<(typeof variables)[Name]['schema']> };

/** Values that the message may not repeat. */
const SECRET: ReadonlySet<VariableName> = new Set([
  'REEVE_MASTER_KEY',
  'REEVE_ADMIN_PASSWORD',
  'MONGODB_URI',
]);

function parse(env: NodeJS.ProcessEnv): Values {
  const values: Partial<Record<VariableName, unknown>> = {};
  const problems: string[] = [];
  for (const name of Object.keys(variables) as VariableName[]) {
    const { schema, allowed } = variables[name];
    const text = env[name] === '' ? undefined : env[name];
    const result = schema.safeParse(text);
    if (result.success) values[name] = result.data;
    else problems.push(`${name}${SECRET.has(name) ? '' : `=${JSON.stringify(text)}`}: expected ${allowed}`);
  }
  if (env['MONGODB_URI'] && !env['REEVE_MASTER_KEY']) {
    problems.push(
      `REEVE_MASTER_KEY: required with MONGODB_URI; expected ${variables.REEVE_MASTER_KEY.allowed} (openssl rand -base64 32)`,
    );
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Values;
}

/**
 * One processor stays free for everything else, also while everybody logs in; and hashes that share a processor, or its
 * cache, each cost more. They run on libuv's four threads, of which one stays free for files and name look-ups.
 */
function defaultHashingConcurrency(): number {
  return Math.min(3, Math.max(1, availableParallelism() - 1));
}

/** The configuration that an environment describes. Throws ConfigError. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const values = parse(env);
  const dataDir = values.DATA_DIR === MEMORY ? MEMORY : path.resolve(values.DATA_DIR);
  return {
    environment: values.NODE_ENV,
    http: {
      host: values.HOST,
      port: values.PORT,
      publicUrl: values.PUBLIC_URL,
      trustedProxies: values.REEVE_TRUSTED_PROXIES,
    },
    store:
      values.MONGODB_URI === undefined
        ? { kind: 'embedded', dataDir }
        : { kind: 'mongodb', uri: values.MONGODB_URI },
    dataDir,
    masterKeys: values.REEVE_MASTER_KEY,
    firstAdministrator: { email: values.REEVE_ADMIN_EMAIL, password: values.REEVE_ADMIN_PASSWORD },
    rateLimit: values.REEVE_RATE_LIMIT,
    log: { level: values.LOG_LEVEL },
    telemetry: { otlpEndpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, serviceName: values.OTEL_SERVICE_NAME },
    graphql: { introspection: values.REEVE_GRAPHQL_INTROSPECTION, graphiql: values.REEVE_GRAPHIQL },
    hashingConcurrency: values.REEVE_HASHING_CONCURRENCY ?? defaultHashingConcurrency(),
    maxOpenRealms: values.REEVE_MAX_OPEN_REALMS,
  };
}
