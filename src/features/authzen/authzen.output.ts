import { z } from 'zod';

const decision = z
  .object({
    decision: z.boolean(),
    context: z.record(z.string(), z.unknown()).optional().meta({ description: 'Why not.' }),
  })
  .meta({ description: 'The answer to one question.' });

export const evaluationAnswer = decision;

export const evaluationsAnswer = z.union([
  z.object({ evaluations: z.array(decision).meta({ description: 'In the order of the questions.' }) }),
  decision,
]);

const page = z
  .object({
    next_token: z.string().meta({ description: 'Where the search goes on; empty if it is at its end.' }),
    count: z.int().meta({ description: 'How many results this answer holds.' }),
  })
  .optional()
  .meta({ description: 'Left out where the results are all that there are, and no page was asked for.' });

export const entitySearchAnswer = z.object({
  page,
  results: z.array(z.object({ type: z.string(), id: z.string() })),
});
export const actionSearchAnswer = z.object({ page, results: z.array(z.object({ name: z.string() })) });

export const authzenConfiguration = z.object({
  policy_decision_point: z.string(),
  access_evaluation_endpoint: z.string(),
  access_evaluations_endpoint: z.string(),
  search_subject_endpoint: z.string(),
  search_resource_endpoint: z.string(),
  search_action_endpoint: z.string(),
});
