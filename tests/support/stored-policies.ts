import type { ClientSession } from 'mongoose';
import { nodeRef, type NodeRef, type Relation } from '../../src/features/edges/edge.js';
import { addLinks, removeLinks } from '../../src/features/edges/links.js';
import type { PolicyScope } from '../../src/features/policies/policy.js';
import { policyRecords } from '../../src/features/policies/policy.store.js';
import { newId } from '../../src/kernel/ids.js';
import type { RealmHandle, Touched } from '../../src/realms/realm.js';

/** Writes a policy as it is stored, without the checks of the use cases: also what they would refuse. */
export async function storePolicy(
  realm: RealmHandle,
  document: object | string,
  place: { readonly scope?: PolicyScope; readonly owner?: string; readonly touched?: readonly string[] } = {},
): Promise<string> {
  const _id = newId();
  const now = new Date();
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const record = {
    _id,
    scope: place.scope ?? 'managed',
    owner: place.owner ?? '',
    name: `policy-${_id}`,
    defaultVersion: 1,
    versions: [{ number: 1, document: text, createdAt: now }],
    mentions: [],
    principals: [],
    version: 1,
    createdAt: now,
    updatedAt: now,
  };
  await change(
    realm,
    async (session) => {
      await realm.model(policyRecords).collection.insertOne(record as object, { session });
    },
    place.touched ?? [],
  );
  return _id;
}

/** A version's number is never used twice. */
let nextVersion = 1;

/** Replaces what the only version of a policy says. */
export async function rewritePolicy(
  realm: RealmHandle,
  id: string,
  document: object,
  touched: readonly string[] = [nodeRef('policy', id)],
): Promise<void> {
  const number = (nextVersion += 1);
  const version = { number, document: JSON.stringify(document), createdAt: new Date() };
  await change(
    realm,
    async (session) => {
      await realm
        .model(policyRecords)
        .collection.updateOne(
          { _id: id } as object,
          { $set: { versions: [version], defaultVersion: number } },
          { session },
        );
    },
    touched,
  );
}

/** Makes or removes one edge. */
export async function link(
  realm: RealmHandle,
  subject: NodeRef,
  relation: Relation,
  object: NodeRef,
  way: 'add' | 'remove' = 'add',
): Promise<void> {
  const set = { subjects: [subject], relation, object };
  await change(
    realm,
    (session) =>
      way === 'add' ? addLinks(realm, set, new Date(), session) : removeLinks(realm, set, session),
    [subject],
  );
}

async function change<R>(
  realm: RealmHandle,
  work: (session: ClientSession) => Promise<R>,
  touched: Touched<R>,
): Promise<void> {
  await realm.transaction(['revision'], work, touched);
}
