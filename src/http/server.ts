import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '../config/config.js';
import { UnavailableError } from '../kernel/errors.js';
import type { AccessLog } from '../platform/logger/access-log.js';
import { recordRequest } from './access-log.js';
import type { Application } from './application.js';
import { createClientAddress } from './client-address.js';
import { drain } from './drain.js';
import { MalformedRequestError } from './errors.js';
import { Exchange } from './exchange.js';
import { duplicateHeader } from './headers.js';
import { probes, type Phase } from './health.js';
import { createOpenAnswers } from './open-answers.js';
import { sendProblem } from './problem.js';
import { asTakenAt } from './refusal.js';

/** The listening server. It answers probes at once, everything else after `attach`. */
export interface HttpServer {
  /** `http://host:port` of the listening socket. */
  readonly url: string;
  attach(application: Application): void;
  /** Stops accepting, waits for open requests up to the deadline, hangs up on what is left. */
  drain(deadlineMs: number): Promise<void>;
}

/**
 * Bytes of a request's address and headers: a gateway that asks sends another request's address and token, each of which
 * may fill a line of 8 KiB, and would take Node's refusal for a failure.
 */
const MAX_HEADER_BYTES = 32_768;

function listen(server: Server, { host, port }: Config['http']): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen({ host, port }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

/** An address that a person can open: the wildcard addresses are not one. */
function urlOf({ address, port }: AddressInfo): string {
  const host = address === '0.0.0.0' || address === '::' ? 'localhost' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Listens. Throws what `listen` throws (EADDRINUSE, EACCES). */
export async function startHttpServer(config: Config['http'], accessLog: AccessLog): Promise<HttpServer> {
  const clientAddress = createClientAddress(config.trustedProxies);
  const open = createOpenAnswers();
  let application: Application | undefined;
  let phase: Phase = 'starting';

  const route = (incoming: IncomingMessage, outgoing: ServerResponse, exchange: Exchange): void => {
    const { url = '', method } = incoming;
    const probe = method === 'GET' || method === 'HEAD' ? probes[url] : undefined;
    if (probe !== undefined) {
      exchange.route = url;
      void probe({ phase, application }, outgoing, exchange);
      return;
    }
    const duplicate = duplicateHeader(incoming);
    if (duplicate !== undefined) {
      const error = new MalformedRequestError(`The header ${duplicate} came twice.`);
      sendProblem(outgoing, asTakenAt(url, error), exchange);
    } else if (application === undefined || phase === 'starting') {
      const error = new UnavailableError('The server is starting. Try again in a moment.');
      sendProblem(outgoing, asTakenAt(url, error), exchange);
    } else {
      application.handle(incoming, outgoing, exchange);
    }
  };

  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const exchange = new Exchange(incoming, clientAddress(incoming));
    if (phase === 'draining') outgoing.setHeader('Connection', 'close');
    const awaited = open.add(outgoing);
    outgoing.on('close', () => {
      open.remove(awaited);
      recordRequest(accessLog, exchange, outgoing);
      exchange.end(outgoing);
    });
    exchange.run(() => route(incoming, outgoing, exchange));
  };

  const server = createServer(
    {
      headersTimeout: 15_000,
      requestTimeout: 60_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: MAX_HEADER_BYTES,
    },
    onRequest,
  );
  const url = urlOf(await listen(server, config));

  return {
    url,
    attach(ready) {
      application = ready;
      phase = 'ready';
    },
    async drain(deadlineMs) {
      phase = 'draining';
      await drain(server, open, application, deadlineMs);
    },
  };
}
