import { ClientError, errorOfStatus } from './client-error.js';
import type { Settings } from './settings.js';

/** One HTTP exchange with Reeve. */
export interface Asked {
  readonly body: unknown;
  readonly headers: Headers;
}

const MAX_MESSAGE = 300;

/**
 * Sends a request and reads the JSON that comes back.
 *
 * @throws ClientError
 */
export async function ask(
  { fetch, timeoutMs }: Pick<Settings, 'fetch' | 'timeoutMs'>,
  url: string,
  init: { readonly headers: Readonly<Record<string, string>>; readonly body: string },
): Promise<Asked> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      ...init,
      signal: AbortSignal.timeout(timeoutMs),
      // An answer from somewhere else is not Reeve's, and must not get the token.
      redirect: 'error',
    });
    const body: unknown = await answer.json().catch(() => undefined);
    if (!answer.ok) throw errorOfStatus(answer.status, messageOf(body) ?? `Reeve answered ${answer.status}.`);
    return { body, headers: answer.headers };
  } catch (error) {
    if (error instanceof ClientError) throw error;
    throw new ClientError('UNAVAILABLE', 'Reeve could not be asked.', { cause: error });
  }
}

/** The sentence of a problem (RFC 9457) or of an OAuth error (RFC 6749). */
function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { detail, error_description: description } = body as Readonly<Record<string, unknown>>;
  const message = detail ?? description;
  return typeof message === 'string' ? message.slice(0, MAX_MESSAGE) : undefined;
}
