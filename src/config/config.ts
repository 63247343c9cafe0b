/** Where the data lives. */
export type StoreConfig =
  | { readonly kind: 'embedded'; readonly dataDir: string }
  | { readonly kind: 'mongodb'; readonly uri: string };

/** The whole configuration, validated once at start and never changed. Only src/config reads the environment. */
export interface Config {
  readonly environment: 'production' | 'development' | 'test';
  readonly http: {
    readonly host: string;
    /** 0 takes a free port. */
    readonly port: number;
    /** Without a trailing slash; undefined means http://HOST:PORT of the listening socket. */
    readonly publicUrl: string | undefined;
    /** CIDRs whose X-Forwarded-* headers count. */
    readonly trustedProxies: readonly string[];
  };
  readonly store: StoreConfig;
  /** Where generated secrets and the embedded store live; unused with MongoDB. */
  readonly dataDir: string;
  /** 32-byte keys, the first encrypts and all decrypt; undefined means generated into dataDir. */
  readonly masterKeys: readonly Buffer[] | undefined;
  readonly firstAdministrator: { readonly email: string | undefined; readonly password: string | undefined };
  readonly rateLimit: boolean;
  readonly log: { readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent' };
  readonly telemetry: { readonly otlpEndpoint: string | undefined; readonly serviceName: string };
  readonly graphql: { readonly introspection: boolean; readonly graphiql: boolean };
  /** Password hashes computed at once (bounded pool). */
  readonly hashingConcurrency: number;
  /** Realm handles kept open at once (LRU). */
  readonly maxOpenRealms: number;
}
