import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { RestApp } from './env.js';

/** Nothing from elsewhere, and no script but the package's own files. Its styles are inline. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Reeve: REST</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css" />
    <link rel="icon" href="/docs/favicon-32x32.png" />
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/start.js"></script>
  </body>
</html>
`;

/** `validatorUrl: null` keeps the page from asking a validator on the internet. */
const START = `window.ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false,
});
`;

/** Files that the page needs, and no others of the package. */
const ASSETS: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const packageFolder = (): string =>
  path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** Swagger UI at /docs, from the installed package: it works without the internet. */
export function registerSwaggerUi(app: RestApp): void {
  app.get('/docs', (c) => {
    c.env.http.route = '/docs';
    return c.html(PAGE, 200, { 'Content-Security-Policy': CONTENT_SECURITY_POLICY });
  });
  app.get('/docs/start.js', (c) => {
    c.env.http.route = '/docs';
    return c.body(START, 200, { 'Content-Type': 'text/javascript; charset=utf-8' });
  });
  for (const [file, contentType] of Object.entries(ASSETS)) {
    app.get(`/docs/${file}`, async (c) => {
      c.env.http.route = '/docs';
      const bytes = await readFile(path.join(packageFolder(), file));
      return c.body(bytes, 200, { 'Content-Type': contentType, 'Cache-Control': 'public, max-age=3600' });
    });
  }
}
