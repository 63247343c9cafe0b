import { StartError } from './bootstrap/start-error.js';
import { ConfigError } from './config/load-config.js';
import { serve } from './serve.js';

/** What a person can mend is said in words; only the unexpected comes with a stack. */
function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof StartError) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `${message}. Another program listens there: stop it, or set PORT.`;
  if (code === 'EACCES' || code === 'EADDRNOTAVAIL') return message;
  return error;
}

try {
  await serve();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
