import { existingAccounts } from '../../src/features/accounts/find-account.js';
import { createPolicyModule } from '../../src/features/policies/policy.module.js';
import {
  createSimulationModule,
  type SimulationModule,
} from '../../src/features/simulation/simulation.module.js';
import { cursorOf } from '../../src/features/simulation/position.js';
import type { DraftChange, WhatIfInput } from '../../src/features/simulation/simulation.input.js';
import { systemClock } from '../../src/kernel/clock.js';
import { DomainError } from '../../src/kernel/errors.js';
import { noGrantCheck } from './grants-double.js';
import { ACTIONS, fillRandomly, type RandomRealm } from './random-realm.js';
import { randomSource } from './random-policies.js';
import type { ProcessInRealm } from './two-processes.js';

/** What became of one random realm and one random draft. */
export interface ComparedDraft {
  readonly refused: boolean;
  /** Pairs of account and resource that the draft made a difference to. */
  readonly differences: number;
  /** Where what was foretold and what came of it differ. */
  readonly wrong: readonly string[];
}

/**
 * Fills the realm randomly, asks what a random draft would do, makes the draft's changes by the very services, and
 * compares every account, resource and action before and after with what was foretold.
 */
export async function compareWithDoingIt(
  process: ProcessInRealm,
  seed: number,
  { simulation }: Pick<SimulationModule, 'simulation'> = createSimulationModule(process),
): Promise<ComparedDraft> {
  const random = randomSource(seed);
  const { realm } = process;
  const filled = await fillRandomly(realm, random);
  const changes = filled.draft();
  const named = random() < 0.6;
  const input: WhatIfInput = { changes, ...(named && { actions: ACTIONS }) };
  const { revision } = await realm.counters();

  let foretold: Foretold;
  try {
    foretold = await foretell(process, simulation, input, 1 + Math.floor(random() * 12));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const done = await apply(process, changes);
    const wrong = done ? [`what-if refused what could be done: ${error.message}`] : [];
    return { refused: true, differences: 0, wrong };
  }
  const stored = (await realm.counters()).revision === revision ? [] : ['what-if has stored something'];
  const before = await everything(process, filled, foretold.actions);
  if (!(await apply(process, changes))) {
    return { refused: true, differences: 0, wrong: ['what-if foretold what is refused'] };
  }
  const after = await everything(process, filled, foretold.actions);
  const happened = new Set<string>();
  for (const [question, was] of before) {
    if (was !== after.get(question)) happened.add(`${was ? 'lost' : 'gained'} ${question}`);
  }
  // Of a resource that is not registered only what-if knows that it is meant.
  const expected = new Set(
    [...foretold.changes].filter((line) => filled.resources.some((name) => line.includes(` ${name} `))),
  );
  return {
    refused: false,
    differences: happened.size,
    wrong: [
      ...stored,
      ...[...happened].filter((line) => !expected.has(line)).map((line) => `not foretold: ${line}`),
      ...[...expected].filter((line) => !happened.has(line)).map((line) => `did not happen: ${line}`),
    ],
  };
}

interface Foretold {
  readonly actions: readonly string[];
  readonly changes: ReadonlySet<string>;
}

async function foretell(
  { ctx }: ProcessInRealm,
  simulation: SimulationModule['simulation'],
  input: WhatIfInput,
  first: number,
): Promise<Foretold> {
  const changes = new Set<string>();
  for (let after: string | undefined; ;) {
    const page = await simulation.whatIf(ctx, input, { first, after });
    for (const { principalId, resource, gained, lost } of page.changes) {
      for (const action of gained) changes.add(`gained ${lineOf(principalId, resource, action)}`);
      for (const action of lost) changes.add(`lost ${lineOf(principalId, resource, action)}`);
    }
    if (page.end === undefined) return { actions: page.compared.actions, changes };
    after = cursorOf(page.end);
  }
}

function lineOf(accountId: string, resource: string, action: string): string {
  return `${accountId} ${resource} ${action}`;
}

async function everything(
  { asker, realm }: ProcessInRealm,
  { accounts, resources }: RandomRealm,
  actions: readonly string[],
): Promise<ReadonlyMap<string, boolean>> {
  const questions = accounts.flatMap((accountId) =>
    resources.flatMap((resource) => actions.map((action) => ({ accountId, resource, action }))),
  );
  // Together, so that what decides is loaded together.
  return new Map(
    await Promise.all(
      questions.map(async ({ accountId, resource, action }) => {
        const principal = { kind: 'account', accountId } as const;
        const { decision } = await asker.decide(realm, { principal, action, resource });
        return [lineOf(accountId, resource, action), decision === 'Allowed'] as const;
      }),
    ),
  );
}

/** Makes the changes; false if one is refused. */
async function apply(process: ProcessInRealm, changes: readonly DraftChange[]): Promise<boolean> {
  try {
    for (const change of changes) await applyOne(process, change);
    return true;
  } catch (error) {
    if (error instanceof DomainError) return false;
    throw error;
  }
}

function applyOne({ ctx, groups, roles }: ProcessInRealm, change: DraftChange): Promise<unknown> {
  const { policies, attachments, ownedPolicies, guardrails } = createPolicyModule({
    clock: systemClock,
    existingAccounts,
    grants: noGrantCheck,
  });
  switch (change.kind) {
    case 'createPolicyVersion':
      return policies.createVersion(ctx, change.input);
    case 'setDefaultPolicyVersion':
      return policies.setDefaultVersion(ctx, change.input);
    case 'putInlinePolicy':
      return ownedPolicies.putInline(ctx, change.input);
    case 'deleteInlinePolicy':
      return ownedPolicies.deleteInline(ctx, change.input);
    case 'setResourcePolicy':
      return ownedPolicies.setResource(ctx, change.input);
    case 'removeResourcePolicy':
      return ownedPolicies.removeResource(ctx, change.input);
    case 'createGuardrail':
      return guardrails.create(ctx, change.input);
    case 'updateGuardrail':
      return guardrails.update(ctx, change.input);
    case 'deleteGuardrail':
      return guardrails.delete(ctx, change.input);
    case 'setPermissionsBoundary':
      return attachments.setBoundary(ctx, change.input);
    case 'removePermissionsBoundary':
      return attachments.removeBoundary(ctx, change.input);
    case 'attachPolicy':
      return attachments.attach(ctx, change.input);
    case 'detachPolicy':
      return attachments.detach(ctx, change.input);
    case 'addGroupMembers':
      return refusing(groups.addMembers(ctx, change.input));
    case 'removeGroupMembers':
      return refusing(groups.removeMembers(ctx, change.input));
    case 'assignRole':
      return roles.assign(ctx, change.input);
    case 'unassignRole':
      return roles.unassign(ctx, change.input);
    case 'includeRole':
      return roles.include(ctx, change.input);
    case 'excludeRole':
      return roles.exclude(ctx, change.input);
  }
}

/** Members are refused one by one; a draft is refused as a whole. */
async function refusing(
  changed: Promise<{ readonly results: readonly { readonly error?: DomainError }[] }>,
): Promise<void> {
  const refused = (await changed).results.find(({ error }) => error !== undefined)?.error;
  if (refused !== undefined) throw refused;
}
