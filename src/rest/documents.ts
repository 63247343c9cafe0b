import { VERSION } from '../kernel/version.js';
import type { RestApp } from './env.js';

const INFO = {
  title: 'Reeve',
  version: VERSION,
  description:
    'Logins, tokens and accounts of a realm over REST, with the paths that OAuth 2.0 and OpenID Connect libraries expect. Everything else is in the GraphQL API at `/graphql`.',
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
} as const;

/** Declares how callers authenticate; routes name these under `security`. */
function registerSecuritySchemes(app: RestApp): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'accessToken', {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token of the realm.',
  });
  app.openAPIRegistry.registerComponent('securitySchemes', 'clientSecret', {
    type: 'http',
    scheme: 'basic',
    description: 'The id of a service account, and one of its secrets.',
  });
}

/** The OpenAPI 3.1 document of every route registered so far. `serverUrl` is `/` in the committed copy. */
export function openApi31(app: RestApp, serverUrl: string): object {
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: INFO,
    servers: [{ url: serverUrl }],
  });
}

/** The same as OpenAPI 3.0, for tools that read nothing newer. */
export function openApi30(app: RestApp, serverUrl: string): object {
  return app.getOpenAPIDocument({
    openapi: '3.0.3',
    info: INFO,
    servers: [{ url: serverUrl }],
  });
}

/** Serves both documents, made when first asked for. Comes after the routes that they describe. */
export function registerDocuments(app: RestApp, publicUrl: string): void {
  registerSecuritySchemes(app);
  const documents = { '/openapi.json': openApi31, '/openapi-3.0.json': openApi30 } as const;
  for (const [path, make] of Object.entries(documents)) {
    let json: string | undefined;
    app.get(path, (c) => {
      c.env.http.route = path;
      json ??= JSON.stringify(make(app, publicUrl));
      return c.body(json, 200, { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=60' });
    });
  }
}
