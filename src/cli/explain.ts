import { StartError } from '../bootstrap/start-error.js';
import { ConfigError } from '../config/load-config.js';
import { DomainError } from '../kernel/errors.js';

/** Told by name, so that no command loads the embedded store for nothing. */
const STORE_ERRORS: ReadonlySet<string> = new Set([
  'MaintenanceError',
  'StoreOwnedError',
  'StoreDamagedError',
  'StoreFormatError',
]);

/** Of the operating system: what it says is what a person can mend. */
const SAYS_ENOUGH: ReadonlySet<string> = new Set(['EACCES', 'EADDRNOTAVAIL', 'ENOSPC', 'EPERM', 'EROFS']);

/** What to show of an error: words for what a person can mend, and only for the unexpected a stack. */
export function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof StartError || error instanceof DomainError) {
    return error.message;
  }
  if (error instanceof Error && STORE_ERRORS.has(error.name)) {
    return `${error.message.charAt(0).toUpperCase()}${error.message.slice(1)}.`;
  }
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${message}. Another program listens there: stop it, or set PORT.`;
  if (code !== undefined && SAYS_ENOUGH.has(code)) return message;
  return error;
}
