import type { Page, PageRequest } from '../../kernel/page.js';
import type { RequestContext } from '../../realms/request-context.js';
import { authorize } from '../authorization/authorize.js';
import { edgeActions } from './edge.actions.js';
import type { EdgeFilterInput } from './edge.input.js';
import type { Edge } from './edge.js';
import { pageOfEdges } from './edge-list.js';

export interface EdgeService {
  /** The realm's edges: all of them, those of one subject, or those of one object. */
  list(ctx: RequestContext, filter: EdgeFilterInput, page: PageRequest): Promise<Page<Edge>>;
}

export function createEdgeService(): EdgeService {
  return {
    async list(ctx, filter, page) {
      authorize(ctx, edgeActions.list, { kind: 'edge', id: '*' });
      return pageOfEdges(ctx.realm, filter, page);
    },
  };
}
