import type { ServerResponse } from 'node:http';
import { UnavailableError } from '../kernel/errors.js';
import { renderMetrics } from '../platform/telemetry/metrics.js';
import { answer } from './answer.js';
import type { Application, HttpContext } from './application.js';
import { sendProblem } from './problem.js';

/** Where the server is in its life. */
export type Phase = 'starting' | 'ready' | 'draining';

export interface HealthState {
  readonly phase: Phase;
  readonly application: Application | undefined;
}

type Probe = (state: HealthState, outgoing: ServerResponse, http: HttpContext) => Promise<void> | void;

const PING_TIMEOUT_MS = 2000;

function sendText(outgoing: ServerResponse, http: HttpContext, contentType: string, body: string): void {
  answer(outgoing, http, { status: 200, headers: ['Content-Type', contentType], body });
}

async function pingInTime(application: Application): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new UnavailableError('The store does not answer.')), PING_TIMEOUT_MS);
  });
  try {
    await Promise.race([application.ping(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Answered by the server itself, before and beside the application. */
export const probes: Readonly<Record<string, Probe>> = {
  /** The process runs. */
  '/livez': (_state, outgoing, http) => sendText(outgoing, http, 'text/plain; charset=utf-8', 'ok\n'),

  /** Requests will be answered: started, not draining, and the store is there. */
  '/readyz': async ({ phase, application }, outgoing, http) => {
    try {
      if (phase !== 'ready' || application === undefined)
        throw new UnavailableError(`The server is ${phase}.`);
      await pingInTime(application);
      sendText(outgoing, http, 'text/plain; charset=utf-8', 'ok\n');
    } catch {
      sendProblem(outgoing, new UnavailableError('The server is not ready.'), http);
    }
  },

  /** For Prometheus. */
  '/metrics': async (_state, outgoing, http) => {
    const { contentType, body } = await renderMetrics();
    sendText(outgoing, http, contentType, body);
  },
};
