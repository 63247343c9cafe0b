import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpContext } from '../http/application.js';
import { MalformedRequestError } from '../http/errors.js';
import { problemHeaders, problemOf } from '../http/problem.js';
import { requestScope } from '../platform/request-scope.js';
import type { RestApp } from './env.js';

/** Answers one Node request with the app; what the HTTP server knows of it travels along. */
export function createRestListener(
  app: RestApp,
): (incoming: IncomingMessage, outgoing: ServerResponse, http: HttpContext) => void {
  const contexts = new WeakMap<object, HttpContext>();
  const listener = getRequestListener(
    (request, env) => {
      const bindings = env as HttpBindings;
      const http = contexts.get(bindings.incoming);
      return app.fetch(request, { incoming: bindings.incoming, outgoing: bindings.outgoing, http });
    },
    {
      // Only what is no URL or no host reaches this; the app answers its own errors.
      errorHandler: () => {
        const error = new MalformedRequestError('The address or the Host header is malformed.');
        return new Response(JSON.stringify(problemOf(error, requestScope()?.requestId ?? '')), {
          status: 400,
          headers: problemHeaders(error, undefined),
        });
      },
    },
  );
  return (incoming, outgoing, http) => {
    contexts.set(incoming, http);
    void listener(incoming, outgoing);
  };
}
