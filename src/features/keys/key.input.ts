import { z } from 'zod';
import { text } from '../../kernel/text.js';

export const rotateRealmKeysInput = z.strictObject({ slug: text({ max: 32 }).nullish() });
