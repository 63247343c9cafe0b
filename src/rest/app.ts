import type { RestApp } from './env.js';
import { registerDocuments } from './documents.js';
import { createRouter, type RouterOptions } from './router.js';
import { registerSwaggerUi } from './swagger-ui.js';

export interface RestOptions extends RouterOptions {
  /** Without a trailing slash. */
  readonly publicUrl: string;
}

/** The REST bridge: every feature's routes (one line each), and the documents that describe them. */
export function createRestApp(options: RestOptions): RestApp {
  const app = createRouter(options);

  registerDocuments(app, options.publicUrl);
  registerSwaggerUi(app);
  app.get('/', (c) => {
    c.env.http.route = '/';
    return c.json({ name: 'Reeve', graphql: '/graphql', docs: '/docs', openapi: '/openapi.json' });
  });
  return app;
}
