import { StartError } from '../bootstrap/start-error.js';
import { ConfigError } from '../config/load-config.js';
import { DomainError } from '../kernel/errors.js';

/** What to show of an error: words for what a person can mend, and only for the unexpected a stack. */
export function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof StartError || error instanceof DomainError) {
    return error.message;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${message}. Another program listens there: stop it, or set PORT.`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return message;
  return error;
}
