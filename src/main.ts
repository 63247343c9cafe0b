import { ConfigError } from './config/load-config.js';
import { serve } from './serve.js';

try {
  await serve();
} catch (error) {
  // What a person can mend is said in words; only the unexpected comes with a stack.
  const { code } = error as NodeJS.ErrnoException;
  const expected = error instanceof ConfigError || code === 'EADDRINUSE' || code === 'EACCES';
  console.error(expected ? (error as Error).message : error);
  process.exit(1);
}
