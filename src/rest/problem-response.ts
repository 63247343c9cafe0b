import type { RouteConfig } from '@hono/zod-openapi';
import { z } from '@hono/zod-openapi';
import { PROBLEM_TYPE } from '../http/problem.js';

const problemSchema = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.int(),
    detail: z.string().openapi({ description: 'What to do.' }),
    code: z
      .string()
      .openapi({ description: 'Stable, in capitals: branch on this.', example: 'INVALID_CREDENTIALS' }),
    requestId: z.string().openapi({ description: 'Also in the header X-Request-ID, and in the log.' }),
    errors: z
      .array(z.object({ path: z.array(z.union([z.string(), z.number()])), message: z.string() }))
      .optional()
      .openapi({ description: 'What is wrong with which field.' }),
  })
  .openapi('Problem', { description: 'An error, as RFC 9457 has it.' });

const content = { [PROBLEM_TYPE]: { schema: problemSchema } };

type Responses = RouteConfig['responses'];

/** A route's responses as the document shows them: every error that says nothing else of its body is a problem. */
export function documentedResponses(route: RouteConfig): Responses {
  const responses: Responses = { default: { description: 'Any other error.', content } };
  for (const [status, response] of Object.entries(route.responses)) {
    const bare = Number(status) >= 400 && 'description' in response && !('content' in response);
    responses[status] = bare ? { ...response, content } : response;
  }
  return responses;
}
