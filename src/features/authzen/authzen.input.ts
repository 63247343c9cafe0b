import { z } from 'zod';
import { text } from '../../kernel/text.js';
import { MAX_CONTEXT_BYTES, MAX_CONTEXT_KEYS } from '../decisions/decision.input.js';
import { resourceId, resourceType } from '../resources/resource.input.js';
import { SEMANTICS } from './evaluation.js';

/** Bounds that the shapes here and the reader of the lean path (read-evaluation.ts) share. */
export const MAX_EVALUATIONS = 1000;
export const MAX_PROPERTIES = MAX_CONTEXT_KEYS;
export const SUBJECT_TYPE_MAX = 128;
export const SUBJECT_ID_MAX = 512;
export const ACTION_NAME_MAX = 256;
export const MAX_SEARCH_PAGE = 1000;
const MAX_TOKEN = 4096;

export const TOO_MANY_PROPERTIES = `must have at most ${MAX_PROPERTIES} members`;

const properties = z
  .record(z.string(), z.unknown())
  .refine((value) => Object.keys(value).length <= MAX_PROPERTIES, TOO_MANY_PROPERTIES)
  .meta({
    description: `Values by name; what is nested has its path as its name, with dots. Of one question, those of subject, action, resource and context have together at most ${MAX_CONTEXT_KEYS} members on all levels, and ${MAX_CONTEXT_BYTES} bytes.`,
  });

// Everywhere here unknown members are left unread, not refused: later versions may have more (AuthZEN 1.0, 10.1.1).

const subjectType = text({ max: SUBJECT_TYPE_MAX });
const subject = z.object({
  type: subjectType,
  id: text({ max: SUBJECT_ID_MAX }).meta({
    description: 'The id, the external id or the e-mail address of an account.',
  }),
  properties: properties
    .nullish()
    .meta({ description: 'Override its stored tags: `aws:PrincipalTag/NAME`.' }),
});
const action = z.object({
  name: text({ max: ACTION_NAME_MAX }),
  properties: properties.nullish().meta({ description: '`reeve:ActionProperty/NAME` in conditions.' }),
});
const resource = z.object({
  type: resourceType,
  id: resourceId,
  properties: properties.nullish().meta({ description: 'Override its stored tags: `aws:ResourceTag/NAME`.' }),
});
const context = properties.nullish();

export const evaluationShape = z.object({ subject, action, resource, context });

/** What may be said of a question in part. */
const parts = {
  subject: subject.partial().nullish(),
  action: action.partial().nullish(),
  resource: resource.partial().nullish(),
  context,
};

export const evaluationsShape = z.object({
  ...parts,
  evaluations: z.array(z.object(parts)).max(MAX_EVALUATIONS).nullish().meta({
    description:
      'What an item leaves out is taken from the top; of a member that it has, only `type`, `id` and `name` are. A fault of one is a deny that says so. Without items: one question.',
  }),
  options: z.object({ evaluations_semantic: z.enum(SEMANTICS).nullish() }).nullish(),
});

const page = z
  .object({
    token: z
      .string()
      .max(MAX_TOKEN)
      .nullish()
      .meta({ description: 'The `next_token` of the page before, to the same search.' }),
    next_token: z.string().max(MAX_TOKEN).nullish().meta({ description: 'As earlier drafts call `token`.' }),
    limit: z
      .int()
      .min(0)
      .nullish()
      .meta({ description: `How many results at most; there are never more than ${MAX_SEARCH_PAGE}.` }),
  })
  .nullish();

// Of what is searched for, an id is not regarded (8.4.1, 8.5.1).

export const subjectSearchShape = z.object({
  subject: z.object({ type: subjectType, properties: properties.nullish() }),
  action,
  resource,
  context,
  page,
});
export const resourceSearchShape = z.object({
  subject,
  action,
  resource: z.object({ type: resourceType, properties: properties.nullish() }),
  context,
  page,
});
export const actionSearchShape = z.object({ subject, resource, context, page });

export type SubjectSearch = z.infer<typeof subjectSearchShape>;
export type ResourceSearch = z.infer<typeof resourceSearchShape>;
export type ActionSearch = z.infer<typeof actionSearchShape>;
export type SearchPage = z.infer<typeof page>;
