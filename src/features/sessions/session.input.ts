import { z } from 'zod';
import { idText } from '../../kernel/id-text.js';

export const revokeSessionInput = z.strictObject({ id: idText });

/** Without an account: one's own sessions. */
export const revokeAllSessionsInput = z.strictObject({ accountId: idText.nullish() });
