import { policySchema } from '../../decision/public.js';
import type { RestApp } from '../../rest/env.js';

/** Serves the JSON Schema of policy documents, so that editors complete them; it is no secret. */
export function registerPolicySchema(app: RestApp): void {
  const path = '/policy-schema.json';
  const json = JSON.stringify(policySchema);
  app.get(path, (c) => {
    c.env.http.route = path;
    return c.body(json, 200, {
      'Content-Type': 'application/schema+json',
      'Cache-Control': 'public, max-age=3600',
    });
  });
}
