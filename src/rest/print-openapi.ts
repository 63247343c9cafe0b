import { createLogger } from '../platform/logger/logger.js';
import { createRestApp, type RestServices } from './app.js';
import { openApi31 } from './documents.js';

/** Routes read their services when they are called, which printing never does. */
function noServices(): RestServices {
  return new Proxy({} as RestServices, { get: () => noServices() });
}

/** schema/openapi.json: the OpenAPI 3.1 document as JSON text, of a server at `/`. */
export function printOpenApi(): string {
  const app = createRestApp(
    {
      registry: { lease: () => Promise.reject(new Error('nothing is served')) },
      logger: createLogger({ log: { level: 'silent' } }, { write: () => undefined }),
      checkResponses: false,
      publicUrl: '/',
    },
    noServices(),
  );
  return `${JSON.stringify(openApi31(app, '/'), undefined, 2)}\n`;
}
