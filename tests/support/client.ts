import { ADMIN_PASSWORD } from './passwords.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON body; undefined if there is none. */
  readonly body: T;
}

export interface RequestOptions {
  /** An access token for `Authorization: Bearer`. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface GraphqlOptions extends RequestOptions {
  readonly realm: string;
}

export interface GraphqlAnswer<T> {
  readonly data?: T | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }[];
}

export interface TokenAnswer {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token?: string;
  readonly expires_in: number;
}

/** What a test asks of a server over HTTP. Nothing here throws for a status: tests state which one they expect. */
export interface Client {
  /** Any request, body as it is given. */
  request(path: string, init?: RequestInit): Promise<Response>;
  get<T = Record<string, unknown>>(path: string, options?: RequestOptions): Promise<Answer<T>>;
  postJson<T = Record<string, unknown>>(
    path: string,
    body: unknown,
    options?: RequestOptions,
  ): Promise<Answer<T>>;
  postForm<T = Record<string, unknown>>(
    path: string,
    body: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Promise<Answer<T>>;
  /** The answer as it came, errors and all. */
  graphqlRaw<T = Record<string, unknown>>(
    query: string,
    variables: unknown,
    options: GraphqlOptions,
  ): Promise<GraphqlAnswer<T>>;
  /** `data`; throws if there are errors. */
  graphql<T = Record<string, unknown>>(
    query: string,
    variables: unknown,
    options: GraphqlOptions,
  ): Promise<T>;
  login(realm: string, email: string, password: string, scope?: string): Promise<Answer<TokenAnswer>>;
  /** An access token of the first administrator, of `system` unless another realm knows the same login; cached. */
  adminToken(realm?: string): Promise<string>;
}

const SECRET_FIELDS = new Set([
  'access_token',
  'refresh_token',
  'id_token',
  'secret',
  'accessToken',
  'refreshToken',
]);

/** Every secret in an answer, so that no log may hold it. */
function findSecrets(value: unknown, found: (secret: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [field, inner] of Object.entries(value)) {
    if (SECRET_FIELDS.has(field) && typeof inner === 'string' && inner.length > 15) found(inner);
    else findSecrets(inner, found);
  }
}

/** A client of the server that answers at `url()`; `onSecret` hears of every token and secret that it hands out. */
export function createClient(url: () => string, onSecret: (secret: string) => void): Client {
  const adminTokens = new Map<string, string>();

  const request = (path: string, init?: RequestInit): Promise<Response> => fetch(url() + path, init);

  async function send<T>(path: string, init: RequestInit, options: RequestOptions): Promise<Answer<T>> {
    const headers = new Headers(init.headers);
    if (options.token !== undefined) headers.set('authorization', `Bearer ${options.token}`);
    for (const [name, value] of Object.entries(options.headers ?? {})) headers.set(name, value);
    const response = await request(path, { redirect: 'manual', ...init, headers });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    const body = (isJson && text !== '' ? JSON.parse(text) : undefined) as T;
    findSecrets(body, onSecret);
    return { status: response.status, headers: response.headers, body };
  }

  const client: Client = {
    request,
    get: (path, options = {}) => send(path, { method: 'GET' }, options),
    postJson: (path, body, options = {}) =>
      send(
        path,
        { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } },
        options,
      ),
    postForm: (path, body, options = {}) =>
      send(
        path,
        {
          method: 'POST',
          body: new URLSearchParams(body).toString(),
          headers: { 'content-type': 'application/x-www-form-urlencoded' },
        },
        options,
      ),
    async graphqlRaw<T>(query: string, variables: unknown, { realm, ...options }: GraphqlOptions) {
      const headers = { accept: 'application/json', 'x-realm': realm, ...options.headers };
      const answer = await client.postJson<GraphqlAnswer<T>>(
        '/graphql',
        { query, variables },
        { ...options, headers },
      );
      return answer.body;
    },
    async graphql<T>(query: string, variables: unknown, options: GraphqlOptions) {
      const { data, errors } = await client.graphqlRaw<T>(query, variables, options);
      if (errors !== undefined || data === undefined || data === null)
        throw new Error(JSON.stringify(errors));
      return data;
    },
    login: (realm, email, password, scope) =>
      client.postJson(`/realms/${realm}/login`, {
        email,
        password,
        ...(scope === undefined ? {} : { scope }),
      }),
    async adminToken(realm = 'system') {
      const known = adminTokens.get(realm);
      if (known !== undefined) return known;
      const { status, body } = await client.login(realm, 'admin@example.com', ADMIN_PASSWORD);
      if (status !== 200)
        throw new Error(`The administrator's login answered ${status}: ${JSON.stringify(body)}`);
      adminTokens.set(realm, body.access_token);
      return body.access_token;
    },
  };
  return client;
}
