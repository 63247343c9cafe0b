import { builder } from '../../graphql/builder.js';
import { connectionType } from '../../graphql/connection-type.js';
import type { GraphQLContext } from '../../graphql/context.js';
import { orNull } from '../../graphql/node.js';
import type { Page } from '../../kernel/page.js';
import type { Account as AccountShape } from '../accounts/account.js';
import { Account } from '../accounts/account.graphql.js';
import { idOf, kindOf, type NodeRef } from '../edges/edge.js';
import type { Group as GroupShape } from './group.js';
import { Group } from './group.graphql.js';

/** Whatever can belong to a group or hold a role. */
export const Subject = builder.unionType('Subject', {
  description: 'What can belong to a group, and hold a role: an account or a group.',
  types: [Account, Group],
  resolveType: (value) => (typeof value === 'object' && 'kind' in value ? Account : Group),
});

export const SubjectConnection = connectionType(Subject, 'Subject', 'accounts and groups');

type SubjectShape = AccountShape | GroupShape;

/** Pages of subjects from pages of their names: one load for all accounts, one for all groups. */
export async function loadSubjects(
  ctx: GraphQLContext,
  pages: readonly Page<NodeRef>[],
): Promise<Page<SubjectShape>[]> {
  return Promise.all(
    pages.map(async ({ items, hasNextPage }) => {
      const subjects = await Promise.all(items.map((ref) => loadSubject(ctx, ref)));
      const present = items.map((ref, index) => ({ ref, subject: subjects[index] ?? null }));
      const seen = present.filter(
        (entry): entry is { ref: NodeRef; subject: SubjectShape } => entry.subject !== null,
      );
      return { items: seen.map(({ subject }) => subject), cursors: seen.map(({ ref }) => ref), hasNextPage };
    }),
  );
}

function loadSubject(ctx: GraphQLContext, ref: NodeRef): Promise<SubjectShape | null> {
  const loader = kindOf(ref) === 'account' ? Account.getDataloader(ctx) : Group.getDataloader(ctx);
  return orNull<SubjectShape>(loader.load(idOf(ref)));
}
