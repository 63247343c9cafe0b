import { text } from '../../kernel/text.js';

/** What a group or role may be called: one line that neither starts nor ends with a space. */
export const nodeName = text({ max: 128 }).refine(
  (name) => name.trim() === name,
  'must not start or end with a space',
);

export const nodeDescription = text({ max: 1000, multiline: true });
