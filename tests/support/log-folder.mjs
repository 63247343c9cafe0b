import { fileURLToPath } from 'node:url';

/** Where every server that a test starts writes its output: `*.log`, and beside each the secrets it handed out: `*.secrets`. */
export const LOG_FOLDER = fileURLToPath(new URL('../../.build/server-logs', import.meta.url));
