import { explain } from './cli/explain.js';
import { serve } from './serve.js';

try {
  await serve();
} catch (error) {
  console.error(explain(error));
  process.exit(1);
}
