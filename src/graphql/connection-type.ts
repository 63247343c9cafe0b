import type { ObjectRef, UnionRef } from '@pothos/core';
import { builder, type BuilderTypes } from './builder.js';

/** The arguments of every connection. */
export const pageArgs = builder.args((t) => ({
  first: t.int({ required: false, description: 'How many at most: 1 to 100, 20 if left out.' }),
  after: t.string({ required: false, description: 'Start behind this cursor of an earlier page.' }),
}));

/** The arguments of a connection along edges that can be followed further. */
export const graphArgs = builder.args((t) => ({
  first: t.int({ required: false, description: 'How many at most: 1 to 100, 20 if left out.' }),
  after: t.string({ required: false, description: 'Start behind this cursor of an earlier page.' }),
  transitive: t.boolean({
    defaultValue: false,
    required: true,
    description: 'Also what is reached through groups and roles, not only what is direct.',
  }),
}));

/** Declares `XConnection` and `XEdge` over the type `X`; `things` names several of them in descriptions. */
export function connectionType<
  Type extends ObjectRef<BuilderTypes, unknown> | UnionRef<BuilderTypes, unknown>,
>(type: Type, name: string, things: string) {
  return builder.connectionObject(
    { type, name: `${name}Connection`, description: `A page of ${things}.` },
    { name: `${name}Edge`, description: `One of the ${things} of a page, and where it stands.` },
  );
}
