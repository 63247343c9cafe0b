import { DomainError, InvalidInputError, NotFoundError } from '../../kernel/errors.js';
import { kindOf, nodeRef } from '../edges/edge.js';
import { checkDocument } from '../policies/policy-document.js';
import { translateDocument } from '../policies/translated-document.js';
import { InvalidPolicyError } from '../policies/policy.errors.js';
import { versionOf } from '../policies/policy.js';
import { refuseOwnThing } from '../resources/resource-name.js';
import {
  changeableHolder,
  changeablePolicy,
  existingGroup,
  existingGuardrail,
  existingRole,
  existingSubjects,
  managedPolicy,
  ownedPolicy,
  presentPolicy,
  refuseCycle,
  refuseServerGuardrails,
  type Drafting,
} from './draft-checks.js';
import { mention, put, removeBoundaries, replace } from './draft-writes.js';
import type { ChangeInputs, ChangeKind, DraftChange } from './simulation.input.js';

type Apply<K extends ChangeKind> = (at: Drafting, input: ChangeInputs[K]) => Promise<void> | void;

/**
 * Makes the changes of a draft, in their order, in the overlay; what the mutations would refuse for what is stored is
 * refused here, too. Limits of how much there may be, and what the caller may do, are not looked at.
 *
 * @throws InvalidInputError that names the change; InvalidPolicyError, its pointers beginning with `/changes/N`
 */
export async function applyDraft(at: Drafting, changes: readonly DraftChange[]): Promise<void> {
  for (const [index, change] of changes.entries()) {
    try {
      await applyChange(at, change);
    } catch (error) {
      throw atChange(error, index, change.kind);
    }
  }
}

async function applyChange<K extends ChangeKind>(
  at: Drafting,
  change: { readonly kind: K; readonly input: ChangeInputs[K] },
): Promise<void> {
  const apply: Apply<K> = APPLY[change.kind];
  await apply(at, change.input);
}

function atChange(error: unknown, index: number, kind: ChangeKind): unknown {
  if (error instanceof InvalidPolicyError) {
    const place = `/changes/${index}/${kind}/document`;
    return new InvalidPolicyError(
      error.issues.map((issue) => ({ ...issue, pointer: place + issue.pointer })),
    );
  }
  if (!(error instanceof DomainError) || error.status >= 500) return error;
  return new InvalidInputError([{ path: ['draft', 'changes', index, kind], message: error.message }]);
}

const APPLY: { readonly [K in ChangeKind]: Apply<K> } = {
  async createPolicyVersion(at, { policyId, document, setAsDefault }) {
    const policy = await changeablePolicy(at, policyId);
    const { text } = checkDocument(document, 'managed', at.realm.settings);
    if (setAsDefault) replace(at, policy, text);
  },

  async setDefaultPolicyVersion(at, { policyId, number }) {
    const policy = await changeablePolicy(at, policyId);
    const version = versionOf(policy, number);
    if (version === undefined) throw new NotFoundError(`Version ${number}`);
    replace(at, policy, version.document);
  },

  async putInlinePolicy(at, { targetId, name, document }) {
    const holder = await changeableHolder(at, targetId);
    const { text } = checkDocument(document, 'inline', at.realm.settings);
    const key = { scope: 'inline', owner: holder, name: name.normalize('NFC') } as const;
    const id = put(at, key, text, await ownedPolicy(at, key));
    at.overlay.addLink({ subject: holder, relation: 'attached', object: nodeRef('policy', id) });
  },

  async deleteInlinePolicy(at, { targetId, name }) {
    const holder = await changeableHolder(at, targetId);
    const key = { scope: 'inline', owner: holder, name: name.normalize('NFC') } as const;
    const id = put(at, key, undefined, await presentPolicy(at, key));
    at.overlay.removeLink({ subject: holder, relation: 'attached', object: nodeRef('policy', id) });
  },

  async setResourcePolicy(at, { resource, document }) {
    refuseOwnThing(at.realm.slug, resource, ['resource']);
    const written = checkDocument(document, 'resource', at.realm.settings);
    // Who asks may ask about all accounts, so none is kept from him.
    const { text, translated } = await translateDocument(at.realm, written, () => true, at.session);
    const key = { scope: 'resource', owner: resource, name: 'ResourcePolicy' } as const;
    put(at, key, translated ?? text, await ownedPolicy(at, key));
  },

  async removeResourcePolicy(at, { resource }) {
    const key = { scope: 'resource', owner: resource, name: 'ResourcePolicy' } as const;
    put(at, key, undefined, await presentPolicy(at, key));
  },

  async createGuardrail(at, { name, document }) {
    refuseServerGuardrails(at.realm);
    const { text } = checkDocument(document, 'guardrail', at.realm.settings);
    const key = { scope: 'guardrail', owner: '', name: name.normalize('NFC') } as const;
    if ((await ownedPolicy(at, key)) !== undefined) {
      throw new InvalidInputError([{ path: ['name'], message: 'is the name of another guardrail' }]);
    }
    put(at, key, text, undefined);
  },

  async updateGuardrail(at, { id, document }) {
    const guardrail = await existingGuardrail(at, id);
    // A new name alone changes nothing that is decided.
    if (document != null)
      replace(at, guardrail, checkDocument(document, 'guardrail', at.realm.settings).text);
  },

  async deleteGuardrail(at, { id }) {
    replace(at, await existingGuardrail(at, id), undefined);
  },

  async setPermissionsBoundary(at, { policyId, targetId }) {
    const holder = await changeableHolder(at, targetId);
    if (kindOf(holder) === 'group') {
      throw new InvalidInputError([{ path: ['targetId'], message: 'a group has no boundary' }]);
    }
    await mention(at, (await managedPolicy(at, policyId)).id);
    await removeBoundaries(at, holder);
    at.overlay.addLink({ subject: holder, relation: 'bounded', object: nodeRef('policy', policyId) });
  },

  async removePermissionsBoundary(at, { targetId }) {
    const holder = await changeableHolder(at, targetId);
    if (!(await removeBoundaries(at, holder))) throw new NotFoundError('The permissions boundary');
  },

  async attachPolicy(at, { policyId, targetId }) {
    const holder = await changeableHolder(at, targetId);
    const { id } = await managedPolicy(at, policyId);
    await mention(at, id);
    at.overlay.addLink({ subject: holder, relation: 'attached', object: nodeRef('policy', id) });
  },

  async detachPolicy(at, { policyId, targetId }) {
    const holder = await changeableHolder(at, targetId);
    const { id } = await managedPolicy(at, policyId);
    await mention(at, id);
    at.overlay.removeLink({ subject: holder, relation: 'attached', object: nodeRef('policy', id) });
  },

  async addGroupMembers(at, { groupId, memberIds }) {
    const object = await existingGroup(at, groupId);
    for (const subject of await existingSubjects(at, memberIds)) {
      await refuseCycle(at, subject, 'member', object);
      at.overlay.addLink({ subject, relation: 'member', object });
    }
  },

  async removeGroupMembers(at, { groupId, memberIds }) {
    const object = await existingGroup(at, groupId);
    for (const subject of await existingSubjects(at, memberIds)) {
      at.overlay.removeLink({ subject, relation: 'member', object });
    }
  },

  async assignRole(at, { roleId, subjectId }) {
    const object = await existingRole(at, roleId);
    const [subject] = await existingSubjects(at, [subjectId]);
    if (subject !== undefined) at.overlay.addLink({ subject, relation: 'assigned', object });
  },

  async unassignRole(at, { roleId, subjectId }) {
    const object = await existingRole(at, roleId);
    const [subject] = await existingSubjects(at, [subjectId]);
    if (subject !== undefined) at.overlay.removeLink({ subject, relation: 'assigned', object });
  },

  async includeRole(at, { roleId, includedRoleId }) {
    const subject = await existingRole(at, roleId);
    const object = await existingRole(at, includedRoleId);
    await refuseCycle(at, subject, 'includes', object);
    at.overlay.addLink({ subject, relation: 'includes', object });
  },

  async excludeRole(at, { roleId, includedRoleId }) {
    const subject = await existingRole(at, roleId);
    const object = await existingRole(at, includedRoleId);
    at.overlay.removeLink({ subject, relation: 'includes', object });
  },
};
