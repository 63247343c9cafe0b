import { accountRecords } from '../features/accounts/account.store.js';
import { credentialRecords } from '../features/credentials/credential.store.js';
import { edgeRecords } from '../features/edges/links.js';
import { routeRecords } from '../features/gateways/gateway-route.store.js';
import { groupRecords } from '../features/groups/group.store.js';
import { signingKeys } from '../features/keys/key.store.js';
import { policyRecords } from '../features/policies/policy.store.js';
import { resourceRecords } from '../features/resources/resource.store.js';
import { roleRecords } from '../features/roles/role.store.js';
import { sessions } from '../features/sessions/session.store.js';
import { changeRecords } from './changes.js';
import type { CollectionDefinition } from './realm.js';

/** Whatever a collection's documents are: provisioning needs no more than this of it. */
export type AnyCollection = Pick<CollectionDefinition<unknown>, 'collection' | 'indexes' | 'derivation'>;

/** Every collection of a realm's database: at most sixteen. Provisioning creates these; each feature adds its line. */
export const realmCollections: readonly AnyCollection[] = [
  accountRecords,
  changeRecords,
  credentialRecords,
  edgeRecords,
  groupRecords,
  policyRecords,
  resourceRecords,
  roleRecords,
  routeRecords,
  sessions,
  signingKeys,
];
