/** What a client is made of. */
export interface ReeveOptions {
  /** The realm's issuer, as its tokens name it: `https://id.example.com/realms/acme`. Every address follows from it. */
  readonly issuer: string;
  /** Who the tokens are for; the issuer, unless the realm sets another audience. */
  readonly audience?: string | undefined;
  /**
   * A service account of the realm that may ask about others (`iam:Evaluate`) and say what the circumstances are
   * (`iam:SupplyContext`). Without it a principal can be asked about with its own token only.
   */
  readonly credentials?: Credentials | undefined;
  /** How long an answer may be used again, in milliseconds; 0 asks every time. At most 60,000. */
  readonly cacheMs?: number | undefined;
  /** How many answers are kept. */
  readonly cacheSize?: number | undefined;
  /** How long Reeve may take to answer, in milliseconds. */
  readonly timeoutMs?: number | undefined;
  /** In place of the global `fetch`, for proxies and tests. */
  readonly fetch?: typeof fetch | undefined;
}

/** The id and a secret of a service account. */
export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** ReeveOptions with everything decided. */
export interface Settings {
  readonly issuer: string;
  readonly audience: string;
  readonly credentials: Credentials | undefined;
  readonly cacheMs: number;
  readonly cacheSize: number;
  readonly timeoutMs: number;
  readonly fetch: typeof fetch;
}

/** As long as a server may lag behind another one, and no longer: an answer is never older than two seconds. */
const CACHE_MS = 1000;
const MAX_CACHE_MS = 60_000;
const CACHE_SIZE = 10_000;
const TIMEOUT_MS = 5000;

/** @throws TypeError for an issuer that is no http(s) address, or a number out of its bounds */
export function settingsOf(options: ReeveOptions): Settings {
  const issuer = options.issuer.replace(/\/+$/, '');
  if (!/^https?:\/\/[^\s?#]+$/.test(issuer)) {
    throw new TypeError(
      'issuer must be the http(s) address of a realm, such as https://id.example.com/realms/acme',
    );
  }
  return {
    issuer,
    audience: options.audience ?? issuer,
    credentials: options.credentials,
    cacheMs: within('cacheMs', options.cacheMs ?? CACHE_MS, 0, MAX_CACHE_MS),
    cacheSize: within('cacheSize', options.cacheSize ?? CACHE_SIZE, 1, 1_000_000),
    timeoutMs: within('timeoutMs', options.timeoutMs ?? TIMEOUT_MS, 1, 60_000),
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  };
}

function within(name: string, value: number, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new TypeError(`${name} must be a whole number from ${min} to ${max}`);
}
