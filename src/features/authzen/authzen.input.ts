import { z } from 'zod';
import { text } from '../../kernel/text.js';
import { MAX_CONTEXT_BYTES, MAX_CONTEXT_KEYS } from '../decisions/decision.input.js';
import { RESOURCE_ID_MAX, resourceId, resourceType } from '../resources/resource.input.js';
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

const subjectType = text({ max: SUBJECT_TYPE_MAX });
const subject = z.strictObject({
  type: subjectType,
  id: text({ max: SUBJECT_ID_MAX }).meta({
    description: 'The id, the external id or the e-mail address of an account.',
  }),
  properties: properties
    .nullish()
    .meta({ description: 'Override its stored tags: `aws:PrincipalTag/NAME`.' }),
});
const action = z.strictObject({
  name: text({ max: ACTION_NAME_MAX }),
  properties: properties.nullish().meta({ description: '`reeve:ActionProperty/NAME` in conditions.' }),
});
const resource = z.strictObject({
  type: resourceType,
  id: resourceId,
  properties: properties.nullish().meta({ description: 'Override its stored tags: `aws:ResourceTag/NAME`.' }),
});
const context = properties.nullish();

export const evaluationShape = z.strictObject({ subject, action, resource, context });

export const evaluationsShape = z.strictObject({
  subject: subject.nullish(),
  action: action.nullish(),
  resource: resource.nullish(),
  context,
  evaluations: z
    .array(
      z.strictObject({
        subject: subject.nullish(),
        action: action.nullish(),
        resource: resource.nullish(),
        context,
      }),
    )
    .max(MAX_EVALUATIONS)
    .nullish()
    .meta({ description: 'What an item leaves out is taken from the top. Without items: one question.' }),
  options: z.looseObject({ evaluations_semantic: z.enum(SEMANTICS).nullish() }).nullish(),
});

const page = z
  .strictObject({
    token: z.string().max(MAX_TOKEN).nullish(),
    next_token: z.string().max(MAX_TOKEN).nullish().meta({ description: 'As earlier drafts call `token`.' }),
    limit: z.int().min(1).max(MAX_SEARCH_PAGE).nullish(),
  })
  .nullish();

/** An id that a search does not regard. */
const ignoredId = z.string().max(RESOURCE_ID_MAX).nullish();

export const subjectSearchShape = z.strictObject({
  subject: z.strictObject({ type: subjectType, id: ignoredId, properties: properties.nullish() }),
  action,
  resource,
  context,
  page,
});
export const resourceSearchShape = z.strictObject({
  subject,
  action,
  resource: z.strictObject({ type: resourceType, id: ignoredId, properties: properties.nullish() }),
  context,
  page,
});
export const actionSearchShape = z.strictObject({ subject, resource, context, page });

export type SubjectSearch = z.infer<typeof subjectSearchShape>;
export type ResourceSearch = z.infer<typeof resourceSearchShape>;
export type ActionSearch = z.infer<typeof actionSearchShape>;
export type SearchPage = z.infer<typeof page>;
