import { z } from 'zod';
import { RELATIONS, type NodeRef } from './edge.js';

const nodeName = z.custom<NodeRef>(
  (value) => typeof value === 'string' && /^(?:account|group|role|policy):[0-9a-f-]{36}$/.test(value),
  'must be a node such as "group:0192f0c1-2b3c-7d4e-8f50-112233445566"',
);

export const edgeFilterInput = z
  .strictObject({
    subject: nodeName.nullish(),
    relation: z.enum(RELATIONS).nullish(),
    object: nodeName.nullish(),
  })
  .refine(({ subject, relation, object }) => !relation || subject || object, {
    path: ['relation'],
    message: 'must come with a subject or an object: no index has all edges of one relation',
  });
export type EdgeFilterInput = z.infer<typeof edgeFilterInput>;
