import { BlockList, isIP } from 'node:net';
import { z } from 'zod';

/** One environment variable. The README's table has one row for each, and a test holds the two equal. */
export interface Variable<T> {
  /** What an unset variable means, as the documentation says it. */
  readonly default: string;
  /** What the documentation says. */
  readonly description: string;
  /** What is allowed, said in the error. */
  readonly allowed: string;
  /** From the text of the variable (undefined if unset or empty) to its value. */
  readonly schema: z.ZodType<T, string | undefined>;
}

function variable<T>(definition: Variable<T>): Variable<T> {
  return definition;
}

/** A choice of words. */
function oneOf<const T extends readonly [string, ...string[]]>(
  words: T,
  fallback: T[number],
  description: string,
) {
  return variable({
    default: `\`${fallback}\``,
    description,
    allowed: words.join(', '),
    schema: z.enum(words).default(fallback as never),
  });
}

function onOff(fallback: boolean, description: string): Variable<boolean> {
  return variable({
    default: fallback ? '`on`' : '`off`',
    description,
    allowed: 'on, off',
    schema: z
      .enum(['on', 'off'])
      .default(fallback ? 'on' : 'off')
      .transform((word) => word === 'on'),
  });
}

function integer(min: number, max: number, fallback: number, description: string): Variable<number> {
  return variable({
    default: `\`${fallback}\``,
    description,
    allowed: `a whole number from ${min} to ${max}`,
    schema: z
      .string()
      .regex(/^\d{1,9}$/)
      .transform(Number)
      .pipe(z.int().min(min).max(max))
      .prefault(String(fallback)),
  });
}

const httpUrl = z
  .string()
  .refine((text) => {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    return (
      (url?.protocol === 'http:' || url?.protocol === 'https:') &&
      url.search === '' &&
      url.hash === '' &&
      url.username === '' &&
      url.password === ''
    );
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** True for `10.0.0.0/8`, `::1/128` or a bare address. */
function isCidr(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (prefix === undefined) return true;
  if (!/^\d{1,3}$/.test(prefix)) return false;
  try {
    new BlockList().addSubnet(address, Number(prefix), family === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}

/** A comma-separated list without its empty items. */
const list = (text: string): string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

const MASTER_KEY_BYTES = 32;
const isMasterKey = (text: string): boolean =>
  /^[A-Za-z0-9+/]{43}=$/.test(text) && Buffer.from(text, 'base64').length === MASTER_KEY_BYTES;

/** Every environment variable that Reeve reads, in the order of the documentation. */
export const variables = {
  PORT: integer(0, 65_535, 4000, 'Port to listen on; `0` takes a free one.'),
  HOST: variable({
    default: '`127.0.0.1`',
    description: 'Address to listen on. `0.0.0.0` or `::` answers on every interface.',
    allowed: 'an IP address or a host name',
    schema: z
      .string()
      .regex(/^[A-Za-z0-9.:_-]{1,253}$/)
      .default('127.0.0.1'),
  }),
  PUBLIC_URL: variable({
    default: '`http://HOST:PORT`',
    description: 'The address that callers use; tokens name it as their issuer. Set it behind a proxy.',
    allowed: 'an http(s) URL without query, fragment or credentials',
    schema: httpUrl.optional(),
  }),
  DATA_DIR: variable({
    default: '`./data`',
    description:
      'Folder of the embedded store and of generated secrets. `:memory:` keeps nothing (for tests of your own).',
    allowed: 'a path, or :memory:',
    schema: z
      .string()
      .regex(/^[^\0]+$/)
      .default('./data'),
  }),
  MONGODB_URI: variable({
    default: 'the embedded store',
    description:
      'A MongoDB 7 or later (replica set or sharded cluster) to use instead of the embedded store.',
    allowed: 'a mongodb:// or mongodb+srv:// connection string',
    schema: z
      .string()
      .regex(/^mongodb(?:\+srv)?:\/\/\S+$/)
      .optional(),
  }),
  NODE_ENV: oneOf(
    ['development', 'production', 'test'],
    'development',
    '`production` makes no realm `demo` at the first start.',
  ),
  REEVE_MASTER_KEY: variable({
    default: 'generated into `DATA_DIR`',
    description:
      '32 random bytes in base64 (`openssl rand -base64 32`) that encrypt signing keys at rest. A comma-separated list rotates: the first encrypts, all decrypt. Required with `MONGODB_URI`.',
    allowed: '32 bytes in base64, or a comma-separated list of such keys',
    schema: z
      .string()
      .transform(list)
      .pipe(z.array(z.string().refine(isMasterKey)).min(1))
      .transform((keys): readonly Buffer[] => keys.map((key) => Buffer.from(key, 'base64')))
      .optional(),
  }),
  REEVE_ADMIN_EMAIL: variable({
    default: '`admin@reeve.localhost`',
    description: 'Login of the first administrator of the realm `system`. Required with an empty MongoDB.',
    allowed: 'an e-mail address',
    schema: z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/)
      .max(254)
      .optional(),
  }),
  REEVE_ADMIN_PASSWORD: variable({
    default: 'generated into `DATA_DIR`',
    description: 'Password of the first administrator. Required with an empty MongoDB.',
    allowed: '10 to 256 characters',
    schema: z.string().min(10).max(256).optional(),
  }),
  REEVE_TRUSTED_PROXIES: variable({
    default: 'none',
    description: 'CIDRs of the proxies whose `X-Forwarded-For` counts, comma-separated.',
    allowed: 'a comma-separated list of CIDRs, such as 10.0.0.0/8,::1/128',
    schema: z
      .string()
      .default('')
      .transform(list)
      .pipe(z.array(z.string().refine(isCidr)))
      .transform((cidrs): readonly string[] => cidrs),
  }),
  REEVE_RATE_LIMIT: onOff(true, 'Limits on failed logins. `off` is for load tests only.'),
  REEVE_HASHING_CONCURRENCY: variable({
    default: 'processors but one, max 3',
    description: 'Passwords hashed at once; other logins wait in a queue.',
    allowed: 'a whole number from 1 to 64',
    schema: integer(1, 64, 1, '').schema.optional(),
  }),
  REEVE_MAX_OPEN_REALMS: integer(
    2,
    100_000,
    200,
    'Realms kept open at once; the least recently used one is closed.',
  ),
  REEVE_GRAPHQL_INTROSPECTION: onOff(true, 'Whether /graphql answers introspection queries.'),
  REEVE_GRAPHIQL: onOff(true, 'Whether browsers get GraphiQL at /graphql.'),
  LOG_LEVEL: oneOf(
    ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'],
    'info',
    'Least severe log line to write. Lines are JSON on standard output.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: variable({
    default: 'no traces',
    description:
      'OTLP/HTTP collector (Jaeger, Tempo, ...) to send traces to, such as `http://127.0.0.1:4318`.',
    allowed: 'an http(s) URL',
    schema: httpUrl.optional(),
  }),
  OTEL_SERVICE_NAME: variable({
    default: '`reeve`',
    description: 'Service name of the traces.',
    allowed: '1 to 128 printable characters',
    schema: z
      .string()
      .regex(/^[\x20-\x7e]{1,128}$/)
      .default('reeve'),
  }),
} as const;

export type VariableName = keyof typeof variables;
